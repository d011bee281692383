#include "source/sql_row_source.hpp"
#include "support/row_source_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing_support::RowSourceTest;
using testing_support::table_id;

// Each kind of key: two of three parents are referenced by three of four children; one child is
// NULL.
TEST_F(RowSourceTest, FindsParentsAndChildrenByEveryKindOfKey) {
    struct Kind {
        std::string type;
        std::string child_type;
        std::vector<std::string> parents;
        std::vector<std::string> children;
    };
    std::vector<Kind> kinds = {
        {"smallint", "smallint", {"1", "-2", "32767"}, {"1", "1", "-2"}},
        {"bigint", "integer", {"1", "2", "3000000000"}, {"1", "2", "2"}},
        {"numeric", "numeric", {"2.5", "7", "8.00"}, {"2.50", "7.000", "2.5"}},
        {"numeric", "integer", {"1.00", "2", "2.5"}, {"1", "2", "2"}},
        {"double precision", "double precision", {"0", "1e300", "NaN"}, {"-0", "NaN", "NaN"}},
        {"uuid",
         "uuid",
         {"12345678-9abc-def0-0011-223344556677", "00000000-0000-0000-0000-000000000000",
          "ffffffff-ffff-ffff-ffff-ffffffffffff"},
         {"123456789abcdef00011223344556677", "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "ffffffff-ffff-ffff-ffff-ffffffffffff"}},
        {"text", "varchar(40)", {"a\"b'c\\d", "", "NULL"}, {"a\"b'c\\d", "", ""}},
        {"varchar(5)", "text", {"é", "{x}", "a,b"}, {"{x}", "a,b", "a,b"}},
        {"char(4)", "char(6)", {"ab", "cd", "e"}, {"ab", "cd", "cd"}},
        {"date",
         "date",
         {"2024-02-29", "infinity", "0044-03-15 BC"},
         {"2024-02-29", "0044-03-15 BC", "0044-03-15 BC"}},
        {"timestamptz",
         "timestamptz",
         {"2024-01-01 00:00+00", "2024-01-01 00:00:00.000001+00", "infinity"},
         {"2024-01-01 01:00+01", "infinity", "infinity"}},
        {"timestamp",
         "date",
         {"2024-01-01", "2024-01-02", "2024-01-02 12:00"},
         {"2024-01-01", "2024-01-02", "2024-01-02"}},
        {"interval",
         "interval",
         {"1 month", "1 day", "1 hour"},
         {"30 days", "24 hours", "24 hours"}},
        {"bytea", "bytea", {"\\x00ff", "\\x", "\\x41"}, {"\\x00ff", "\\x", "\\x"}},
        {"boolean", "boolean", {"t", "f"}, {"t", "f", "f"}},
        {"inet", "inet", {"10.0.0.1", "::1", "10.0.0.0/8"}, {"10.0.0.1", "::1", "::1"}},
        {"int[]", "int[]", {"{1,2}", "{}", "{{1},{2}}"}, {"{1,2}", "{{1},{2}}", "{{1},{2}}"}},
        {"int4range", "int4range", {"[1,5)", "empty", "(,3)"}, {"[1,4]", "empty", "empty"}},
        {"mood", "mood", {"sad", "it's", "so so"}, {"it's", "so so", "so so"}},
        {"even", "integer", {"2", "4", "6"}, {"2", "4", "4"}},
        {"\"char\"", "\"char\"", {"a", "b", "c"}, {"a", "b", "b"}},
        {"name", "name", {"a", "B", "c"}, {"a", "B", "B"}},
        {"oid", "oid", {"1", "4000000000", "3"}, {"1", "4000000000", "4000000000"}},
    };
    execute(
        "CREATE TYPE mood AS ENUM ('sad', 'it''s', 'so so'); "
        "CREATE DOMAIN even AS smallint CHECK (VALUE % 2 = 0)");
    if (has_extension("citext")) {
        execute(
            "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE DOMAIN mail AS "
            "ext.citext");
        kinds.push_back({"ext.citext", "ext.citext", {"A@x", "b@x", "c"}, {"a@X", "B@X", "b@x"}});
        kinds.push_back({"mail", "ext.citext", {"A@x", "b@x", "c"}, {"a@X", "B@X", "b@x"}});
    }
    for (std::size_t number = 0; number < kinds.size(); ++number) {
        const Kind& kind = kinds[number];
        const auto values = [&](const std::vector<std::string>& texts, const std::string& type) {
            std::string sql;
            for (const std::string& text : texts) {
                sql += fmt::format("{}($v${}$v$::{})", sql.empty() ? "" : ", ", text, type);
            }
            return sql;
        };
        execute(
            fmt::format("CREATE TABLE p{0} (id {1} PRIMARY KEY); INSERT INTO p{0} VALUES {2}; "
                        "CREATE TABLE c{0} (ref {3} CONSTRAINT r{0} REFERENCES p{0}); "
                        "INSERT INTO c{0} VALUES {4}; INSERT INTO c{0} VALUES (NULL)",
                        number, kind.type, values(kind.parents, kind.type), kind.child_type,
                        values(kind.children, kind.child_type)));
    }
    open();
    for (std::size_t number = 0; number < kinds.size(); ++number) {
        SCOPED_TRACE(kinds[number].type + " <- " + kinds[number].child_type);
        EXPECT_THAT(walk(fmt::format("r{}", number)), ElementsAre(2, 3, 0));
    }
}

TEST_F(RowSourceTest, DropsIntegerKeysThatTheOtherEndCannotHold) {
    execute(
        "CREATE TABLE p2 (id smallint PRIMARY KEY); CREATE TABLE c8 (ref bigint); "
        "INSERT INTO p2 VALUES (1), (32767); INSERT INTO c8 VALUES (1), (32767), (32768), "
        "(-9000000000); "
        "ALTER TABLE c8 ADD CONSTRAINT r28 FOREIGN KEY (ref) REFERENCES p2 NOT VALID; "
        "CREATE TABLE p8 (id bigint PRIMARY KEY); CREATE TABLE c2 (ref smallint CONSTRAINT r82 "
        "REFERENCES p8); "
        "INSERT INTO p8 VALUES (-32768), (32768), (5000000000); INSERT INTO c2 VALUES (-32768)");
    open();
    EXPECT_THAT(walk("r28"), ElementsAre(2, 2, 2)) << "two keys have no parent";
    EXPECT_THAT(walk("r82"), ElementsAre(1, 1, 0));
}

TEST_F(RowSourceTest, FindsCompositeKeysByFiltersAndByUnnest) {
    execute(R"(
        CREATE TABLE p (a int, b text, PRIMARY KEY (a, b));
        INSERT INTO p SELECT x, y FROM generate_series(1, 30) AS x, generate_series(1, 30) AS y;
        CREATE TABLE filtered (x bigint, y varchar(9), CONSTRAINT f FOREIGN KEY (x, y) REFERENCES p);
        INSERT INTO filtered SELECT x, y FROM generate_series(1, 3) AS x, generate_series(1, 3) AS y WHERE x <> y;
        INSERT INTO filtered VALUES (1, NULL), (NULL, '1'), (77, NULL);
        CREATE TABLE paired (y text, x smallint, CONSTRAINT u FOREIGN KEY (x, y) REFERENCES p (a, b));
        INSERT INTO paired SELECT n, n FROM generate_series(1, 30) AS n;
        CREATE TABLE q (a numeric, b int, PRIMARY KEY (b, a)); INSERT INTO q VALUES (1.50, 1), (2, 1), (1.5, 2);
        CREATE TABLE served (a numeric, b int, CONSTRAINT s FOREIGN KEY (a, b) REFERENCES q (a, b));
        INSERT INTO served VALUES (1.5, 1), (2.00, 1), (NULL, 2))");
    open();
    const auto is_exact = [&](const std::string& name) {
        const KeyList keys = keys_of(name, false);
        const ParentKey& key = plan_.parent_key(reference(name).parent_key);
        return render_parents(plan_, key, {keys, 0, keys.size()}, nullptr).exact;
    };
    EXPECT_FALSE(is_exact("f"))
        << "filtered column by column, so the pairs are tested on this side";
    EXPECT_TRUE(is_exact("u"));
    EXPECT_TRUE(is_exact("s"));
    EXPECT_EQ(parents("f", keys_of("f", false)), 6U);
    EXPECT_EQ(children("f", keys_of("f", false)), 6U);
    EXPECT_EQ(parents("u", keys_of("u", false)), 30U);
    EXPECT_EQ(children("u", keys_of("u", true)), 30U);
    EXPECT_THAT(walk("s"), ElementsAre(2, 2, 0));
}

TEST_F(RowSourceTest, AReferenceOnALeafReadsThatLeafAlone) {
    execute(R"(
        CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (1), (2);
        CREATE TABLE events (day int, u int) PARTITION BY LIST (day);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
        CREATE TABLE events_2 (u int CONSTRAINT leaf REFERENCES users, day int);
        ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES IN (2);
        INSERT INTO events VALUES (1, 1), (1, 9), (2, 1), (2, 1), (2, NULL))");
    open();
    EXPECT_THAT(walk("leaf"), ElementsAre(1, 2, 0));
    const TableId events = table_id(plan_.catalog, "events");
    const std::vector<ReferenceId> references = {reference("leaf").reference};
    EXPECT_THAT(source_->read_counts(events, references), ElementsAre(5, 2));
    std::size_t keys = 0;
    source_->read_whole_keys(references.front(), [&](std::span<const KeyPart>) { ++keys; });
    EXPECT_EQ(keys, 1U);
}

TEST_F(RowSourceTest, RowsOfInheritanceChildrenAreNotTheParentsOwn) {
    execute(
        "CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE derived () INHERITS (base); "
        "INSERT INTO base VALUES (1); INSERT INTO derived VALUES (2); "
        "CREATE TABLE c (ref int CONSTRAINT r REFERENCES base); INSERT INTO c VALUES (1)");
    roots_only_ = true;
    open();
    EXPECT_EQ(keys_of("r", true).size(), 1U);
    EXPECT_THAT(source_->read_counts(table_id(plan_.catalog, "base"), {}), ElementsAre(1));
}

// pg_catalog's = would compare citext as text, and knows nothing of types that extensions bring.
TEST_F(RowSourceTest, AQueryRootsKeysAreComparedAsItsPrimaryKeyCompares) {
    if (!has_extension("citext") || !has_extension("isn")) {
        GTEST_SKIP() << "citext or isn is not installed";
    }
    execute(
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION isn SCHEMA ext; "
        "CREATE TABLE t (mail ext.citext, book ext.isbn, n int, PRIMARY KEY (n, mail, book)); "
        "INSERT INTO t VALUES ('A@x', '0-393-04002-X', 1), ('b@x', '0-393-04002-X', 1)");
    config_.roots.emplace_back().table = "t";
    config_.roots.back().query = Text{"SELECT 1 AS n, 'a@X' AS mail, '039304002X' AS book", {}};
    open();
    KeyList keys{KeyForm::bytes};
    const ParentKey& key = plan_.parent_key(plan_.roots.front().query_key.value());
    source_->read_root_keys(0, [&](std::span<const KeyPart> values) {
        std::string scratch;
        keys.add(Key{encode_key(values, scratch).value()});
    });
    std::size_t rows = 0;
    source_->read_parents(key.id, keys, false, [&](const SourceRow&) { ++rows; });
    EXPECT_EQ(rows, 1U);
    EXPECT_EQ(unmatched(key.id, keys), 0U);
}

}  // namespace
}  // namespace subset
