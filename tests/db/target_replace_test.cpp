// The replace as a whole, seen from the target: what goes, what stays, what comes back, and what is
// refused before anything is changed. Both roles are ordinary: SELECT on the source, owner of the
// target.
#include "db/target_support.hpp"
#include "subset/subset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace subset::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class ReplaceTest : public TargetTest {
protected:
    void SetUp() override {
        TargetTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) {
            return;
        }
        reader_ = make_role("reader");
        owner_ = make_role("owner");
        source_ = make_database("shop");
        target_ = make_database("dev", owner_);
        config_.file = "twin.toml";
        config_.source.url.value = url(source_, reader_);
        config_.target.url.value = url(target_, owner_);
        config_.source.connect_timeout = std::chrono::seconds{5};
        config_.mask.unclassified = Unclassified::allow;
        config_.tables = {TableRule{Text{"*", {}}, RowsRule::all, {}}};
    }

    static std::string url(const std::string& database, const std::string& role) {
        return "host=" + environment("PGHOST") + " port=" + environment("PGPORT") +
               " dbname=" + database + " user=" + role;
    }
    // In the source, which the reader may then read.
    void in_source(const std::string& sql) {
        run_in(source_, sql);
        run_in(source_,
               "DO $$ DECLARE s name; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE "
               "nspname !~ '^pg_' AND "
               "nspname <> 'information_schema' LOOP EXECUTE format('GRANT USAGE ON SCHEMA %I TO " +
                   reader_ + "', s); EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO " +
                   reader_ +
                   "', s); EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO " +
                   reader_ + "', s); END LOOP; END $$");
    }
    // In the target, as its owner.
    void in_target(const std::string& sql) { connect(target_, owner_).execute(sql); }
    std::string ask_target(const std::string& sql) { return ask(target_, sql); }

    Report refresh() { return run(config_, witness_, cancellation_); }
    std::optional<Error> refusal() {
        return error_of([&] { (void)refresh(); });
    }
    // A source that has at least one row to load.
    void in_source_with_users(const std::string& sql = {}) {
        in_source(
            "CREATE TABLE users (id int PRIMARY KEY, name text); INSERT INTO users VALUES (1, "
            "'ana'); " +
            sql);
    }
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

    std::string reader_;
    std::string owner_;
    std::string source_;
    std::string target_;
    Config config_;
};

