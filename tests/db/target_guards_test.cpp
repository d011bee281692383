#include "db/target_support.hpp"
#include "twin/guards.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace subset::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

int free_port() {
    const FileDescriptor socket{::socket(AF_INET, SOCK_STREAM, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return 0;
    }
    return ntohs(address.sin_port);
}

// PostgreSQL's programs refuse to be root; then they run as the account of the tests' server.
std::vector<std::string> as_server_account(std::vector<std::string> command) {
    if (::geteuid() != 0) {
        return command;
    }
    const std::string account = ::getpwnam("postgres") != nullptr ? "postgres" : "nobody";
    command.insert(command.begin(), {"/usr/sbin/runuser", "-u", account, "--"});
    return command;
}

class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / unique_name("subset-guards")} {
        fs::create_directory(path_);
        if (::geteuid() == 0) {
            const passwd* account = ::getpwnam("postgres");
            account = account != nullptr ? account : ::getpwnam("nobody");
            if (account != nullptr &&
                ::chown(path_.c_str(), account->pw_uid, account->pw_gid) != 0) {
                ADD_FAILURE() << "chown " << path_;
            }
        }
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

class GuardsTest : public TargetTest {
protected:
    void check_same(const std::string& target_database, const std::string& source_database) {
        pg::CopyChannel target = connect(target_database, {}, "target");
        pg::CopyChannel source = connect(source_database, {}, "source");
        source.execute("SET default_transaction_read_only = on");
        check_different_databases(target, source);
    }
    void check_standby(pg::CopyChannel& target, pg::CopyChannel& source,
                       std::chrono::milliseconds patience) {
        check_not_own_standby(target, context(), read_target_state(target), source,
                              read_source_end(source, {}), patience);
    }
};

TEST_F(GuardsTest, RefusesTheSameDatabaseWhateverTheUrlsSay) {
    const std::string database = make_database("shop");
    const auto error = error_of([&] { check_same(database, database); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::refused);
    EXPECT_THAT(error->what(), HasSubstr("the same database, \"" + database + "\""));

    const pg::ConnectionString by_address = string(database, {}, "source")
                                                .with("host", "127.0.0.1")
                                                .with("port", environment("PGPORT"));
    pg::CopyChannel target = connect(database);
    pg::CopyChannel source{by_address, context("source")};
    EXPECT_EQ(error_of([&] { check_different_databases(target, source); })->kind(),
              ErrorKind::refused);
}

TEST_F(GuardsTest, TwoDatabasesOfOneServerAreNotTheSame) {
    const std::string one = make_database("shop");
    const std::string other = make_database("dev");
    EXPECT_NO_THROW(check_same(one, other));
}

TEST_F(GuardsTest, ADirectConnectionIsNoPooler) {
    pg::CopyChannel bare = connect("postgres");
    const auto before = bare.queries();
    EXPECT_NO_THROW(check_no_pooler(bare, context()));
    EXPECT_EQ(bare.queries() - before, 1U);
    EXPECT_EQ(witness_.statements().size(), before + 1)
        << "no second connection, and nothing was SET";
}

TEST_F(GuardsTest, APrimaryIsNobodysStandby) {
    const std::string one = make_database("shop");
    const std::string other = make_database("dev");
    pg::CopyChannel target = connect(one);
    pg::CopyChannel source = connect(other);
    EXPECT_NO_THROW(check_standby(target, source, std::chrono::seconds{10}));
    EXPECT_EQ(ask(one, "SELECT count(*) FROM pg_namespace WHERE nspname ~ 'subset_probe'"), "0");
}

TEST(VersionWarnings, NameATargetOlderThanTheSource) {
    EXPECT_TRUE(make_version_warnings(150008, 170002).empty());
    EXPECT_TRUE(make_version_warnings(150008, 150001).empty());
    const std::vector<Fault> older = make_version_warnings(170002, 150008);
    ASSERT_EQ(older.size(), 1U);
    EXPECT_THAT(older.front().message, HasSubstr("15, older than the source, which is 17"));
    EXPECT_EQ(make_version_warnings(200000, 210000).size(), 2U);
}

// A pgbouncer of its own before the tests' server.
class PoolerTest : public GuardsTest {
protected:
    void SetUp() override {
        GuardsTest::SetUp();
        if (!IsSkipped() && !fs::exists("/usr/sbin/pgbouncer")) {
            GTEST_SKIP() << "no pgbouncer here";
        }
    }
    void TearDown() override {
        if (pooler_) {
            pooler_->kill();
        }
        GuardsTest::TearDown();
    }

    void start(const std::string& mode, const std::string& settings) {
        port_ = free_port();
        const fs::path configuration = folder_.path() / "pgbouncer.ini";
        std::ofstream{folder_.path() / "users.txt"} << "\"" << environment("PGUSER") << "\" \"\"\n";
        std::ofstream{configuration}
            << "[databases]\n* = host=" << environment("PGHOST")
            << " port=" << environment("PGPORT") << "\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            << "listen_port = " << port_
            << "\nauth_type = trust\nauth_file = " << (folder_.path() / "users.txt").string()
            << "\npool_mode = " << mode << "\nunix_socket_dir =\n"
            << (::geteuid() == 0 ? "user = postgres\n" : "") << settings;
        pooler_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{"/usr/sbin/pgbouncer", configuration.string()},
            std::vector<std::string>{}, ChildFiles{});
        // Until it listens.
        for (int attempt = 0; attempt < 50 && !pooler_->wait(std::chrono::milliseconds{50});
             ++attempt) {
            if (!error_of([&] { pg::CopyChannel{pooled("postgres"), context()}; })) {
                return;
            }
        }
        FAIL() << "pgbouncer did not start: " << pooler_->said();
    }
    [[nodiscard]] pg::ConnectionString pooled(const std::string& database) const {
        return string(database, {}, "source")
            .with("host", "127.0.0.1")
            .with("port", std::to_string(port_));
    }
    std::optional<Error> check(const std::string& database) {
        return error_of([&] { (void)open_checked(pooled(database), context()); });
    }

private:
    Folder folder_;
    int port_ = 0;
    std::unique_ptr<ChildProcess> pooler_;
};

TEST_F(PoolerTest, RefusesTransactionMode) {
    const std::string database = make_database("shop");
    start("transaction", "");
    const auto error = check(database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
    EXPECT_EQ(exit_status(error->kind()), 3);
    EXPECT_THAT(error->what(), HasSubstr("the source endpoint 127.0.0.1:"));
    EXPECT_THAT(error->hint(), HasSubstr("direct endpoint"));
    for (const std::string& statement : witness_.statements()) {
        EXPECT_THAT(statement, testing::Not(HasSubstr("SET ")))
            << "it would stay on somebody else's connection";
    }
}

TEST_F(PoolerTest, RefusesTransactionModeThatTakesItsConnectionsInTurn) {
    const std::string database = make_database("shop");
    start("transaction", "server_round_robin = 1\nmin_pool_size = 4\n");
    const auto error = check(database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
}

TEST_F(PoolerTest, RefusesStatementMode) {
    const std::string database = make_database("shop");
    start("statement", "");
    const auto error = check(database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
}

TEST_F(PoolerTest, SessionModePasses) {
    const std::string database = make_database("shop");
    start("session", "");
    const auto error = check(database);
    EXPECT_FALSE(error.has_value()) << error->what();
}

TEST_F(PoolerTest, TellsAPoolWithoutRoom) {
    const std::string database = make_database("shop");
    start("session", "default_pool_size = 1\n");
    const auto error = check(database);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
    EXPECT_THAT(error->what(), HasSubstr("no second connection"));
}

TEST_F(PoolerTest, TellsAPoolerThatRefusesParametersOfTheUrl) {
    const std::string database = make_database("shop");
    start("session", "");
    const pg::ConnectionString with_options = pooled(database).with("options", "-c geqo=off");
    const auto error = error_of([&] { (void)open_checked(with_options, context()); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
    EXPECT_THAT(error->what(), HasSubstr("unsupported startup parameter"));
    EXPECT_THAT(error->hint(), HasSubstr("leave the parameter out of the url"));
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
