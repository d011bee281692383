#include "mask/altered/bind_once.hpp"

#include <gtest/gtest.h>

namespace subset {
namespace {

TEST(BindOnce, ComputesAPartThatStandsOftenEnough) {
    EXPECT_EQ(bind_once("f(x(1), x(1))", "x(1)", "once", 2),
              "(SELECT f(once.v, once.v) FROM (SELECT x(1) AS v OFFSET 0) AS once)");
    EXPECT_EQ(bind_once("f(x(1), x(1))", "x(1)", "once", 3), "f(x(1), x(1))");
    EXPECT_EQ(bind_once("f(x(1))", "", "once", 0), "f(x(1))");
}

}  // namespace
}  // namespace subset
