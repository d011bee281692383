#include "pg/sql_variables.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace subset {
namespace {

TEST(SqlVariables, ReplacesWholeNamesAndNoCasts) {
    EXPECT_EQ(pg::with_variable("a = :x AND b = :xy AND c::x = :x", "x", "1"),
              "a = 1 AND b = :xy AND c::x = 1");
    EXPECT_EQ(pg::with_variable("ANY (:schemas)", "schemas", "ARRAY[]"), "ANY (ARRAY[])");
    EXPECT_EQ(pg::with_variable(":x", "x", ":x"), ":x") << "what is put in is not looked at again";
    EXPECT_EQ(pg::render_text_array(std::vector<std::string>{"a", "b\"c"}),
              " E'{\"a\",\"b\\\\\"c\"}'::pg_catalog.text[]");
}

}  // namespace
}  // namespace subset
