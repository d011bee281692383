// row_source_fixture.hpp
//
// Opens the engine's RowSource over a test's own database.
#pragma once

#include "catalog/read_catalog.hpp"
#include "pg/connection/connect.hpp"
#include "plan/make_plan.hpp"
#include "source/sql_row_source.hpp"
#include "support/catalog_builder.hpp"
#include "support/test_database.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace subset::testing_support {

class RowSourceTest : public DatabaseTest {
protected:
    // Reads the catalog, makes every table reachable both ways, and opens the source.
    void open(RowsRule rule = RowsRule::closure) {
        pg::Session session{url(), context()};
        session.begin_session("SET jit = off; SET search_path = ''");
        session.begin_read_only_snapshot({"SELECT"});
        reader_ = std::make_unique<pg::CopyChannel>(connect());
        reader_->execute(pg::session_settings({}, {}, reader_->server_version_num()) +
                         pg::source_settings());
        reader_->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        const Catalog catalog = read_catalog(session, *reader_, scope_of_source(config_));
        for (const Table& table : catalog.tables) {
            RootConfig& root = config_.roots.emplace_back();
            root.table = table.name.text();
            root.children = true;
            root.only = roots_only_;
            if (rule != RowsRule::closure) {
                config_.tables.push_back({{table.name.text(), {}}, rule, {}});
            }
        }
        plan_ = make_plan(config_, catalog);
        ASSERT_TRUE(plan_.faults.empty()) << plan_.faults.front().message;
        source_ = std::make_unique<SqlRowSource>(plan_, *reader_);
    }
    [[nodiscard]] const ReferencePlan& reference(const std::string& name) const {
        return plan_.reference(reference_id(plan_.catalog, name));
    }
    // Returns the keys of all rows at one end of the reference, as the closure would gather them.
    KeyList keys_of(const std::string& name, bool parent) {
        const ReferencePlan& plan = reference(name);
        const ParentKey& key = plan_.parent_key(plan.parent_key);
        const Reference& found = plan_.catalog.reference(plan.reference);
        TreeCoder coder = parent ? make_parent_coder(plan_, key) : make_child_coder(plan_, plan);
        KeyList keys{key.form};
        const TableId table = parent ? found.parent.table : found.child.table;
        const Relation& relation = parent ? found.parent : found.child;
        source_->read_root(static_cast<std::uint32_t>(table), false, [&](const SourceRow& row) {
            const auto encoded = coder.encode(row.id, row.keys);
            if (encoded && relation.covers(leaf_of(row.id))) {
                keys.add(*encoded);
            }
        });
        return keys;
    }
    std::size_t parents(const std::string& name, const KeyList& keys) {
        std::size_t rows = 0;
        source_->read_parents(reference(name).parent_key, keys, false,
                              [&](const SourceRow&) { ++rows; });
        return rows;
    }
    std::size_t children(const std::string& name, const KeyList& keys) {
        std::size_t rows = 0;
        source_->read_children(reference(name).reference, keys, false,
                               [&](const SourceRow&) { ++rows; });
        return rows;
    }
    // Counts the rows that come up from all children and down from all parents, and the children's
    // keys that no parent has.
    std::vector<std::size_t> walk(const std::string& name) {
        const KeyList wanted = keys_of(name, false);
        const KeyList had = keys_of(name, true);
        return {parents(name, wanted), children(name, had),
                unmatched(reference(name).parent_key, wanted)};
    }
    // Counts the keys that no row has.
    std::size_t unmatched(ParentKeyId key, const KeyList& keys) {
        std::set<std::size_t> matched;
        source_->read_matches(key, keys,
                              [&](std::size_t position, RowId) { matched.insert(position); });
        return keys.size() - matched.size();
    }

    bool roots_only_ = false;  // roots do not cover the tables that inherit from theirs
    Config config_;
    Plan plan_;
    std::unique_ptr<pg::CopyChannel> reader_;
    std::unique_ptr<SqlRowSource> source_;
};

}  // namespace subset::testing_support
