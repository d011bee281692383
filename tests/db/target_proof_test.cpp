// What a replace proves before it commits, and what comes after the proof.
#include "db/replace_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset::test {
namespace {

using testing::HasSubstr;

class ProofTest : public ReplaceTest {};

TEST_F(ProofTest, RowSecurityComesAfterTheProof) {
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

TEST_F(ProofTest, TheProofFindsWhatTheUsersScriptBroke) {
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

TEST_F(ProofTest, DanglingRowsOfANotValidReferenceAreExceptedAndNoOthers) {
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

TEST_F(ProofTest, ASelfReferenceOnAPartitionedTableAndCompositeKeysAreProven) {
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
