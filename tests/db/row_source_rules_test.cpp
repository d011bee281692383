// What [[child]] and [[reference]] make of reading children, and which rows have a key.
#include "source/sql_row_source.hpp"
#include "support/keyed_plans.hpp"
#include "support/row_source_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing_support::integers;
using testing_support::table_id;

// The number of a row in the order in which the test inserted it, from 1.
std::uint64_t row_number(RowId row) { return static_cast<std::uint64_t>(row) & 0xffff; }

class RowSourceRules : public testing_support::RowSourceTest {
protected:
    ChildRule& add_child_rule(const std::string& table, const std::string& parent) {
        ChildRule& rule = config_.children.emplace_back();
        rule.table = table;
        rule.parent = parent;
        return rule;
    }
    ReferenceRule& add_reference(const std::string& name, const std::string& table,
                                 const std::string& column, const std::string& parent) {
        ReferenceRule& rule = config_.references.emplace_back();
        rule.name = Text{name, {}};
        rule.table = table;
        rule.columns = {{column, {}}};
        rule.parent = parent;
        return rule;
    }
    // "child-parent" by their numbers; without a rule the parent is 0.
    std::vector<std::string> read_pairs(const std::string& name, const KeyList& keys) {
        std::vector<std::string> pairs;
        source_->read_children(reference(name).reference, keys, false, [&](const SourceRow& row) {
            pairs.push_back(fmt::format("{}-{}", row_number(row.id), row_number(row.parent)));
        });
        return pairs;
    }
    // "position-row" of what read_matches() finds.
    std::vector<std::string> read_matches(const std::string& name, const KeyList& keys) {
        std::vector<std::string> matches;
        source_->read_matches(
            reference(name).parent_key, keys, [&](std::size_t position, RowId row) {
                matches.push_back(fmt::format("{}-{}", position, row_number(row)));
            });
        return matches;
    }
};

TEST_F(RowSourceRules, ALimitTakesTheFirstOfEachParentWithAnIndexAndWithout) {
    execute(R"(
        CREATE TABLE users (id int PRIMARY KEY, since int); INSERT INTO users VALUES (1, 0), (2, 5), (3, 0);
        CREATE TABLE orders (id int PRIMARY KEY, day int, state text, u int CONSTRAINT r REFERENCES users);
        INSERT INTO orders VALUES (13, 3, 'open', 1), (12, 1, 'open', 1), (11, 1, 'open', 1),
            (10, 0, 'draft', 1), (20, 4, 'open', 2), (21, 9, 'open', 2), (30, 1, 'open', 3), (40, 1, 'open', NULL);
        CREATE TABLE indexed (LIKE orders INCLUDING ALL); INSERT INTO indexed SELECT * FROM orders;
        ALTER TABLE indexed ADD CONSTRAINT i FOREIGN KEY (u) REFERENCES users; CREATE INDEX ON indexed (u))");
    for (const std::string table : {"orders", "indexed"}) {
        ChildRule& rule = add_child_rule(table, "users");
        rule.where = Text{"c.state <> 'draft' AND c.day >= p.since -- not yet", {}};
        rule.order_by = Text{"c.day -- and then the primary key", {}};
        rule.limit = 2;
    }
    open();
    EXPECT_FALSE(reference("r").child_indexed);
    EXPECT_TRUE(reference("i").child_indexed);
    for (const std::string name : {"r", "i"}) {
        EXPECT_THAT(read_pairs(name, integers({1, 2})), UnorderedElementsAre("2-1", "3-1", "6-2"))
            << name;
        EXPECT_THAT(read_pairs(name, integers({77})), IsEmpty());
    }
}

TEST_F(RowSourceRules, AConditionAloneBringsTheParentRowToo) {
    execute(
        "CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (1), (2); "
        "CREATE TABLE orders (id int, u int CONSTRAINT r REFERENCES users); "
        "INSERT INTO orders VALUES (10, 2), (11, 1), (12, 2)");
    add_child_rule("orders", "users").where = Text{"c.id > 10", {}};
    open();
    EXPECT_THAT(read_pairs("r", integers({1, 2})), UnorderedElementsAre("2-1", "3-2"));
    std::size_t referencing = 0;
    source_->read_referencing(reference("r").reference, integers({2}),
                              [&](const SourceRow&) { ++referencing; });
    EXPECT_EQ(referencing, 2U) << "whatever the rule says";
}

// The parents are selected column by column, (1, b) and (2, a) among them.
TEST_F(RowSourceRules, ChildrenOfParentsThatWereNotAskedForAreLeftOut) {
    execute(R"(
        CREATE TABLE p (a int, b text, PRIMARY KEY (a, b));
        INSERT INTO p VALUES (1, 'a'), (1, 'b'), (2, 'a'), (2, 'b');
        CREATE TABLE c (a int, b text, CONSTRAINT r FOREIGN KEY (a, b) REFERENCES p);
        INSERT INTO c SELECT a, b FROM p, generate_series(1, 2))");
    add_child_rule("c", "p").limit = 1;
    open();
    const KeyList all = keys_of("r", true);
    KeyList diagonal{KeyForm::bytes};
    diagonal.add(all[0]);
    diagonal.add(all[3]);
    EXPECT_FALSE(render_children(plan_, reference("r"), {diagonal, 0, 2}, nullptr).exact);
    EXPECT_EQ(read_pairs("r", diagonal).size(), 2U);
    EXPECT_EQ(read_pairs("r", all).size(), 4U);
}

