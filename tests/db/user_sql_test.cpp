// The SQL of [[child]] and [[reference]], as the source judges it before a row is read.
#include "preflight/check_user_sql.hpp"
#include "support/row_source_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class UserSql : public testing_support::RowSourceTest {
protected:
    ChildRule& add_child_rule(const std::string& name) {
        ChildRule& rule = config_.children.emplace_back();
        rule.table = "orders";
        rule.parent = "users";
        rule.name = Text{name, {}};
        return rule;
    }
    ReferenceRule& add_reference(const std::string& column) {
        ReferenceRule& rule = config_.references.emplace_back();
        rule.table = "orders";
        rule.columns = {{column, {}}};
        rule.parent = "users";
        return rule;
    }
    static Text at(const std::string& sql, std::uint32_t line) {
        return {sql, {"twin.toml", line, 9}};
    }
    void make_tables() {
        execute(
            "CREATE TABLE users (id int PRIMARY KEY, plan text); CREATE TABLE orders (id int "
            "PRIMARY KEY, state text, a int CONSTRAINT a REFERENCES users, b int CONSTRAINT b "
            "REFERENCES users)");
    }
    std::vector<Fault> check() {
        open();
        std::vector<Fault> faults = check_user_sql(plan_, false, *reader_);
        EXPECT_TRUE(reader_->in_transaction());
        return faults;
    }
};

TEST_F(UserSql, ARuleThatIsRightIsNoFault) {
    make_tables();
    ChildRule& rule = add_child_rule("a");
    rule.where = at("c.state <> 'draft' AND p.plan = 'pro' -- a comment", 2);
    rule.order_by = at("c.id DESC, p.plan -- another", 3);
    rule.limit = 3;
    add_reference("((c.state)::int)").when = at("c.state ~ '^[0-9]+$' -- a third", 4);
    EXPECT_THAT(check(), IsEmpty());
}

TEST_F(UserSql, EachFaultOfARuleHasItsPlace) {
    make_tables();
    ChildRule& first = add_child_rule("a");
    first.where = at("c.status = 'x'", 2);
    first.order_by = at("c.id +", 3);
    first.limit = 3;
    add_child_rule("b").where = at("true) OR (true", 4);
    const std::vector<Fault> faults = check();
    ASSERT_EQ(faults.size(), 3U);
    EXPECT_EQ(faults[0].place.line, 2U);
    EXPECT_THAT(faults[0].message,
                HasSubstr("column status in [[child]] where does not exist in public.orders"));
    EXPECT_THAT(faults[0].hint, HasSubstr("id, state, a, b"));
    EXPECT_EQ(faults[1].place.line, 3U);
    EXPECT_THAT(faults[1].message, HasSubstr("[[child]] order_by is not valid SQL"));
    EXPECT_EQ(faults[2].place.line, 4U);
}

TEST_F(UserSql, ARuleThatFailsOnARowIsAnErrorOfTheUsersSqlWithItsPlace) {
    make_tables();
    execute("INSERT INTO users VALUES (1); INSERT INTO orders VALUES (1, 'x', 1)");
    add_child_rule("a").where = at("c.id / 0 = 1", 7);
    open();
    KeyList keys;
    keys.add(Key{1});
    try {
        source_->read_children(reference("a").reference, keys, false, [](const SourceRow&) {});
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::user_sql);
        EXPECT_EQ(error.place().line, 7U);
        EXPECT_THAT(error.what(), HasSubstr("[[child]] where failed in the source"));
    }
}

}  // namespace
}  // namespace subset
