// The replace as a whole, seen from the target: what goes, what stays and what comes back.
#include "db/replace_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class ReplaceCareTest : public ReplaceTest {
protected:
    [[nodiscard]] std::string privileges() {
        return ask_target(
            "SELECT string_agg(k || ' ' || i || ' ' || a, E'\\n' ORDER BY k || ' ' || i || ' ' || "
            "a) FROM ("
            "SELECT 'relation', oid::regclass::text, unnest(coalesce(relacl, acldefault((CASE "
            "relkind WHEN 'S' THEN 's' ELSE "
            "'r' END)::\"char\", relowner)))::text FROM pg_class WHERE relnamespace = "
            "'public'::regnamespace AND relkind IN "
            "('r', 'v', 'm', 'S', 'p') UNION ALL "
            "SELECT 'column', attrelid::regclass || '.' || attname, unnest(attacl)::text FROM "
            "pg_attribute WHERE attrelid "
            ">= 16384 UNION ALL "
            "SELECT 'routine', oid::regprocedure::text, unnest(coalesce(proacl, acldefault('f', "
            "proowner)))::text FROM "
            "pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL "
            "SELECT 'type', oid::regtype::text, unnest(coalesce(typacl, acldefault('T', "
            "typowner)))::text FROM pg_type WHERE "
            "typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r') UNION ALL "
            "SELECT 'schema', nspname, unnest(nspacl)::text FROM pg_namespace WHERE nspname = "
            "'public' UNION ALL "
            "SELECT 'default', defaclobjtype::text, unnest(defaclacl)::text FROM pg_default_acl) "
            "AS x (k, i, a)");
    }
};

TEST_F(ReplaceCareTest, PrivilegesComeBackExactly) {
    in_source_with_users(
        "CREATE TABLE orders (id serial PRIMARY KEY, \"user Id\" int REFERENCES users, note text); "
        "CREATE VIEW names AS SELECT name FROM users; CREATE MATERIALIZED VIEW counts AS SELECT "
        "count(*) FROM orders; "
        "CREATE FUNCTION greet(who text) RETURNS text LANGUAGE sql AS 'SELECT who'; "
        "CREATE PROCEDURE tidy(INOUT n int) LANGUAGE sql AS 'SELECT 1'; "
        "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int); "
        "CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    (void)refresh();
    const std::string app = make_role("app");
    const std::string ops = make_role("ops");
    in_target("GRANT SELECT, INSERT ON users TO " + app + "; GRANT SELECT ON users TO " + ops +
              " WITH GRANT OPTION; GRANT UPDATE (note, \"user Id\") ON orders TO " + app +
              "; GRANT SELECT ON names TO PUBLIC; GRANT SELECT ON counts TO " + app +
              "; GRANT USAGE ON SEQUENCE orders_id_seq TO " + app +
              "; REVOKE ALL ON FUNCTION greet(text) FROM PUBLIC; "
              "GRANT EXECUTE ON FUNCTION greet(text) TO " +
              app +
              "; REVOKE ALL ON PROCEDURE tidy(int) FROM PUBLIC; "
              "GRANT EXECUTE ON FUNCTION total(int) TO " +
              ops +
              "; REVOKE USAGE ON TYPE mood FROM PUBLIC; "
              "GRANT USAGE ON TYPE mood TO " +
              app +
              "; REVOKE USAGE ON DOMAIN positive FROM PUBLIC; "
              "REVOKE DELETE ON users FROM " +
              owner_);
    // Given after the tables were made: they must not get it by being made again.
    in_target("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + app +
              "; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO " + ops);
    const std::string before = privileges();
    ASSERT_THAT(before, HasSubstr(app));

    in_source("CREATE TABLE brand_new (id int)");
    (void)refresh();

    EXPECT_THAT(ask_target("SELECT relacl::text FROM pg_class WHERE relname = 'brand_new'"),
                HasSubstr("," + app + "=r/" + owner_))
        << "what is new has what the default privileges say";
    in_target("DROP TABLE brand_new");
    EXPECT_EQ(privileges(), before);
    in_target("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM " + app +
              "; ALTER DEFAULT PRIVILEGES REVOKE USAGE ON SEQUENCES FROM " + ops);
    run_in(target_, "DROP OWNED BY " + app + "; DROP OWNED BY " + ops);
}

TEST_F(ReplaceCareTest, GrantsToRolesOrOnColumnsThatVanishedAreSkipped) {
    in_source_with_users();
    (void)refresh();
    const std::string app = make_role("app");
    in_target("GRANT SELECT (name) ON users TO " + app);
    in_source("ALTER TABLE users RENAME name TO title");
    EXPECT_NO_THROW((void)refresh());
    EXPECT_EQ(
        ask_target(
            "SELECT count(*) FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384"),
        "0");
}

TEST_F(ReplaceCareTest, AnotherRolesObjectsStayAccessibleToIt) {
    in_source_with_users();
    (void)refresh();
    const std::string team = make_role("team");
    admin_->execute("GRANT " + team + " TO " + owner_);
    run_in(target_, "ALTER TABLE users OWNER TO " + team);
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'users'"),
              owner_);
    EXPECT_EQ(ask_target("SELECT has_table_privilege('" + team + "', 'users', 'SELECT, INSERT')"),
              "t");
    EXPECT_EQ(ask_target("SELECT has_table_privilege('" + owner_ + "', 'users', 'SELECT')"), "t");
    run_in(target_, "DROP OWNED BY " + team);
}