TEST_F(ReplaceTest, PrivilegesComeBackExactly) {
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

TEST_F(ReplaceTest, GrantsToRolesOrOnColumnsThatVanishedAreSkipped) {
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

TEST_F(ReplaceTest, AnotherRolesObjectsStayAccessibleToIt) {
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

TEST_F(ReplaceTest, EveryKindOfObjectIsReplacedAgainAndAgain) {
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

TEST_F(ReplaceTest, ExtensionsStayWithWhatNeedsThem) {
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

TEST_F(ReplaceTest, ATrustedExtensionIsMadeInItsOwnSchema) {
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

TEST_F(ReplaceTest, APublicSchemaThatIsMissingIsMade) {
    in_source_with_users();
    run_in(target_, "DROP SCHEMA public");
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT count(*) FROM public.users"), "1");
}

TEST_F(ReplaceTest, AnExtensionThatTheRoleMayNotCreateIsToldBeforeAnythingChanges) {
    in_source_with_users("CREATE EXTENSION pg_stat_statements");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("pg_stat_statements"));
    EXPECT_THAT(error->hint(), HasSubstr("CREATE EXTENSION \"pg_stat_statements\""));
    EXPECT_EQ(ask_target("SELECT to_regclass('users')"), "(null)");
}

struct Outside {
    const char* name;
    const char* sql;      // in the target, beside a twin of users(id, name), mood and greet(text)
    const char* message;  // what must be named
};

class OutsideTest : public ReplaceTest, public testing::WithParamInterface<Outside> {};

TEST_P(OutsideTest, WhatNeedsSomethingInsideIsNamedAndNothingChanges) {
    in_source_with_users(
        "CREATE TYPE mood AS ENUM ('good'); "
        "CREATE FUNCTION greet(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1'");
    (void)refresh();
    in_target("INSERT INTO users VALUES (7, 'only here'); CREATE SCHEMA other");
    in_target(GetParam().sql);
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused) << error->what();
    EXPECT_EQ(exit_status(error->kind()), 3);
    EXPECT_THAT(error->what(), HasSubstr(GetParam().message));
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "2");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, OutsideTest,
    testing::Values(
        Outside{"view", "CREATE VIEW other.v AS SELECT * FROM users", "view other.v"},
        Outside{"reference", "CREATE TABLE other.t (u int REFERENCES users)",
                "table constraint t_u_fkey on other.t"},
        Outside{"column", "CREATE TABLE other.t (m mood)", "other.t"},
        Outside{"standard", "CREATE TABLE other.t (a text DEFAULT greet('x'))",
                "default value for other.t.a"},
        Outside{"index", "CREATE TABLE other.t (a text); CREATE INDEX i ON other.t (greet(a))",
                "index other.i"},
        Outside{"function", "CREATE FUNCTION other.f(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "function other.f"},
        Outside{"rowtype", "CREATE FUNCTION other.f(users) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "function other.f"},
        Outside{
            "sequence",
            "CREATE TABLE public.mine (a int); CREATE SEQUENCE public.s OWNED BY public.mine.a; "
            "CREATE TABLE other.t (a int DEFAULT nextval('public.s'))",
            "default value for other.t.a"},
        Outside{"inherited", "CREATE TABLE other.t () INHERITS (users)", "table other.t"},
        Outside{"policy",
                "CREATE TABLE other.t (a text); CREATE POLICY p ON other.t USING (greet(a) = a)",
                "policy p on other.t"}),
    [](const testing::TestParamInfo<Outside>& each) { return std::string{each.param.name}; });

TEST_F(ReplaceTest, WhatOthersOwnIsNamedAndNothingChanges) {
    in_source_with_users();
    (void)refresh();
    const std::string stranger = make_role("stranger");
    run_in(target_,
           "CREATE TABLE public.theirs (a int); ALTER TABLE public.theirs OWNER TO " + stranger +
               "; ALTER SCHEMA public OWNER TO postgres; GRANT ALL ON SCHEMA public TO " + owner_);
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("table public.theirs"));
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");
    run_in(target_, "DROP TABLE public.theirs");
    EXPECT_NO_THROW((void)refresh())
        << "a public schema that the role does not own, as before PostgreSQL 15";
}

TEST_F(ReplaceTest, ASchemaThatIsClosedToTheRoleIsNamed) {
    in_source_with_users("CREATE SCHEMA billing; CREATE TABLE billing.t (a int)");
    run_in(target_, "CREATE SCHEMA billing");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("billing"));
}

TEST_F(ReplaceTest, AViewInTwoReplacedSchemasIsNoObstacle) {
    in_source_with_users(
        "CREATE SCHEMA legacy; CREATE VIEW legacy.users AS SELECT * FROM public.users; "
        "CREATE TABLE legacy.t (u int REFERENCES public.users)");
    (void)refresh();
    EXPECT_NO_THROW((void)refresh());
}

TEST_F(ReplaceTest, SchemasLeftOutTakeAlongWhatNeedsThemAndAreTold) {
    in_source_with_users(
        "CREATE SCHEMA billing; CREATE TABLE billing.accounts (id int PRIMARY KEY); INSERT INTO "
        "billing.accounts VALUES "
        "(1); CREATE FUNCTION billing.fee(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'; "
        "ALTER TABLE users ADD account int CONSTRAINT to_billing REFERENCES billing.accounts; "
        "UPDATE users SET account = 1; "
        "CREATE VIEW bills AS SELECT * FROM billing.accounts; CREATE VIEW more_bills AS SELECT * "
        "FROM bills; "
        "COMMENT ON VIEW bills IS 'x'; CREATE INDEX by_fee ON users (billing.fee(id)); "
        "CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM bills");
    run_in(source_, "REVOKE ALL ON SCHEMA billing FROM " + reader_);
    config_.source.schemas = std::vector<Text>{{"public", {}}};
    const std::vector<std::string> notes = refresh().notes;
    EXPECT_EQ(ask_target("SELECT to_regnamespace('billing')"), "(null)");
    EXPECT_EQ(ask_target("SELECT account FROM users"), "(null)");
    EXPECT_EQ(ask_target("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), "0");
    EXPECT_EQ(ask_target("SELECT count(*) FROM pg_class WHERE relname IN ('bills', 'more_bills', "
                         "'by_fee', 'sums')"),
              "0");
    for (const char* const what : {"to_billing", "view public.bills", "view public.more_bills",
                                   "index public.by_fee", "materialized view public.sums"}) {
        EXPECT_THAT(notes, Contains(HasSubstr(what)));
    }
}

TEST_F(ReplaceTest, ATableThatNeedsASchemaLeftOutIsAnError) {
    in_source_with_users(
        "CREATE SCHEMA billing; CREATE TYPE billing.currency AS ENUM ('EUR'); "
        "CREATE FUNCTION billing.next() RETURNS int LANGUAGE sql AS 'SELECT 1'; "
        "CREATE TABLE prices (c billing.currency); CREATE TABLE numbered (n int DEFAULT "
        "billing.next())");
    config_.source.schemas = std::vector<Text>{{"public", {}}};
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::config);
    EXPECT_THAT(error->what(), HasSubstr("table public.prices needs type billing.currency"));
    EXPECT_THAT(error->what(), HasSubstr("public.numbered"));
    EXPECT_THAT(error->what(), HasSubstr("function billing.next()"));
    EXPECT_EQ(ask_target("SELECT to_regclass('users')"), "(null)");
}

TEST_F(ReplaceTest, WhatOnlyASuperuserMayCreateIsLeftOutAndTold) {
    in_source_with_users(
        "CREATE FUNCTION quiet(int) RETURNS boolean IMMUTABLE LEAKPROOF LANGUAGE sql AS 'SELECT "
        "true'; "
        "CREATE FUNCTION inner_abs(int) RETURNS int IMMUTABLE STRICT LANGUAGE internal AS "
        "'int4abs'; "
        "CREATE OPERATOR CLASS odd FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, "
        "OPERATOR 3 =, OPERATOR 4 >=, "
        "OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int); CREATE INDEX by_odd ON users (id odd); "
        "CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
        "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION on_ddl(); COMMENT ON EVENT "
        "TRIGGER watch IS 'x'");
    (void)refresh();
    const std::vector<std::string> warnings = witness_.warnings();
    for (const char* const what :
         {"function public.quiet(integer)", "function public.inner_abs(integer)",
          "operator class public.odd", "index public.by_odd", "EVENT TRIGGER watch"}) {
        EXPECT_THAT(warnings, Contains(HasSubstr(what)));
    }
    EXPECT_EQ(ask_target("SELECT count(*) FROM pg_event_trigger"), "0");
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");
}

TEST_F(ReplaceTest, AFunctionOfASuperuserThatIsNeededIsRefusedWithItsStatement) {
    in_source_with_users(
        "CREATE FUNCTION inner_abs(int) RETURNS int IMMUTABLE STRICT LANGUAGE internal AS "
        "'int4abs'; CREATE INDEX by_abs ON users (inner_abs(id))");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("index public.by_abs needs function public.inner_abs"));
    EXPECT_THAT(error->hint(), HasSubstr("CREATE OR REPLACE FUNCTION public.inner_abs(integer)"));
}

TEST_F(ReplaceTest, ForeignTablesAndUserMappingsAreLeftOutWhereTheWrapperIsMissing) {
    in_source_with_users(
        "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; "
        "CREATE USER MAPPING FOR postgres SERVER far OPTIONS (password 'secret'); "
        "CREATE FOREIGN TABLE away (a int) SERVER far");
    run_in(target_, "CREATE EXTENSION postgres_fdw");  // which the owner may not use
    (void)refresh();
    EXPECT_THAT(witness_.warnings(), Contains(HasSubstr("server far")));
    EXPECT_THAT(witness_.warnings(), Contains(HasSubstr("foreign table public.away")));
    EXPECT_EQ(ask_target("SELECT to_regclass('away')"), "(null)");

    run_in(target_, "GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO " + owner_);
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT to_regclass('away')"), "away");
    EXPECT_EQ(ask_target("SELECT count(*) FROM pg_user_mapping"), "0")
        << "they hold the source's secrets";
    EXPECT_NO_THROW((void)refresh()) << "the server is there already";
}

TEST_F(ReplaceTest, RowSecurityComesAfterTheProof) {
    const std::string app = make_role("app");
    in_source_with_users(
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY");
    run_in(source_, "CREATE POLICY for_app ON users TO " + app + " USING (id > 5)");
    run_in(source_, "CREATE POLICY for_reader ON users TO " + reader_ + " USING (true)");
    run_in(source_, "ALTER ROLE " + reader_ + " BYPASSRLS");
    (void)refresh();
    (void)refresh();
    EXPECT_EQ(ask_target("SELECT relrowsecurity FROM pg_class WHERE relname = 'users'"), "t");
    EXPECT_EQ(ask_target("SELECT string_agg(polname, ' ' ORDER BY polname) FROM pg_policy"),
              "for_app for_reader");
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");
    run_in(target_, "DROP OWNED BY " + app + "; DROP OWNED BY " + reader_);
    run_in(source_, "DROP OWNED BY " + app + "; DROP OWNED BY " + reader_);
}

TEST_F(ReplaceTest, ATargetsPublicationOfATableLosesItAndThatIsTold) {
    in_source_with_users();
    (void)refresh();
    run_in(target_, "CREATE PUBLICATION changes FOR TABLE users");
    (void)refresh();
    EXPECT_THAT(witness_.warnings(), Contains(HasSubstr("public.users in publication changes")));
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");
}

TEST_F(ReplaceTest, TheProofFindsWhatTheUsersScriptBroke) {
    in_source_with_users(
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT fk REFERENCES users); "
        "INSERT INTO orders VALUES (1, 1), (2, NULL)");
    config_.target.after = Text{"after.sql", {"twin.toml", 9, 9}};
    config_.target.after_sql = "ALTER TABLE orders DROP CONSTRAINT fk";
    EXPECT_TRUE(refresh().verified) << "no constraint, but nothing dangles";

    config_.target.after_sql = "ALTER TABLE orders DROP CONSTRAINT fk; DELETE FROM users";
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::not_whole);
    EXPECT_THAT(error->what(), HasSubstr("public.orders (fk) to public.users: 1 rows"));
    EXPECT_EQ(ask_target("SELECT count(*) FROM users"), "1");

    // It may take on another role and another search_path; the rest of the run is not led astray.
    config_.target.after_sql =
        "SET search_path = nowhere; SET row_security = on; SET lock_timeout = 0";
    EXPECT_TRUE(refresh().verified);
}

TEST_F(ReplaceTest, DanglingRowsOfANotValidReferenceAreExceptedAndNoOthers) {
    in_source_with_users(
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int); INSERT INTO orders VALUES (1, 1), "
        "(2, 99); "
        "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users NOT VALID");
    EXPECT_TRUE(refresh().verified);
    EXPECT_EQ(ask_target("SELECT convalidated FROM pg_constraint WHERE conname = 'fk'"), "f");
    EXPECT_EQ(ask_target("SELECT count(*) FROM orders"), "2");

    config_.target.after = Text{"after.sql", {}};
    config_.target.after_sql = "DELETE FROM orders WHERE user_id = 99";
    const auto error = refusal();
    ASSERT_TRUE(error.has_value()) << "the count must be exactly that of the closure";
    EXPECT_EQ(error->kind(), ErrorKind::not_whole);
}

TEST_F(ReplaceTest, ASelfReferenceOnAPartitionedTableAndCompositeKeysAreProven) {
    in_source(
        "CREATE TABLE nodes (tenant int, id int, up int, PRIMARY KEY (tenant, id), FOREIGN KEY "
        "(tenant, up) REFERENCES "
        "nodes) PARTITION BY LIST (tenant); CREATE TABLE nodes_1 PARTITION OF nodes FOR VALUES IN "
        "(1); "
        "CREATE TABLE nodes_2 PARTITION OF nodes FOR VALUES IN (2); "
        "INSERT INTO nodes VALUES (1, 1, NULL), (1, 2, 1), (2, 1, 1)");
    EXPECT_TRUE(refresh().verified);
    // Without the constraints the rows themselves are compared.
    config_.target.after = Text{"after.sql", {}};
    config_.target.after_sql =
        "DO $$ DECLARE k name; BEGIN FOR k IN SELECT conname FROM pg_constraint WHERE contype = "
        "'f' AND "
        "conparentid = 0 LOOP EXECUTE format('ALTER TABLE nodes DROP CONSTRAINT %I', k); END LOOP; "
        "END $$";
    EXPECT_TRUE(refresh().verified);
    config_.target.after_sql += "; DELETE FROM nodes WHERE id = 1";
    EXPECT_EQ(refusal()->kind(), ErrorKind::not_whole);
}

}  // namespace
}  // namespace subset::test
