#include "pg/connection/pooler_guard.hpp"

#include "db/guards_support.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

namespace subset::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

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
        return error_of([&] { (void)open(pooled(database)); });
    }
    [[nodiscard]] pg::CopyChannel open(const pg::ConnectionString& endpoint) {
        return open_checked(endpoint, context(), [](int) { return "SET work_mem = '5MB'"; });
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
    pg::CopyChannel next{pooled(database), context()};
    EXPECT_NE(next.query("SHOW work_mem").at(0).text(0), "5MB")
        << "it has stayed on somebody else's connection";
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
    EXPECT_EQ(open(pooled(database)).query("SHOW work_mem").at(0).text(0), "5MB");
}

TEST_F(PoolerTest, ADirectConnectionIsCheckedWithItsSettings) {
    const std::string database = make_database("shop");
    pg::CopyChannel direct = open(string(database, {}, "source"));
    EXPECT_EQ(direct.queries(), 1U);
    EXPECT_EQ(direct.query("SHOW work_mem").at(0).text(0), "5MB");
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
    const auto error = error_of([&] { (void)open(with_options); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->kind(), ErrorKind::pooler);
    EXPECT_THAT(error->what(), HasSubstr("unsupported startup parameter"));
    EXPECT_THAT(error->hint(), HasSubstr("leave the parameter out of the url"));
}

}  // namespace
}  // namespace subset::test