TEST_F(ReplaceCareTest, EveryKindOfObjectIsReplacedAgainAndAgain) {
    in_source_with_users();
    in_source(
        "CREATE SCHEMA \"Mixed Case\"; CREATE TYPE \"Mixed Case\".\"a,b\" AS (x int, y text); "
        "CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN positive AS int CHECK (VALUE > 0); "
        "CREATE TYPE span AS RANGE (subtype = int); "
        "CREATE TABLE parts (id int, day date, s span, PRIMARY KEY (id, day)) PARTITION BY RANGE "
        "(day); "
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') "
        "PARTITION BY LIST (id); "
        "CREATE TABLE parts_1_1 PARTITION OF parts_1 FOR VALUES IN (1); INSERT INTO parts VALUES "
        "(1, '2026-02-02'); "
        "CREATE TABLE \"Mixed Case\".\"T\" (\"select\" \"Mixed Case\".\"a,b\", m mood, "
        "id int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (1 + 1) STORED); "
        "INSERT INTO \"Mixed Case\".\"T\" VALUES (ROW(1, 'é'), 'good'); "
        "CREATE INDEX ON parts (day); CREATE STATISTICS st ON id, day FROM parts; "
        "CREATE FUNCTION plus(positive, mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; "
        "CREATE OPERATOR <+> (LEFTARG = positive, RIGHTARG = mood, FUNCTION = plus); "
        "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int); "
        "CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0'); "
        "CREATE PROCEDURE p(a int, OUT b int) LANGUAGE sql AS 'SELECT 1'; "
        "CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C'); "
        "CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple); CREATE TEXT SEARCH CONFIGURATION "
        "conf (COPY = english); "
        "CREATE FUNCTION to_positive(mood) RETURNS positive LANGUAGE sql AS 'SELECT 1::positive'; "
        "CREATE CAST (mood AS positive) WITH FUNCTION to_positive(mood); "
        "CREATE VIEW v AS SELECT * FROM users; CREATE VIEW vv AS SELECT * FROM v; "
        "CREATE MATERIALIZED VIEW mv AS SELECT count(*) AS n FROM vv; CREATE UNIQUE INDEX ON mv "
        "(n); "
        "CREATE MATERIALIZED VIEW empty AS SELECT 1 AS one WITH NO DATA; "
        "CREATE RULE r AS ON DELETE TO users WHERE old.id < 0 DO INSTEAD NOTHING; "
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''it fired''; "
        "END'; "
        "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch(); "
        "CREATE SEQUENCE tickets START 100; SELECT nextval('tickets'), nextval('tickets'); "
        "CREATE SEQUENCE untouched MINVALUE 5; COMMENT ON TABLE users IS 'people'; COMMENT ON "
        "SCHEMA public IS 'ours'; "
        "CREATE UNLOGGED TABLE scratch (a int); CREATE TABLE base (a int); CREATE TABLE derived (b "
        "int) INHERITS (base)");
    for (int time = 0; time < 3; ++time) {
        const Report report = refresh();
        EXPECT_TRUE(report.verified);
        EXPECT_THAT(witness_.warnings(), IsEmpty());
    }
    EXPECT_EQ(ask_target("SELECT n FROM mv"), "1");
    EXPECT_EQ(ask_target("SELECT relispopulated FROM pg_class WHERE relname = 'empty'"), "f");
    EXPECT_EQ(ask_target("SELECT last_value || ' ' || is_called FROM tickets"), "101 true");
    EXPECT_EQ(ask_target("SELECT last_value || ' ' || is_called FROM untouched"), "5 false");
    EXPECT_EQ(ask_target("SELECT last_value FROM \"Mixed Case\".\"T_id_seq\""), "1");
    EXPECT_EQ(ask_target("SELECT (\"select\").y || twice FROM \"Mixed Case\".\"T\""), "é2");
    EXPECT_EQ(ask_target("SELECT obj_description('users'::regclass)"), "people");
    EXPECT_EQ(ask_target("SELECT reltuples FROM pg_class WHERE relname = 'users'"), "1");
    EXPECT_EQ(
        ask_target("SELECT count(*) FROM pg_class WHERE relnamespace IN ('public'::regnamespace, "
                   "'\"Mixed Case\"'::regnamespace)"),
        ask(source_,
            "SELECT count(*) FROM pg_class WHERE relnamespace IN ('public'::regnamespace, "
            "'\"Mixed Case\"'::regnamespace)"));
}

