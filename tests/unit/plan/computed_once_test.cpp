#include "plan/tables/computed_once.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::ElementsAre;

OutputColumn masked(const char* name, const std::string& sql, const char* hmac) {
    OutputColumn made;
    made.name = name;
    made.sql = sql;
    made.hmac = hmac;
    return made;
}

TEST(ComputedOnce, IsWhatOneMaskTakesSeveralPartsOf) {
    TableOutput output;
    output.columns = {masked("mail", "f(hmac(c.mail)) || g(hmac(c.mail))", "hmac(c.mail)"),
                      masked("plan", "encode(hmac(c.plan))", "hmac(c.plan)"),
                      masked("note", "c.note", "")};
    take_out_hmacs(output);
    EXPECT_THAT(output.computed_once, ElementsAre("hmac(c.mail)"));
    EXPECT_EQ(output.columns[0].sql_over_computed, R"(f(c."mask: 0") || g(c."mask: 0"))");
    EXPECT_EQ(output.columns[1].sql_over_computed, "") << "nothing is computed twice";
    EXPECT_EQ(output.columns[2].sql_over_computed, "");
}

TEST(ComputedOnce, IsWhatSeveralColumnsTake) {
    TableOutput output;
    output.columns = {masked("born", "move(c.born, hmac(c.id))", "hmac(c.id)"),
                      masked("died", "move(c.died, hmac(c.id))", "hmac(c.id)")};
    take_out_hmacs(output);
    EXPECT_THAT(output.computed_once, ElementsAre("hmac(c.id)"));
    EXPECT_EQ(output.columns[1].sql_over_computed, R"(move(c.died, c."mask: 0"))");
}

}  // namespace
}  // namespace subset
