// closure_walk.hpp
//
// Makes a closure over rows in memory in a few lines:
//
//     Walk walk{Given{diamond()}.root("bottom", false)};
//     walk.add("bottom", {{"1", "10", "20"}}).add("left", {{"10", "30"}}) ...
//     EXPECT_THAT(walk.ids(walk.closure(), "left"), ElementsAre("10"));
#pragma once

#include "plan/make_plan.hpp"
#include "support/memory_source.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace subset::testing_support {

inline const Value null = std::nullopt;

// The references are bottom -> left, bottom -> right, left -> top, right -> top.
inline CatalogBuilder diamond() {
    return CatalogBuilder{}
        .table("top", {"id integer"})
        .table("left", {"id integer", "top integer"})
        .table("right", {"id integer", "top integer"})
        .table("bottom", {"id integer", "l integer", "r integer"})
        .reference("lt", "left(top) -> top(id)")
        .reference("rt", "right(top) -> top(id)")
        .reference("bl", "bottom(l) -> left(id)")
        .reference("br", "bottom(r) -> right(id)");
}

// Given holds a catalog and a config.
class Given {
public:
    explicit Given(const CatalogBuilder& builder) : catalog_{builder.build()} {
        config_.file = "twin.toml";
    }
    Given& root(const std::string& table, bool children = true) {
        RootConfig& root = config_.roots.emplace_back();
        root.table = {table, {"twin.toml", 3, 1}};
        root.place = {"twin.toml", 2, 1};
        root.children = children;
        return *this;
    }
    Given& query(const std::string& table) {
        root(table).config_.roots.back().query = Text{"SELECT", {"twin.toml", 4, 9}};
        return *this;
    }
    // Sets how many rows the statistics give the table.
    Given& size(std::uint64_t rows) {
        for (Table& table : catalog_.tables) {
            table.about_rows = rows;
            table.about_bytes = rows * 8;
        }
        return *this;
    }
    Given& rows(const std::string& table, RowsRule rule) {
        config_.tables.push_back({{table, {}}, rule, {}});
        return *this;
    }
    Given& most_rows(std::uint64_t rows) {
        config_.limits.rows = rows;
        return *this;
    }
    Given& most_rows_of(const std::string& table, std::uint64_t rows) {
        config_.limits.tables.push_back({TableName{table}, rows});
        return *this;
    }
    Given& dangling(Dangling rule) {
        config_.source.dangling = rule;
        return *this;
    }
    Given& cut(const std::string& reference) {
        const Reference& found = find(reference);
        config_.cuts.push_back({{}, {found.child.name.text(), {}}, {}, {}, Text{reference, {}}});
        return *this;
    }
    Given& child(const std::string& reference, Follow follow,
                 std::optional<std::uint64_t> limit = std::nullopt, const std::string& where = "") {
        const Reference& found = find(reference);
        ChildRule& rule = config_.children.emplace_back();
        rule.table = found.child.name.text();
        rule.parent = found.parent.name.text();
        rule.name = Text{reference, {}};
        rule.follow = follow;
        rule.limit = limit;
        if (!where.empty()) {
            rule.where = Text{where, {}};
        }
        return *this;
    }
    [[nodiscard]] Plan plan() const { return make_plan(config_, catalog_); }
    [[nodiscard]] const Limits& limits() const noexcept { return config_.limits; }

private:
    [[nodiscard]] const Reference& find(const std::string& reference) const {
        return catalog_.reference(reference_id(catalog_, reference));
    }

    Config config_;
    Catalog catalog_;
};

class Walk {
public:
    explicit Walk(const Given& setup)
        : plan_{setup.plan()}, limits_{setup.limits()}, source_{plan_} {
        EXPECT_TRUE(plan_.faults.empty());
    }
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    Walk& add(const std::string& table, const std::vector<std::vector<Value>>& rows,
              std::uint16_t leaf = 0) {
        for (const std::vector<Value>& row : rows) {
            source_.add(table, row, leaf);
        }
        return *this;
    }
    // Lets a root select the rows whose first column is one of `ids`. Without this it selects all.
    Walk& select(std::uint32_t root, const std::set<std::string>& ids) {
        source_.set_root(
            root, [ids](const MemoryRow& row) { return ids.contains(row.values[0].value()); });
        return *this;
    }
    Closure closure(RowStore* store = nullptr, EdgeSink* edges = nullptr) {
        Observer silent;
        return closure(silent, store, edges);
    }
    Closure closure(Observer& observer, RowStore* store = nullptr, EdgeSink* edges = nullptr) {
        const Cancellation cancellation;
        return compute_closure(plan_, limits_, source_, store, edges, observer, cancellation);
    }
    // Returns what closure() throws.
    Error failure() {
        try {
            (void)closure();
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "nothing thrown";
        return Error{ErrorKind::system, ""};
    }
    // Returns the first columns of the table's rows in the closure, without those that are dropped.
    std::vector<std::string> ids(const Closure& closure, const std::string& table) const {
        const TableId id = table_id(plan_.catalog, table);
        const RowSet& rows = closure.rows[id];
        const RowSet& dropped = closure.patches[id].dropped;
        std::vector<std::string> found =
            ids_of(id, [&](RowId row) { return rows.contains(row) && !dropped.contains(row); });
        EXPECT_EQ(found.size(), rows.size() - dropped.size());
        return found;
    }
    // Returns the first columns of the rows in which the reference is NULLed.
    std::vector<std::string> nulled(const Closure& closure, const std::string& reference) const {
        const ReferenceId id = reference_id(plan_.catalog, reference);
        const TableId child = plan_.catalog.reference(id).child.table;
        for (const TablePatch::Nulled& each : closure.patches[child].nulled) {
            if (each.reference == id) {
                return ids_of(child, [&](RowId row) { return each.rows.contains(row); });
            }
        }
        return {};
    }
    [[nodiscard]] const TableCounts& counts(const Closure& closure,
                                            const std::string& table) const {
        return closure.tables[table_id(plan_.catalog, table)];
    }
    [[nodiscard]] const ReferenceCounts& reference(const Closure& closure,
                                                   const std::string& name) const {
        return closure.references[reference_id(plan_.catalog, name)];
    }
    [[nodiscard]] MemorySource& source() noexcept { return source_; }
    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }

private:
    template <typename Predicate>
    [[nodiscard]] std::vector<std::string> ids_of(TableId table, const Predicate& wanted) const {
        std::vector<std::string> found;
        for (const MemoryRow& row : source_.rows().of(table)) {
            if (wanted(row.id)) {
                found.push_back(row.values[0].value_or("NULL"));
            }
        }
        return found;
    }

    Plan plan_;
    Limits limits_;
    MemorySource source_;
};

}  // namespace subset::testing_support
