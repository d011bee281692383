#include "db/guards_support.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <pwd.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace subset::test {
namespace {

using testing::HasSubstr;

// PostgreSQL's programs refuse to be root; then they run as the account of the tests' server.
std::vector<std::string> as_server_account(std::vector<std::string> command) {
    if (::geteuid() != 0) {
        return command;
    }
    const std::string account = ::getpwnam("postgres") != nullptr ? "postgres" : "nobody";
    command.insert(command.begin(), {"/usr/sbin/runuser", "-u", account, "--"});
    return command;
}

// A hot standby of the tests' server, made by pg_basebackup.
class StandbyTest : public GuardsTest {
protected:
    void SetUp() override {
        GuardsTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        bin_ = environment("SUBSET_TEST_SERVER_BIN");
        if (bin_.empty()) {
            GTEST_SKIP() << "tests/support/with_postgres names the server's programs";
        }
        port_ = free_port();
        run({bin_ + "/pg_basebackup", "--pgdata=" + data(), "--write-recovery-conf",
             "--checkpoint=fast", "--no-sync", "--host=" + environment("PGHOST"),
             "--port=" + environment("PGPORT"), "--username=" + environment("PGUSER")});
        started_ = true;
        run({bin_ + "/pg_ctl", "--pgdata=" + data(), "--wait", "--log=" + data() + "/standby.log",
             // A standby needs room for at least as many locks as its primary (manual, "Hot
             // Standby").
             fmt::format("--options=-p {} -c unix_socket_directories={} -c listen_addresses= "
                         "-c max_locks_per_transaction=1024",
                         port_, folder_.path().string()),
             "start"});
    }
    void TearDown() override {
        if (started_) {
            run({bin_ + "/pg_ctl", "--pgdata=" + data(), "--mode=immediate", "--wait", "stop"});
        }
        GuardsTest::TearDown();
    }

    void run(const std::vector<std::string>& command) {
        ChildProcess child{as_server_account(command), {}, {}};
        ASSERT_TRUE(child.wait(std::chrono::seconds{60})) << command.front();
        ASSERT_TRUE(child.succeeded()) << child.said();
    }
    [[nodiscard]] pg::CopyChannel connect_standby(const std::string& database) {
        return {string(database, {}, "source")
                    .with("host", folder_.path().string())
                    .with("port", std::to_string(port_)),
                context("source")};
    }
    std::optional<Error> check(const std::string& target_database,
                               const std::string& standby_database) {
        pg::CopyChannel target = connect(target_database);
        pg::CopyChannel source = connect_standby(standby_database);
        return error_of([&] { check_standby(target, source, std::chrono::seconds{3}); });
    }
    void wait_until_replayed() {
        pg::CopyChannel standby = connect_standby("postgres");
        const std::string now = ask("postgres", "SELECT pg_current_wal_lsn()");
        for (int attempt = 0; attempt < 100; ++attempt) {
            if (standby.query("SELECT pg_last_wal_replay_lsn() >= '" + now + "'")
                    .at(0)
                    .boolean(0)) {
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
        FAIL() << "the standby does not follow";
    }

private:
    [[nodiscard]] std::string data() const { return (folder_.path() / "data").string(); }

    Folder folder_;
    std::string bin_;
    int port_ = 0;
    bool started_ = false;
};

TEST_F(StandbyTest, RefusesTheTargetsOwnStandbyAsTheSource) {
    const std::string database = make_database("shop");
    const std::string other = make_database("dev");
    wait_until_replayed();

    const auto begin = std::chrono::steady_clock::now();
    const auto error = check(database, database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr("a hot standby of the target"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{5});
    EXPECT_EQ(ask(database, "SELECT count(*) FROM pg_namespace WHERE nspname ~ 'subset_probe'"),
              "0");

    EXPECT_FALSE(check(database, other).has_value())
        << "another database of the same server is a fine source";
    EXPECT_FALSE(error_of([&] {
                     pg::CopyChannel target = connect(database);
                     pg::CopyChannel source = connect_standby(database);
                     check_different_databases(target, source);
                 }).has_value())
        << "advisory locks do not show on a standby, so this guard alone is not enough";
}

TEST_F(StandbyTest, APausedStandbyIsRefusedAsUnsure) {
    const std::string database = make_database("shop");
    wait_until_replayed();
    connect_standby("postgres").execute("SELECT pg_wal_replay_pause()");
    const auto error = check(database, database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr("may be a hot standby"));
    connect_standby("postgres").execute("SELECT pg_wal_replay_resume()");
}

}  // namespace
}  // namespace subset::test
