// What the target stage decides without a server: tools, lock budget, variables of its queries,
// child processes.
#include "pg/dump_tools.hpp"
#include "pg/sql_variables.hpp"
#include "subset/error.hpp"
#include "twin/lock_budget.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace subset {
namespace {

using testing::HasSubstr;

DumpTools tools(int version_num, const std::string& path) { return {path, path, version_num, ""}; }

TEST(DumpTools, VersionsAreReadAsTheServerCountsThem) {
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 15.8 (Debian 15.8-1.pgdg120+1)\n"), 150008);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 18beta1\n"), 180000);
    EXPECT_EQ(parse_tool_version("pg_dump (PostgreSQL) 9.6.24"), 90006);
    EXPECT_EQ(parse_tool_version("Usage: dump"), 0);
    EXPECT_EQ(parse_tool_version(""), 0);
}

TEST(DumpTools, TheServersOwnMajorIsBestThenTheNearestNewerOne) {
    const std::vector<DumpTools> all = {tools(180001, "18"), tools(150002, "15.2"),
                                        tools(150008, "15.8"), tools(170004, "17"),
                                        tools(140003, "14")};
    EXPECT_EQ(choose_dump_tools(all, 150003)->pg_dump, "15.8");
    EXPECT_EQ(choose_dump_tools(all, 160001)->pg_dump, "17");
    EXPECT_EQ(choose_dump_tools(all, 180005)->pg_dump, "18") << "minor versions dump one another";
    EXPECT_FALSE(choose_dump_tools(all, 190000).has_value());
    EXPECT_FALSE(choose_dump_tools({}, 130000).has_value());
}

TEST(DumpTools, NoneSaysWhatToInstall) {
    try {
        (void)find_dump_tools(990001);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::tool_version);
        EXPECT_EQ(exit_status(error.kind()), 3);
        EXPECT_THAT(error.what(), HasSubstr("PostgreSQL 99"));
        EXPECT_THAT(error.hint(), HasSubstr("postgresql-client-99"));
    }
}

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

TEST(SqlVariables, ReplacesWholeNamesAndNoCasts) {
    EXPECT_EQ(pg::with_variable("a = :x AND b = :xy AND c::x = :x", "x", "1"),
              "a = 1 AND b = :xy AND c::x = 1");
    EXPECT_EQ(pg::with_variable("ANY (:schemas)", "schemas", "ARRAY[]"), "ANY (ARRAY[])");
    EXPECT_EQ(pg::with_variable(":x", "x", ":x"), ":x") << "what is put in is not looked at again";
    EXPECT_EQ(pg::render_text_array(std::vector<std::string>{"a", "b\"c"}),
              " E'{\"a\",\"b\\\\\"c\"}'::pg_catalog.text[]");
}

TEST(ChildProcess, HandsFilesOnAndKeepsWhatItSays) {
    const FileDescriptor input = make_temporary_file();
    const FileDescriptor extra = make_temporary_file();
    const FileDescriptor output = make_temporary_file();
    write_whole_file(input, "one\n");
    write_whole_file(extra, "two\n");
    ChildProcess child{{"/bin/sh", "-c", "cat; cat /dev/fd/3; echo $WORD; echo sad >&2; exit 3"},
                       {"WORD=three"},
                       {input.get(), output.get(), extra.get()}};
    ASSERT_TRUE(child.wait(std::chrono::seconds{10}));
    EXPECT_FALSE(child.succeeded());
    EXPECT_EQ(read_whole_file(output), "one\ntwo\nthree\n");
    EXPECT_EQ(child.said(), "sad\n");
}

TEST(ChildProcess, IsEndedWithItsObject) {
    const auto begin = std::chrono::steady_clock::now();
    {
        ChildProcess child{{"/bin/sleep", "60"}, {}, {}};
        EXPECT_FALSE(child.wait(std::chrono::milliseconds{20}));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{10});
}

TEST(ChildProcess, TakesVariablesAway) {
    ::setenv("SUBSET_TAKEN", "away", 1);
    const FileDescriptor output = make_temporary_file();
    ChildProcess child{
        {"/bin/sh", "-c", "echo \"<$SUBSET_TAKEN>\""}, {"SUBSET_TAKEN"}, {-1, output.get(), -1}};
    ASSERT_TRUE(child.wait(std::chrono::seconds{10}));
    EXPECT_EQ(read_whole_file(output), "<>\n");
    ::unsetenv("SUBSET_TAKEN");
}

TEST(ChildProcess, DiesWithWhoeverStartedIt) {
    // A process that starts a child and is killed has no chance to end it.
    const FileDescriptor output = make_temporary_file();
    const pid_t parent = ::fork();
    if (parent == 0) {
        const ChildProcess child{
            {"/bin/sh", "-c", "echo $$; exec sleep 60"}, {}, {-1, output.get(), -1}};
        while (read_whole_file(output).empty()) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        ::raise(SIGKILL);
    }
    ::waitpid(parent, nullptr, 0);
    const int child = std::stoi(read_whole_file(output));
    for (int round = 0; round < 1000 && ::kill(child, 0) == 0; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    EXPECT_NE(::kill(child, 0), 0) << "it still runs";
}

TEST(ChildProcess, ThatCannotBeStartedIsAnError) {
    try {
        const ChildProcess child{{"/no/such/program"}, {}, {}};
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::system);
        EXPECT_THAT(error.what(), HasSubstr("/no/such/program"));
    }
}

}  // namespace
}  // namespace subset
