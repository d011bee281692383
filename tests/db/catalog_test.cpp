#include "catalog/read_catalog.hpp"
#include "support/catalog_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::CatalogTest;
using testing_support::reference_id;
using testing_support::table_id;

TEST_F(CatalogTest, LeavesDroppedColumnsOutAndKeepsTheNumbersOfTheOthers) {
    execute(
        "CREATE TABLE t (gone int, id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED, "
        "n text NOT NULL); "
        "ALTER TABLE t DROP COLUMN gone");
    const Catalog catalog = read();
    const Table& table = catalog.table(table_id(catalog, "t"));
    EXPECT_THAT(table.names_of({0, 1, 2}), ElementsAre("id", "g", "n"));
    EXPECT_EQ(table.columns[0].number, 2);
    EXPECT_THAT(table.primary_key, ElementsAre(0));
    EXPECT_TRUE(table.columns[1].generated);
    EXPECT_TRUE(table.columns[2].not_null);
    EXPECT_FALSE(table.columns[1].not_null);
}

TEST_F(CatalogTest, APartitionedTableIsOneTableWithItsLeaves) {
    execute(R"(
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE events (id int, day int, u int REFERENCES users) PARTITION BY RANGE (day);
        CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
        CREATE TABLE events_b2 PARTITION OF events_b FOR VALUES FROM (0) TO (5);
        CREATE TABLE events_b1 PARTITION OF events_b DEFAULT;
        CREATE TABLE events_a (extra int, u int, day int, id int);
        ALTER TABLE events_a DROP COLUMN extra;
        ALTER TABLE events_a ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES users;
        ALTER TABLE events ATTACH PARTITION events_a FOR VALUES FROM (0) TO (10))");
    const Catalog catalog = read();
    EXPECT_THAT(tables_of(catalog), ElementsAre("public.events", "public.users"));
    const Table& events = catalog.table(table_id(catalog, "events"));
    EXPECT_EQ(events.kind, TableKind::partitioned);
    ASSERT_THAT(events.leaves, SizeIs(3));
    EXPECT_EQ(events.leaves[0].name.name, "events_a");
    EXPECT_EQ(events.leaves[1].name.name, "events_b1");
    const Relation* const middle = catalog.relation_named({"public", "events_b"});
    ASSERT_NE(middle, nullptr);
    EXPECT_FALSE(middle->whole);
    EXPECT_THAT(middle->leaves, ElementsAre(1, 2));
    EXPECT_EQ(middle->table, events.id);
    ASSERT_THAT(catalog.references, SizeIs(2))
        << "what PostgreSQL derived for the leaves is not counted";
    const Reference& own = catalog.reference(reference_id(catalog, "own"));
    EXPECT_THAT(own.child.leaves, ElementsAre(0));
    EXPECT_THAT(events.names_of(own.child_columns), ElementsAre("id"));
}

TEST_F(CatalogTest, AnInheritanceChildIsATableOfItsOwn) {
    execute(
        "CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE derived (more int) INHERITS (base)");
    const Catalog catalog = read();
    EXPECT_THAT(tables_of(catalog), ElementsAre("public.base", "public.derived"));
    EXPECT_THAT(catalog.table(table_id(catalog, "base")).leaves, SizeIs(1));
}

TEST_F(CatalogTest, WhatInheritsFromATableIsItsTree) {
    execute(R"(
        CREATE TABLE a (id int); CREATE TABLE b (more int); CREATE TABLE ab () INHERITS (a, b);
        CREATE TABLE abc () INHERITS (ab); CREATE TABLE lone (id int);
        CREATE SCHEMA other; CREATE TABLE other.az () INHERITS (a))");
    const Catalog catalog = read();
    const auto tree = [&](const std::string& name) {
        std::vector<std::string> names;
        const Relation& relation = *catalog.relation_named(parse_qualified_name(name));
        for (const TableId table : catalog.tree_of(relation).tables()) {
            names.push_back(catalog.table(table).name.text());
        }
        return names;
    };
    EXPECT_THAT(tree("a"), ElementsAre("other.az", "public.a", "public.ab", "public.abc"));
    EXPECT_THAT(tree("b"), ElementsAre("public.ab", "public.abc", "public.b"));
    EXPECT_THAT(tree("ab"), ElementsAre("public.ab", "public.abc"));
    EXPECT_THAT(tree("lone"), ElementsAre("public.lone"));
    EXPECT_THAT(catalog.table(table_id(catalog, "abc")).ancestors, SizeIs(3));
    // A row's id says which of the tables it is in.
    const Relation all = catalog.tree_of(*catalog.relation_named(parse_qualified_name("a")));
    const Table& deep = catalog.table(table_id(catalog, "abc"));
    EXPECT_EQ(catalog.table_with(all, deep.first_leaf), deep.id);
}

