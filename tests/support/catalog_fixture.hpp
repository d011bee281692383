// catalog_fixture.hpp
//
// Reads the catalog of a test's own database.
#pragma once

#include "catalog/read_catalog.hpp"
#include "support/catalog_builder.hpp"
#include "support/test_database.hpp"

#include <string>
#include <vector>

namespace subset::testing_support {

class CatalogTest : public DatabaseTest {
protected:
    Catalog read(const std::string& more = "") {
        pg::Session session{url(more), context()};
        session.begin_session("SET jit = off; SET search_path = ''");
        session.begin_read_only_snapshot({"SELECT"});
        session.execute(locks_);
        pg::CopyChannel reader = connect(more);
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return read_catalog(session, reader, scope_of_source(config_));
    }
    static const Column& column(const Catalog& catalog, const std::string& table,
                                const std::string& name) {
        const Table& found = catalog.table(table_id(catalog, table));
        return found.columns[found.column_named(name).value()];
    }
    static std::vector<std::string> tables_of(const Catalog& catalog) {
        std::vector<std::string> names;
        for (const Table& table : catalog.tables) {
            names.push_back(table.name.text());
        }
        return names;
    }

    Config config_;
    std::string locks_;  // SQL that locks what a snapshot would have locked
};

}  // namespace subset::testing_support
