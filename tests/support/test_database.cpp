#include "support/test_database.hpp"

#include "pg/quote.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <unistd.h>

namespace subset::testing_support {
namespace {

std::string unique_name(const std::string& stem) {
    static std::atomic<int> count{0};
    return stem + "_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

}  // namespace

void RecordingObserver::note(std::string_view text) {
    const std::lock_guard lock{mutex_};
    told_.emplace_back(text);
}

void RecordingObserver::detail(std::string_view text) { note(text); }

void RecordingObserver::warning(const Fault& fault) {
    const std::lock_guard lock{mutex_};
    told_.push_back(fault.message);
}

void RecordingObserver::sql(std::string_view connection, std::string_view statement) {
    const std::lock_guard lock{mutex_};
    statements_.push_back(std::string{connection} + ": " + std::string{statement});
}

std::vector<std::string> RecordingObserver::told() const {
    const std::lock_guard lock{mutex_};
    return told_;
}

std::vector<std::string> RecordingObserver::statements() const {
    const std::lock_guard lock{mutex_};
    return statements_;
}

void DatabaseTest::SetUp() {
    try {
        pg::SessionContext quick = context("admin");
        quick.connect_timeout = std::chrono::milliseconds{500};
        quick.cancellation = &unheard_;
        admin_ = std::make_unique<pg::CopyChannel>(
            pg::ConnectionString{"test server", "dbname=postgres"}, quick);
    } catch (const Error& error) {
        const std::string said =
            std::string{error.what()} +
            "; tests/support/with_postgres COMMAND brings a server (PGHOST, PGPORT)";
        if (std::getenv("SUBSET_REQUIRE_DB") != nullptr) {
            FAIL() << said;
        }
        GTEST_SKIP() << said;
    }
    name_ = unique_name("subset_test");
    admin_->execute("CREATE DATABASE " + pg::quote_identifier(name_) + " TEMPLATE template0");
    own_ = std::make_unique<pg::CopyChannel>(connect_aside());
}

void DatabaseTest::TearDown() {
    if (!admin_) {
        return;
    }
    own_.reset();
    admin_->execute("DROP DATABASE IF EXISTS " + pg::quote_identifier(name_) + " WITH (FORCE)");
    for (const std::string& role : roles_) {
        admin_->execute("DROP ROLE " + pg::quote_identifier(role));
    }
}

pg::ConnectionString DatabaseTest::url(const std::string& more) const {
    return {"source", url_text(more)};
}

std::string DatabaseTest::url_text(const std::string& more) const {
    return "dbname=" + name_ + " " + more;
}

pg::SessionContext DatabaseTest::context(const std::string& label) {
    return {label, std::chrono::milliseconds{5'000}, &observer_, &cancellation_};
}

pg::CopyChannel DatabaseTest::connect(const std::string& more) {
    return pg::CopyChannel{url(more), context()};
}

pg::CopyChannel DatabaseTest::connect_aside(const std::string& more) {
    pg::SessionContext aside = context("aside");
    aside.cancellation = &unheard_;
    return pg::CopyChannel{url(more), aside};
}

void DatabaseTest::execute(const std::string& sql) { own_->execute(sql); }

std::string DatabaseTest::value(const std::string& sql) {
    const pg::Rows rows = own_->query(sql);
    return rows.empty() ? "no row" : rows.front().cell(0).value_or("NULL");
}

std::string DatabaseTest::make_role(const std::string& name, const std::string& options) {
    roles_.push_back(unique_name(name));
    execute("CREATE ROLE " + pg::quote_identifier(roles_.back()) + " " + options);
    return roles_.back();
}

void DatabaseTest::wait_until(const std::string& sql, const std::string& expected) {
    std::string found;
    for (int attempt = 0; attempt < 200; ++attempt) {
        found = value(sql);
        if (found == expected) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    FAIL() << sql << " is " << found << ", not " << expected;
}

bool DatabaseTest::has_extension(const std::string& name) {
    return value("SELECT count(*) FROM pg_available_extensions WHERE name = " +
                 pg::quote_literal(name)) == "1";
}

}  // namespace subset::testing_support