TEST_F(CatalogTest, ReferencesMayPointAtUniqueKeysAndBareUniqueIndexes) {
    execute(R"(
        CREATE TABLE p (id int PRIMARY KEY, a int, b text, UNIQUE (a, b), x bigint);
        CREATE UNIQUE INDEX bare ON p (x);
        CREATE TABLE c (id int, b text, a int, x int REFERENCES p (x), n int);
        ALTER TABLE c ADD CONSTRAINT pair FOREIGN KEY (b, a) REFERENCES p (b, a);
        INSERT INTO c (n) VALUES (99);
        ALTER TABLE c ADD CONSTRAINT late FOREIGN KEY (n) REFERENCES p NOT VALID)");
    const Catalog catalog = read();
    const Table& parent = catalog.table(table_id(catalog, "p"));
    const Table& child = catalog.table(table_id(catalog, "c"));
    const Reference& pair = catalog.reference(reference_id(catalog, "pair"));
    EXPECT_THAT(child.names_of(pair.child_columns), ElementsAre("b", "a"));
    EXPECT_THAT(parent.names_of(pair.parent_columns), ElementsAre("b", "a"));
    EXPECT_TRUE(pair.operators[0].decidable_here);
    const Reference& mixed = catalog.reference(reference_id(catalog, "c_x_fkey"));
    EXPECT_EQ(mixed.operators[0].parent_type, "bigint");
    EXPECT_EQ(mixed.operators[0].child_type, "integer");
    EXPECT_TRUE(mixed.validated);
    EXPECT_FALSE(catalog.reference(reference_id(catalog, "late")).validated);
    EXPECT_THAT(parent.indexes, testing::Contains(ColumnList{3}));
}

TEST_F(CatalogTest, EqualReferencesAreOne) {
    execute(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int); "
        "ALTER TABLE c ADD CONSTRAINT two FOREIGN KEY (p) REFERENCES p; "
        "ALTER TABLE c ADD CONSTRAINT one FOREIGN KEY (p) REFERENCES p NOT VALID");
    const Catalog catalog = read();
    ASSERT_THAT(catalog.references, SizeIs(1));
    EXPECT_EQ(catalog.references.front().name, "one");
    EXPECT_TRUE(catalog.references.front().validated);
}

TEST_F(CatalogTest, ReadsSequencesWithTheirOwnersAndMarksUnreadableOnes) {
    const std::string role = make_role("subset_reader");
    execute(
        "CREATE TABLE t (s serial, i int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE free START "
        "7; "
        "INSERT INTO t DEFAULT VALUES; CREATE SEQUENCE hidden; "
        "GRANT SELECT ON t, t_s_seq, t_i_seq, free TO \"" +
        role + "\"");
    const Catalog catalog = read("user=" + role);
    ASSERT_THAT(catalog.sequences, SizeIs(4));
    EXPECT_EQ(catalog.sequences[0].name.name, "free");
    EXPECT_FALSE(catalog.sequences[0].owner.has_value());
    EXPECT_EQ(catalog.sequences[0].last_value, 7);
    EXPECT_FALSE(catalog.sequences[0].is_called);
    EXPECT_EQ(catalog.sequences[1].name.name, "hidden");
    EXPECT_FALSE(catalog.sequences[1].readable);
    EXPECT_EQ(catalog.sequences[2].owner_column, "i");
    EXPECT_EQ(catalog.sequences[3].owner_column, "s");
    EXPECT_TRUE(catalog.sequences[3].is_called);
    EXPECT_EQ(catalog.sequences[3].last_value, 1);
}

TEST_F(CatalogTest, OrdersMaterializedViewsByWhatTheyRead) {
    execute(
        "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW z AS SELECT id FROM t; "
        "CREATE VIEW v AS SELECT * FROM z; CREATE MATERIALIZED VIEW a AS SELECT * FROM v WITH NO "
        "DATA; "
        "CREATE MATERIALIZED VIEW b AS SELECT 1 AS one");
    const Catalog catalog = read();
    std::vector<std::string> names;
    for (const MaterializedView& view : catalog.materialized_views) {
        names.push_back(view.name.name + (view.populated ? "" : " empty"));
    }
    EXPECT_THAT(names, ElementsAre("b", "z", "a empty"));
    EXPECT_THAT(catalog.other_relations, SizeIs(4));
}