TEST_F(ReplaceCareTest, ExtensionsStayWithWhatNeedsThem) {
    in_source_with_users("CREATE EXTENSION citext; ALTER TABLE users ADD mail citext");
    run_in(target_,
           "CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements; CREATE SCHEMA other; "
           "CREATE TABLE other.notes (word citext)");
    config_.target.force =
        Text{environment("PGHOST") + ":" + environment("PGPORT") + "/" + target_, {}};
    (void)refresh();
    config_.target.force = std::nullopt;
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"),
              "citext pg_stat_statements plpgsql");
    EXPECT_EQ(ask_target("SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = "
                         "'other.notes'::regclass "
                         "AND attname = 'word'"),
              "citext");
}

TEST_F(ReplaceCareTest, ATrustedExtensionIsMadeInItsOwnSchema) {
    in_source_with_users(
        "CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; "
        "ALTER TABLE users ADD mail extensions.citext");
    config_.source.schemas = std::vector<Text>{{"public", {}}};
    (void)refresh();
    EXPECT_EQ(
        ask_target("SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'citext'"),
        "extensions");
    EXPECT_NO_THROW((void)refresh());
}

TEST_F(ReplaceCareTest, APublicSchemaThatIsMissingIsMade) {
    in_source_with_users();
    run_in(target_, "DROP SCHEMA public");
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT count(*) FROM public.users"), "1");
}

TEST_F(ReplaceCareTest, AViewInTwoReplacedSchemasIsNoObstacle) {
    in_source_with_users(
        "CREATE SCHEMA legacy; CREATE VIEW legacy.users AS SELECT * FROM public.users; "
        "CREATE TABLE legacy.t (u int REFERENCES public.users)");
    (void)refresh();
    EXPECT_NO_THROW((void)refresh());
}

TEST_F(ReplaceCareTest, ATargetsPublicationOfATableLosesItAndThatIsTold) {
    in_source_with_users();
    (void)refresh();
    run_in(target_, "CREATE PUBLICATION changes FOR TABLE users");
    (void)refresh();
    EXPECT_THAT(witness_.warnings(), Contains(HasSubstr("public.users in publication changes")));
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");
}

}  // namespace
}  // namespace subset::test
