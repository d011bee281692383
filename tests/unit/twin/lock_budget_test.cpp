#include "twin/lock_budget.hpp"

#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace subset {
namespace {

using testing::HasSubstr;

TargetState default_server() {
    TargetState state;
    state.max_locks_per_transaction = 64;
    state.lock_table_backends = 122;
    return state;
}

std::string no_way() { return {}; }

TEST(LockBudget, LetsThroughWhatFitsADefaultServer) {
    EXPECT_NO_THROW(check_lock_budget({2'000, 4'000}, {1'500, 1'000}, default_server(), no_way));
    EXPECT_NO_THROW(check_lock_budget({}, {}, default_server(), no_way));
}

TEST(LockBudget, NamesTheSettingThatIsEnough) {
    try {
        check_lock_budget({12'000, 38'000}, {12'000, 10'000}, default_server(),
                          [] { return std::string{"Add this line."}; });
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::lock_table);
        EXPECT_EQ(exit_status(error.kind()), 3);
        EXPECT_THAT(error.what(), HasSubstr("about 72100 locks"));
        EXPECT_THAT(error.hint(),
                    HasSubstr("Add this line. Or set max_locks_per_transaction = 640"));
        EXPECT_GE(640 * 122, 72'100);
    }
}

}  // namespace
}  // namespace subset
