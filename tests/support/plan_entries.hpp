// plan_entries.hpp
//
// Holds the entries of a config, each on a line of its own, and a small shop for which they are
// written.
#pragma once

#include "plan/make_plan.hpp"
#include "support/catalog_builder.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace subset::testing_support {

inline constexpr std::uint32_t any_column = 5;

inline Text text_at(const std::string& value, std::uint32_t line) {
    return {value, {"twin.toml", line, any_column}};
}

class Entries {
public:
    Entries() { config_.file = "twin.toml"; }
    // Each entry has a line of its own, counted from 1.
    Entries& root(const std::string& table, bool children = true) {
        RootConfig& root = config_.roots.emplace_back();
        root.table = text_at(table, ++line_);
        root.place = root.table.place;
        root.children = children;
        return *this;
    }
    Entries& rows(const std::string& name, std::optional<RowsRule> rule) {
        config_.tables.push_back({text_at(name, ++line_), rule, {"twin.toml", line_, any_column}});
        return *this;
    }
    Entries& child(const std::string& table, const std::string& parent,
                   const std::string& name = "") {
        ChildRule& rule = config_.children.emplace_back();
        rule.table = text_at(table, ++line_);
        rule.parent = text_at(parent, line_);
        rule.place = rule.table.place;
        if (!name.empty()) {
            rule.name = text_at(name, line_);
        }
        return *this;
    }
    Entries& cut(const std::string& table, const std::string& name) {
        CutRule& rule = config_.cuts.emplace_back();
        rule.table = text_at(table, ++line_);
        rule.place = rule.table.place;
        rule.name = text_at(name, line_);
        return *this;
    }
    RootConfig& last() { return config_.roots.back(); }
    Config& config() { return config_; }
    [[nodiscard]] Plan plan(const Catalog& catalog) const { return make_plan(config_, catalog); }

private:
    Config config_;
    std::uint32_t line_ = 0;
};

inline std::vector<std::string> told(const std::vector<Fault>& faults) {
    std::vector<std::string> lines;
    for (const Fault& fault : faults) {
        lines.push_back(fmt::format("{}: {}", fault.place.line, fault.message));
    }
    return lines;
}

// The references are users -> users, orders -> users, orders -> shops and lines -> orders; the two
// logs have none.
inline CatalogBuilder shop() {
    return CatalogBuilder{}
        .table("users", {"id integer", "boss integer"})
        .table("shops", {"id integer"})
        .table("orders", {"id integer", "user_id integer not null", "shop_id integer"})
        .table("lines", {"id integer", "order_id integer not null"})
        .table("log_a", {"id integer"})
        .table("log_b", {"id integer"})
        .reference("boss", "users(boss) -> users(id)")
        .reference("order_user", "orders(user_id) -> users(id)")
        .reference("order_shop", "orders(shop_id) -> shops(id)")
        .reference("line_order", "lines(order_id) -> orders(id)");
}

}  // namespace subset::testing_support