TEST_F(RowSourceRules, AWrittenReferenceHoldsWhereItAppliesAndNowhereElse) {
    execute(R"(
        CREATE TABLE orders (id bigint PRIMARY KEY); INSERT INTO orders VALUES (1), (2);
        CREATE TABLE events (kind text, payload jsonb);
        INSERT INTO events VALUES ('order', '{"id": 1}'), ('order', '{"id": 9}'), ('user', '{"id": 2}'),
            (NULL, '{"id": 2}'), ('order', '{}'), ('user', '{"id": "no number"}'))");
    add_reference("r", "events", "((c.payload->>'id')::bigint)", "orders").when =
        Text{"c.kind = 'order' -- polymorphic", {}};
    open();
    EXPECT_THAT(walk("r"), ElementsAre(1, 1, 1)) << "order 9 is not there";
    const std::vector<ReferenceId> references = {reference("r").reference};
    EXPECT_THAT(source_->read_counts(table_id(plan_.catalog, "events"), references),
                ElementsAre(6, 2));
    std::size_t keys = 0;
    source_->read_whole_keys(references.front(), [&](std::span<const KeyPart>) { ++keys; });
    EXPECT_EQ(keys, 2U);
}

TEST_F(RowSourceRules, EachOfSeveralParentsHasItsOwnChildrenByTheRule) {
    execute(
        "CREATE TABLE prices (id int PRIMARY KEY, code text); "
        "INSERT INTO prices VALUES (1, 'a'), (2, 'b'), (3, 'a'); "
        "CREATE TABLE visits (id int, code varchar); INSERT INTO visits VALUES (1, 'a'), (2, 'a')");
    add_reference("r", "visits", "code", "prices").parent_columns = {{"code", {}}};
    add_child_rule("visits", "prices").limit = 1;
    open();
    EXPECT_FALSE(plan_.parent_key(reference("r").parent_key).unique);
    const KeyList keys = keys_of("r", false);
    EXPECT_EQ(parents("r", keys), 2U);
    EXPECT_THAT(read_pairs("r", keys), UnorderedElementsAre("1-1", "1-3"));
    EXPECT_THAT(read_matches("r", keys), UnorderedElementsAre("0-1", "0-3", "1-1", "1-3"));
}

TEST_F(RowSourceRules, MatchesOfCompositeKeysComeByPositionAndRow) {
    execute(R"(
        CREATE TABLE p (a numeric, b int, PRIMARY KEY (b, a)); INSERT INTO p VALUES (1.50, 1), (2, 1), (1.5, 2);
        CREATE TABLE c (b int, a numeric); INSERT INTO c VALUES (7, 7), (1, 2.0), (1, 1.5), (1, 2.00), (2, 2);
        ALTER TABLE c ADD CONSTRAINT r FOREIGN KEY (b, a) REFERENCES p (b, a) NOT VALID)");
    open();
    EXPECT_THAT(read_matches("r", keys_of("r", false)), UnorderedElementsAre("1-2", "2-1", "3-2"));
}

TEST_F(RowSourceRules, MatchesAreFoundByTheTypesOwnEquality) {
    if (!has_extension("citext")) {
        GTEST_SKIP() << "citext is not installed";
    }
    execute(
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; "
        "CREATE TABLE p (id int PRIMARY KEY, mail ext.citext); "
        "INSERT INTO p VALUES (1, 'A@x'), (2, 'b@x'), (3, 'a@X'); "
        "CREATE TABLE c (mail ext.citext); INSERT INTO c VALUES ('z'), ('a@x'), ('B@X')");
    add_reference("r", "c", "mail", "p").parent_columns = {{"mail", {}}};
    open();
    EXPECT_THAT(read_matches("r", keys_of("r", false)), UnorderedElementsAre("1-1", "1-3", "2-2"));
}

TEST_F(RowSourceRules, KeysThatTheParentCannotHoldMatchNothingAndMoveNoPosition) {
    execute(
        "CREATE TABLE p (id smallint PRIMARY KEY); INSERT INTO p VALUES (5); CREATE TABLE c (ref "
        "bigint); INSERT INTO c VALUES (40000), (5), (4); "
        "ALTER TABLE c ADD CONSTRAINT r FOREIGN KEY (ref) REFERENCES p NOT VALID");
    open();
    EXPECT_THAT(read_matches("r", keys_of("r", false)), ElementsAre("1-1"));
}

}  // namespace
}  // namespace subset
