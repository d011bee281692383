// Rows through the row store and back, in either format.
#include "closure/closure.hpp"
#include "load/table_copy.hpp"
#include "rows/row_store.hpp"
#include "support/row_source_fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace subset {
namespace {

using testing_support::table_id;

// What is stored and loaded again is what was there, whatever the format.
class RoundTrip : public testing_support::RowSourceTest {
protected:
    void expect_same(const std::string& table, const std::string& definition,
                     const std::string& rows, CopyFormat format,
                     const std::string& digest = "md5(t::text)") {
        execute(definition + "; " + rows);
        const std::string all =
            fmt::format("SELECT string_agg({0}, ',' ORDER BY {0}) FROM {1} AS t", digest, table);
        const std::string before = value(all);
        open();
        const TableId id = table_id(plan_.catalog, table);
        EXPECT_EQ(plan_.output(id).format, format);
        RowStore store{plan_.catalog.tables.size(), 1'000'000};
        const Closure closure =
            compute_closure(plan_, {}, *source_, &store, nullptr, observer_, cancellation_);
        reader_->execute("ROLLBACK");
        pg::CopyChannel target = connect();
        target.execute("BEGIN; DROP TABLE " + table + "; " + definition);
        ChannelCopyWriter writer{target};
        const TableLoad load = load_stored_rows(plan_, closure, {id}, store, writer,
                                                {[](std::uint64_t, std::uint64_t) {}});
        EXPECT_EQ(load.rows, store.rows(id));
        target.execute("COMMIT");
        EXPECT_EQ(value(all), before);
    }
};

TEST_F(RoundTrip, InBinary) {
    expect_same("t",
                "CREATE TABLE t (id int PRIMARY KEY, b bytea, j jsonb, x text, twice int GENERATED "
                "ALWAYS AS (id * 2) "
                "STORED, n numeric, i int GENERATED ALWAYS AS IDENTITY)",
                "INSERT INTO t (id, b, j, x, n) VALUES (1, '\\x00ff', '{\"a\": [1, null]}', "
                "E'a\\tb\\n', 1.50), "
                "(2, NULL, NULL, '', 'NaN')",
                CopyFormat::binary);
}

TEST_F(RoundTrip, AsTextWhereATypeNeedsIt) {
    expect_same("t",
                "CREATE TABLE t (id int, kind regclass, kinds regtype[], f float8, c char(5), o "
                "bool, x text, "
                "ip inet, xm xml, ts timestamptz)",
                "INSERT INTO t VALUES (1, 'pg_class', '{integer,text}', 0.1, 'ab', true, "
                "E'a\\tb\\n\\\\N\\r', '::1', "
                "'<a/>', '2024-01-01'), (2, NULL, NULL, 'NaN', '', false, '\\.', NULL, NULL, NULL)",
                CopyFormat::text);
}

TEST_F(RoundTrip, WithoutAnyColumn) {
    expect_same("t", "CREATE TABLE t ()",
                "INSERT INTO t DEFAULT VALUES; INSERT INTO t DEFAULT VALUES", CopyFormat::binary);
}

TEST_F(RoundTrip, OfARowOfAHundredMegabytes) {
    expect_same("t", "CREATE TABLE t (id int PRIMARY KEY, b bytea)",
                "INSERT INTO t SELECT 1, decode(repeat('ab', 100000000), 'hex'); INSERT INTO t "
                "VALUES (2, '')",
                CopyFormat::binary, "md5(b)");
}

// Rows that dangle have gone, and where the parent is absent the cut reference is NULL, in either
// format.
TEST_F(RoundTrip, OfRowsThatArePatched) {
    for (const std::string type : {"int", "regtype"}) {
        const std::string definition =
            "CREATE TABLE t (id int PRIMARY KEY, up int, lost int, kind " + type + ")";
        execute("DROP TABLE IF EXISTS t; " + definition +
                "; INSERT INTO t VALUES (1, NULL, NULL, NULL), (2, 1, NULL, 23), (3, 7, NULL, "
                "25), (4, 1, 99, 23), (5, 4, NULL, 23); ALTER TABLE t ADD CONSTRAINT u FOREIGN KEY "
                "(up) REFERENCES t NOT VALID, ADD CONSTRAINT l FOREIGN KEY (lost) REFERENCES t NOT "
                "VALID");
        config_ = {};
        config_.source.dangling = Dangling::drop;
        config_.cuts.push_back({{}, {"t", {}}, {}, {}, Text{"u", {}}});
        open();
        const TableId id = table_id(plan_.catalog, "t");
        RowStore store{plan_.catalog.tables.size(), 1'000'000};
        const Closure closure =
            compute_closure(plan_, {}, *source_, &store, nullptr, observer_, cancellation_);
        reader_->execute("ROLLBACK");
        pg::CopyChannel target = connect();
        target.execute("BEGIN; DROP TABLE t; " + definition);
        ChannelCopyWriter writer{target};
        const TableLoad load = load_stored_rows(plan_, closure, {id}, store, writer,
                                                {[](std::uint64_t, std::uint64_t) {}});
        target.execute("COMMIT");
        EXPECT_EQ(load.rows, 4U);
        EXPECT_EQ(value("SELECT string_agg(format('%s-%s-%s', id, up, kind::oid), ' ' ORDER BY id) "
                        "FROM t"),
                  "1-- 2-1-23 3--25 5--23")
            << type;
    }
}

}  // namespace
}  // namespace subset
