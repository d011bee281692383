// closure_walk.hpp
//
// A closure over rows in memory, said in a few lines:
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

// bottom -> left, right -> top.
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

// A catalog and a config.
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
    Given& rows(const std::string& table, RowsRule rule) {
        config_.tables.push_back({{table, {}}, rule, {}});
        return *this;
    }
    Given& most_rows(std::uint64_t rows) {
        config_.limits.rows = rows;
        return *this;
    }
    [[nodiscard]] Plan plan() const {
        return make_plan(config_, catalog_, make_reference_graph(catalog_));
    }

private:
    Config config_;
    Catalog catalog_;
};

class Walk {
public:
    explicit Walk(const Given& setup) : plan_{setup.plan()}, source_{plan_} {
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
    // A root selects the rows whose first column is one of `ids`; without this, all.
    Walk& select(std::uint32_t root, const std::set<std::string>& ids) {
        source_.set_root(
            root, [ids](const MemoryRow& row) { return ids.contains(row.values[0].value()); });
        return *this;
    }
    Closure closure(RowStore* store = nullptr, EdgeSink* edges = nullptr) {
        Observer silent;
        const Cancellation cancellation;
        return compute_closure(plan_, source_, store, edges, silent, cancellation);
    }
    // What closure() throws.
    Error failure() {
        try {
            (void)closure();
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "nothing thrown";
        return Error{ErrorKind::system, ""};
    }
    // The first columns of the table's rows in the closure.
    std::vector<std::string> ids(const Closure& closure, const std::string& table) const {
        std::vector<std::string> found;
        const TableId id = table_id(plan_.catalog, table);
        for (const MemoryRow& row : source_.rows(id)) {
            if (closure.rows[index_of(id)].contains(row.id)) {
                found.push_back(row.values[0].value_or("NULL"));
            }
        }
        EXPECT_EQ(found.size(), closure.rows[index_of(id)].size());
        return found;
    }
    [[nodiscard]] const TableCounts& counts(const Closure& closure,
                                            const std::string& table) const {
        return closure.tables[index_of(table_id(plan_.catalog, table))];
    }
    [[nodiscard]] const ReferenceCounts& reference(const Closure& closure,
                                                   const std::string& name) const {
        return closure.references[index_of(reference_id(plan_.catalog, name))];
    }
    [[nodiscard]] MemorySource& source() noexcept { return source_; }
    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }

private:
    Plan plan_;
    MemorySource source_;
};

}  // namespace subset::testing_support
