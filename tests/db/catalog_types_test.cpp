// What the types of columns mean for keys and for COPY.
#include "support/catalog_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing_support::CatalogTest;
using testing_support::reference_id;

class TypesTest : public CatalogTest {};

TEST_F(TypesTest, SaysWhatEachTypeMeansForKeys) {
    execute(R"(
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN small AS smallint CHECK (VALUE > 0);
        CREATE DOMAIN smaller AS small;
        CREATE DOMAIN code AS char(4);
        CREATE DOMAIN moods AS mood;
        CREATE DOMAIN amount AS numeric(8, 2);
        CREATE DOMAIN token AS uuid;
        CREATE TABLE t (i2 smallint, i8 bigint, dom smaller, ch char(3), dch code, e mood, de moods, n numeric(5, 2),
                        dn amount, u uuid, du token, v varchar(10), tx text, d date, tz timestamptz, f float8,
                        iv interval, ar int[], js jsonb, b bytea))");
    const Catalog catalog = read();
    const auto kind = [&](const std::string& name) { return column(catalog, "t", name).key_kind; };
    const auto base = [&](const std::string& name) { return column(catalog, "t", name).base_type; };
    for (const std::string name : {"i2", "i8", "dom"}) {
        EXPECT_EQ(kind(name), KeyKind::integer) << name;
    }
    for (const std::string name : {"u", "du"}) {
        EXPECT_EQ(kind(name), KeyKind::uuid) << name;
    }
    for (const std::string name : {"e", "de", "v", "tx", "d", "tz", "b"}) {
        EXPECT_EQ(kind(name), KeyKind::text) << name;
    }
    for (const std::string name : {"ch", "dch", "n", "dn", "f", "iv", "ar", "js"}) {
        EXPECT_EQ(kind(name), KeyKind::server) << name;
    }
    EXPECT_EQ(column(catalog, "t", "dom").integer_bytes, 2);
    EXPECT_EQ(base("dom"), "smallint");
    EXPECT_EQ(base("ch"), "bpchar") << "character would mean char(1)";
    EXPECT_EQ(base("dch"), "bpchar");
    EXPECT_EQ(base("v"), "character varying") << "without its length, which would cut";
    EXPECT_EQ(base("dn"), "numeric");
    EXPECT_EQ(base("de"), "public.mood");
    EXPECT_EQ(column(catalog, "t", "de").type, "public.moods");
    EXPECT_EQ(column(catalog, "t", "n").type, "numeric(5,2)");
    EXPECT_TRUE(column(catalog, "t", "ar").base_is_array);
    EXPECT_FALSE(column(catalog, "t", "tx").base_is_array);
}

TEST_F(TypesTest, LeavesTextOfNondeterministicCollationsToTheServer) {
    if (value("SELECT count(*) FROM pg_collation WHERE collprovider = 'i'") == "0") {
        GTEST_SKIP() << "this server has no ICU";
    }
    execute(
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = "
        "false); "
        "CREATE TABLE t (a text COLLATE loose, b text COLLATE \"C\")");
    const Catalog catalog = read();
    EXPECT_EQ(column(catalog, "t", "a").key_kind, KeyKind::server);
    EXPECT_EQ(column(catalog, "t", "b").key_kind, KeyKind::text);
}

TEST_F(TypesTest, KnowsCitextAndDomainsOverIt) {
    if (!has_extension("citext")) {
        GTEST_SKIP() << "citext is not installed";
    }
    execute(
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE DOMAIN mail AS ext.citext; "
        "CREATE TABLE p (id mail PRIMARY KEY); CREATE TABLE c (p ext.citext REFERENCES p)");
    const Catalog catalog = read();
    EXPECT_EQ(column(catalog, "p", "id").key_kind, KeyKind::server);
    EXPECT_EQ(column(catalog, "p", "id").base_type, "ext.citext");
    const KeyOperator& comparison = catalog.references.front().operators.front();
    EXPECT_EQ(comparison.parent_child, "OPERATOR(\"ext\".=)");
    EXPECT_EQ(comparison.child_type, "ext.citext");
    EXPECT_FALSE(comparison.decidable_here);
}

TEST_F(TypesTest, FindsWhatMayNotTravelInBinaryHoweverDeepItIs) {
    execute(
        "CREATE TYPE pair AS (a int, b regclass); CREATE DOMAIN pairs AS pair[]; "
        "CREATE TABLE t (a regtype, b regclass[], c pair, d pairs, e aclitem, f int[], g "
        "int4range, h json)");
    const Catalog catalog = read();
    for (const std::string name : {"a", "b", "c", "d", "e"}) {
        EXPECT_FALSE(column(catalog, "t", name).binary_safe) << name;
    }
    for (const std::string name : {"f", "g", "h"}) {
        EXPECT_TRUE(column(catalog, "t", name).binary_safe) << name;
    }
}

TEST_F(TypesTest, KnowsWhichTypesPrintOneTextForOneValueAlone) {
    execute(
        "CREATE TYPE price AS (amount money, name text); CREATE DOMAIN prices AS price[]; CREATE "
        "TYPE mood AS ENUM ('sad'); CREATE TYPE pair AS (a int, b mood); CREATE DOMAIN pairs AS "
        "pair[]; CREATE TYPE span AS RANGE (subtype = numeric); CREATE TABLE t (a money, b xml, c "
        "regclass, d price, e prices, f aclitem, g int, h mood, i pairs, j span[], k json, l "
        "varchar(3), m timestamptz)");
    const Catalog catalog = read();
    for (const std::string name : {"a", "b", "c", "d", "e", "f"}) {
        EXPECT_FALSE(column(catalog, "t", name).text_is_sure) << name;
    }
    for (const std::string name : {"g", "h", "i", "j", "k", "l", "m"}) {
        EXPECT_TRUE(column(catalog, "t", name).text_is_sure) << name;
    }
}

TEST_F(TypesTest, PolymorphicOperatorsGetTheColumnsOwnTypes) {
    execute(
        "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE p (id mood PRIMARY KEY, r int[] UNIQUE); "
        "CREATE TABLE c (p mood REFERENCES p, r int[] REFERENCES p (r))");
    const Catalog catalog = read();
    EXPECT_EQ(catalog.reference(reference_id(catalog, "c_p_fkey")).operators[0].child_type,
              "public.mood");
    EXPECT_EQ(catalog.reference(reference_id(catalog, "c_r_fkey")).operators[0].parent_type,
              "integer[]");
}

}  // namespace
}  // namespace subset
