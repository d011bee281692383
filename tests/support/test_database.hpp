// test_database.hpp
//
// Makes a database for one test, on the server that PGHOST, PGPORT and PGUSER name (see
// with_postgres). SetUp() makes it, and it is dropped afterwards whatever becomes of the test.
// Without a server the test is skipped, or fails where SUBSET_REQUIRE_DB is set.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/cancellation.hpp"
#include "subset/observer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace subset::testing_support {

// This observer keeps everything that it is told.
class RecordingObserver : public Observer {
public:
    void note(std::string_view text) override;
    void detail(std::string_view text) override;
    void warning(const Fault& fault) override;
    void sql(std::string_view connection, std::string_view statement) override;
    [[nodiscard]] std::vector<std::string> told() const;
    [[nodiscard]] std::vector<std::string> statements() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> told_;
    std::vector<std::string> statements_;
};

// This is the base class of the tests that need a server.
class DatabaseTest : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    // Returns the url of the test's database, for the superuser of PGUSER or another role; further
    // keywords may follow.
    [[nodiscard]] pg::ConnectionString url(const std::string& more = "") const;
    [[nodiscard]] std::string url_text(const std::string& more = "") const;
    [[nodiscard]] pg::CopyChannel connect(const std::string& more = "");
    // Connects with a cancellation that nobody requests, for what a test does beside the engine.
    [[nodiscard]] pg::CopyChannel connect_aside(const std::string& more = "");
    void execute(const std::string& sql);
    [[nodiscard]] std::string value(const std::string& sql);
    // Makes a login role that is dropped with the test.
    [[nodiscard]] std::string make_role(const std::string& name,
                                        const std::string& options = "LOGIN");
    // Repeats the query, for some seconds, until its answer is `expected`.
    void wait_until(const std::string& sql, const std::string& expected);
    [[nodiscard]] bool has_extension(const std::string& name);
    [[nodiscard]] pg::SessionContext context(const std::string& label = "test");

    RecordingObserver observer_;
    Cancellation cancellation_;

private:
    std::string name_;
    std::vector<std::string> roles_;
    Cancellation unheard_;
    std::unique_ptr<pg::CopyChannel> admin_;  // in the maintenance database
    std::unique_ptr<pg::CopyChannel> own_;    // in the test's
};

}  // namespace subset::testing_support
