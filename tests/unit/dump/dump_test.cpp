// Tests how pg_dump is called. A script in its place writes down what it sees.
#include "dump/dump.hpp"

#include "subset/cancellation.hpp"
#include "subset/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <unistd.h>

namespace subset {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class DumpCommand : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("subset-dump-" + std::to_string(::getpid()));
        fs::create_directory(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    // Returns the tools of a folder whose pg_dump is this script.
    DumpTools tools(const std::string& script) {
        const fs::path path = folder_ / "pg_dump";
        std::ofstream{path} << "#!/bin/sh\n" << script << "\n";
        fs::permissions(path, fs::perms::owner_all);
        return {path.string(), path.string(), 150008, "15.8"};
    }
    DumpFile dump(const std::string& script) {
        return SchemaDump{tools(script),
                          source_,
                          "00000003-1B-1",
                          std::chrono::seconds{7},
                          {{"left \"out\"", "b"}, {{"public", "a b"}}},
                          cancellation_}
            .finish();
    }
    static ErrorKind kind_of(const std::function<void()>& action, std::string* what = nullptr) {
        try {
            action();
        } catch (const Error& error) {
            if (what != nullptr) {
                *what = error.what();
            }
            return error.kind();
        }
        return ErrorKind::usage;
    }

    const pg::ConnectionString source_{
        "source",
        "postgresql://reader:pass%20word@db.example.com:6543/shop?sslmode=require"
        "&keepalives_idle=9"};
    Cancellation cancellation_;
    fs::path folder_;
};

TEST_F(DumpCommand, TheEndpointGoesByTheCommandLineAndSecretsByTheEnvironment) {
    ::setenv("PGSERVICE", "elsewhere", 1);
    ::setenv("PGSSLMODE", "disable", 1);
    const DumpFile file = dump("echo \"$@\"; env | grep ^PG | sort");
    ::unsetenv("PGSERVICE");
    ::unsetenv("PGSSLMODE");
    const std::string said = read_whole_file(file.file);
    const auto end = said.find('\n');
    const std::string arguments = said.substr(0, end);
    EXPECT_THAT(arguments, Not(HasSubstr("pass word")));
    EXPECT_THAT(arguments, HasSubstr("dbname='shop' host='db.example.com' "
                                     "keepalives_idle='9' port='6543' sslmode='require' "
                                     "user='reader'"));
    EXPECT_THAT(arguments, HasSubstr("application_name='subset pg_dump "));
    EXPECT_THAT(said.substr(end), Not(HasSubstr("PGSERVICE=")));
    EXPECT_THAT(said.substr(end), Not(HasSubstr("PGSSLMODE=")));
    EXPECT_THAT(said.substr(end), HasSubstr("PGPASSWORD=pass word\n"));
}

TEST_F(DumpCommand, ASecretWithoutAVariableGoesByAServiceFile) {
    const DumpFile file =
        SchemaDump{tools("echo \"$@\"; env | grep ^PGSERV | sort; cat $PGSERVICEFILE"),
                   source_.with("sslpassword", "k3y"),
                   "1",
                   std::chrono::seconds{7},
                   {},
                   cancellation_}
            .finish();
    const std::string said = read_whole_file(file.file);
    const auto end = said.find('\n');
    EXPECT_THAT(said.substr(0, end), Not(HasSubstr("k3y")));
    EXPECT_EQ(said.substr(end),
              "\nPGSERVICE=subset\nPGSERVICEFILE=/dev/fd/3\n[subset]\nsslpassword=k3y\n");
}

TEST_F(DumpCommand, AsksForTheSchemaOfTheSnapshotAlone) {
    const std::string said = read_whole_file(dump("for a in \"$@\"; do echo \"$a\"; done").file);
    for (const char* const argument :
         {"--format=custom", "--schema-only", "--snapshot=00000003-1B-1", "--no-owner",
          "--no-privileges", "--no-publications", "--no-subscriptions", "--no-security-labels",
          "--no-tablespaces", "--encoding=UTF8", "--lock-wait-timeout=7000",
          "--exclude-schema=\"left \"\"out\"\"\"", "--exclude-schema=\"b\"",
          "--exclude-table=\"public\".\"a b\""}) {
        EXPECT_THAT(said, HasSubstr(std::string{argument} + "\n"));
    }
}

TEST_F(DumpCommand, ItsErrorsAreToldByWhatTheyMean) {
    std::string what;
    EXPECT_EQ(kind_of(
                  [&] {
                      (void)dump(
                          "echo 'pg_dump: error: query failed: ERROR:  canceling statement due to "
                          "statement timeout' >&2; echo 'pg_dump: detail: Query was: LOCK TABLE x' "
                          ">&2; exit 1");
                  },
                  &what),
              ErrorKind::lock);
    EXPECT_EQ(what, "pg_dump: query failed: ERROR:  canceling statement due to statement timeout");
    EXPECT_EQ(kind_of([&] {
                  (void)dump("echo 'pg_dump: error: permission denied for table x' >&2; exit 1");
              }),
              ErrorKind::privilege);
    EXPECT_EQ(
        kind_of([&] { (void)dump("echo 'could not write: No space left on device' >&2; exit 1"); }),
        ErrorKind::disk);
    EXPECT_EQ(
        kind_of([&] {
            (void)dump(
                "echo 'pg_dump: error: aborting because of server version mismatch' >&2; exit 1");
        }),
        ErrorKind::tool_version);
    EXPECT_EQ(
        kind_of(
            [&] {
                (void)dump(
                    "echo 'pg_dump: error: connection to server failed: pass word' >&2; exit 1");
            },
            &what),
        ErrorKind::connection);
    EXPECT_THAT(what, Not(HasSubstr("pass word")));
    EXPECT_EQ(kind_of([&] { (void)dump("kill -9 $$"); }, &what), ErrorKind::server);
    EXPECT_EQ(what, "pg_dump: it was killed or crashed");
}

TEST_F(DumpCommand, EndsWithTheRunsCancellation) {
    const fs::path mark = folder_ / "pid";
    std::thread user{[&] {
        while (!fs::exists(mark)) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        cancellation_.request();
    }};
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(kind_of([&] { (void)dump("echo $$ > " + mark.string() + "; exec sleep 60"); }),
              ErrorKind::interrupted);
    user.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{5});
    int pid = 0;
    std::ifstream{mark} >> pid;
    EXPECT_NE(::kill(pid, 0), 0) << "it still runs";
}

TEST_F(DumpCommand, IsEndedWhereNobodyWaitsForIt) {
    const fs::path mark = folder_ / "pid";
    {
        const SchemaDump abandoned{tools("echo $$ > " + mark.string() + "; exec sleep 60"),
                                   source_,
                                   "1",
                                   std::chrono::seconds{7},
                                   {},
                                   cancellation_};
        while (!fs::exists(mark) || fs::file_size(mark) == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }
    int pid = 0;
    std::ifstream{mark} >> pid;
    ASSERT_GT(pid, 0);
    EXPECT_NE(::kill(pid, 0), 0) << "it still runs";
}

}  // namespace
}  // namespace subset
