// What a replace leaves out and tells, and what it refuses before anything is changed.
#include "db/replace_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class ObstaclesTest : public ReplaceTest {};

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

TEST_F(ObstaclesTest, AnExtensionThatTheRoleMayNotCreateIsToldBeforeAnythingChanges) {
    in_source_with_users("CREATE EXTENSION pg_stat_statements");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("pg_stat_statements"));
    EXPECT_THAT(error->hint(), HasSubstr("CREATE EXTENSION \"pg_stat_statements\""));
    EXPECT_EQ(ask_target("SELECT to_regclass('users')"), "(null)");
}

TEST_F(ObstaclesTest, WhatOthersOwnIsNamedAndNothingChanges) {
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

TEST_F(ObstaclesTest, ASchemaThatIsClosedToTheRoleIsNamed) {
    in_source_with_users("CREATE SCHEMA billing; CREATE TABLE billing.t (a int)");
    run_in(target_, "CREATE SCHEMA billing");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("billing"));
}

TEST_F(ObstaclesTest, SchemasLeftOutTakeAlongWhatNeedsThemAndAreTold) {
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

TEST_F(ObstaclesTest, ATableThatNeedsASchemaLeftOutIsAnError) {
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

TEST_F(ObstaclesTest, WhatOnlyASuperuserMayCreateIsLeftOutAndTold) {
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

TEST_F(ObstaclesTest, AFunctionOfASuperuserThatIsNeededIsRefusedWithItsStatement) {
    in_source_with_users(
        "CREATE FUNCTION inner_abs(int) RETURNS int IMMUTABLE STRICT LANGUAGE internal AS "
        "'int4abs'; CREATE INDEX by_abs ON users (inner_abs(id))");
    const auto error = refusal();
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::privilege);
    EXPECT_THAT(error->what(), HasSubstr("index public.by_abs needs function public.inner_abs"));
    EXPECT_THAT(error->hint(), HasSubstr("CREATE OR REPLACE FUNCTION public.inner_abs(integer)"));
}

TEST_F(ObstaclesTest, ForeignTablesAndUserMappingsAreLeftOutWhereTheWrapperIsMissing) {
    in_source_with_users(
        "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; "
        "CREATE USER MAPPING FOR postgres SERVER far OPTIONS (password 'secret'); "
        "CREATE FOREIGN TABLE away (a int) SERVER far");
    run_in(target_, "CREATE EXTENSION postgres_fdw");  // which the owner may not use
    config_.target.foreign_servers = {Text{"far", {}}};
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

}  // namespace
}  // namespace subset::test