TEST_F(CatalogTest, LeavesOutWhatBelongsToExtensionsAndTemporaryTables) {
    execute("CREATE TABLE own (id int); CREATE TEMPORARY TABLE passing (id int)");
    // A table becomes an extension's own without any extension that has one being installed.
    execute("CREATE TABLE theirs (id int); ALTER EXTENSION plpgsql ADD TABLE theirs");
    EXPECT_THAT(tables_of(read()), ElementsAre("public.own"));
}

TEST_F(CatalogTest, KnowsWhichSchemasAreInScope) {
    execute("CREATE SCHEMA audit; CREATE TABLE audit.log (id int); CREATE TABLE t (id int)");
    config_.source.schemas = std::vector<Text>{{"public", {}}};
    const Catalog catalog = read();
    EXPECT_THAT(catalog.schemas, ElementsAre("public"));
    EXPECT_THAT(catalog.other_schemas, ElementsAre("audit"));
    EXPECT_FALSE(catalog.table(table_id(catalog, "audit.log")).in_scope);
}

TEST_F(CatalogTest, SaysWhereAPolicyWouldFilter) {
    const std::string role = make_role("subset_reader");
    execute(
        "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO "
        "\"" +
        role +
        "\"; "
        "CREATE TABLE n (id int)");
    const Catalog asked = read("user=" + role);
    EXPECT_TRUE(asked.table(table_id(asked, "t")).row_security.hides);
    EXPECT_FALSE(asked.table(table_id(asked, "n")).readable);
    const Catalog owned = read();
    EXPECT_FALSE(owned.table(table_id(owned, "t")).row_security.active);
}

TEST_F(CatalogTest, SaysWhichPoliciesWouldHideRowsAndWhichLetTheRoleSeeAll) {
    const std::string group = make_role("subset_readers");
    const std::string role = make_role("subset_reader");
    const auto security_of = [&](const std::string& policies) {
        execute(
            "DROP TABLE IF EXISTS t; CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL "
            "SECURITY; GRANT SELECT ON t TO \"" +
            role + "\"; " + policies);
        const Catalog catalog = read("user=" + role);
        EXPECT_TRUE(catalog.table(table_id(catalog, "t")).row_security.active) << policies;
        return catalog.table(table_id(catalog, "t")).row_security;
    };
    execute("GRANT \"" + group + "\" TO \"" + role + "\"");
    locks_ = "LOCK TABLE public.t IN ACCESS SHARE MODE";
    const std::string all = "CREATE POLICY all_rows ON t FOR SELECT USING (true); ";
    const std::string some = "CREATE POLICY some_rows ON t USING (id > 3); ";
    EXPECT_TRUE(security_of("").hides);
    EXPECT_EQ(security_of(some).policies, "some_rows");
    EXPECT_FALSE(security_of(all + some).hides);
    EXPECT_FALSE(
        security_of("CREATE POLICY group_rows ON t TO \"" + group + "\" USING (true)").hides);
    EXPECT_TRUE(security_of("CREATE POLICY new_rows ON t FOR UPDATE USING (true)").hides);
    EXPECT_TRUE(security_of("CREATE POLICY other ON t TO pg_monitor USING (true)").hides);
    EXPECT_EQ(security_of(all + some +
                          "CREATE POLICY narrow ON t AS RESTRICTIVE FOR SELECT USING (id < 9)")
                  .policies,
              "narrow");
    EXPECT_FALSE(security_of(all + "CREATE POLICY wide ON t AS RESTRICTIVE USING (true)").hides);
    EXPECT_FALSE(
        security_of(all + "CREATE POLICY other ON t AS RESTRICTIVE TO pg_monitor USING (id < 9)")
            .hides);
}

TEST_F(CatalogTest, ReadsTwoThousandTablesWithTheirSequences) {
    execute(
        "DO $$ BEGIN FOR n IN 1 .. 2000 LOOP EXECUTE format('CREATE TABLE t%s (id serial)', n); "
        "IF n % 50 = 0 THEN COMMIT; END IF; END LOOP; END $$");
    const Catalog catalog = read();
    EXPECT_THAT(catalog.tables, SizeIs(2'000));
    EXPECT_THAT(catalog.sequences, SizeIs(2'000));
    EXPECT_THAT(catalog.references, IsEmpty());
}

TEST_F(CatalogTest, AnEmptyDatabaseHasNothing) {
    const Catalog catalog = read();
    EXPECT_THAT(catalog.tables, IsEmpty());
    EXPECT_THAT(catalog.database, Not(IsEmpty()));
    EXPECT_GE(catalog.server_version_num, 130'000);
}

}  // namespace
}  // namespace subset
