#include "util/process.hpp"

#include "subset/error.hpp"

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
