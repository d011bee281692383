// target_support.hpp
//
// What the tests of the target stage share: databases and roles of their own on the server that
// PGHOST, PGPORT and PGUSER name, and an observer that remembers.
#pragma once

#include "pg/connection/connection_string.hpp"
#include "pg/copy_channel.hpp"
#include "pg/quote.hpp"
#include "pg/session.hpp"
#include "subset/cancellation.hpp"
#include "subset/error.hpp"
#include "subset/observer.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace subset::test {

// Remembers warnings and statements.
class Witness : public Observer {
public:
    void warning(const Fault& fault) override {
        const std::lock_guard lock{mutex_};
        warnings_.push_back(fault.message);
    }
    void sql(std::string_view connection, std::string_view statement) override {
        const std::lock_guard lock{mutex_};
        statements_.emplace_back(std::string{connection} + ": " + std::string{statement});
    }
    [[nodiscard]] std::vector<std::string> warnings() const {
        const std::lock_guard lock{mutex_};
        return warnings_;
    }
    [[nodiscard]] std::vector<std::string> statements() const {
        const std::lock_guard lock{mutex_};
        return statements_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> warnings_;
    std::vector<std::string> statements_;
};

inline std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

// "name_4711_1": no other test, in this process or another, has it.
inline std::string unique_name(const std::string& name) {
    static std::atomic<int> counter{0};
    return fmt::format("{}_{}_{}", name, ::getpid(), ++counter);
}

class TargetTest : public testing::Test {
protected:
    void SetUp() override {
        try {
            admin_.emplace(connect("postgres"));
        } catch (const Error& error) {
            if (!environment("SUBSET_REQUIRE_DB").empty()) {
                FAIL() << error.what();
            }
            GTEST_SKIP() << "no server: tests/support/with_postgres brings one (" << error.what()
                         << ")";
        }
    }
    void TearDown() override {
        for (const std::string& database : databases_) {
            try_admin("DROP DATABASE IF EXISTS " + pg::quote_identifier(database) +
                      " WITH (FORCE)");
        }
        for (const std::string& role : roles_) {
            try_admin("DROP ROLE IF EXISTS " + pg::quote_identifier(role));
        }
    }

    [[nodiscard]] pg::SessionContext context(const std::string& label = "test") {
        return {label, std::chrono::milliseconds{2000}, &witness_, &cancellation_};
    }
    [[nodiscard]] static pg::ConnectionString string(const std::string& database,
                                                     const std::string& role = {},
                                                     const std::string& end = "target") {
        std::string text = "dbname=" + database;
        if (!environment("PGHOST").empty()) {
            text += " host=" + environment("PGHOST") + " port=" + environment("PGPORT");
        }
        text += " user=" + (role.empty() ? environment("PGUSER") : role);
        return {end, text};
    }
    [[nodiscard]] pg::CopyChannel connect(const std::string& database, const std::string& role = {},
                                          const std::string& end = "target") {
        return {string(database, role, end), context(end)};
    }
    // Made for this test, and dropped after it.
    std::string make_role(const std::string& name) {
        roles_.push_back(unique_name(name));
        admin_->execute("CREATE ROLE " + roles_.back() + " LOGIN");
        return roles_.back();
    }
    std::string make_database(const std::string& name, const std::string& owner = {}) {
        databases_.push_back(unique_name(name));
        admin_->execute("CREATE DATABASE " + databases_.back() +
                        (owner.empty() ? "" : " OWNER " + owner));
        return databases_.back();
    }
    // As the superuser.
    void run_in(const std::string& database, const std::string& sql) {
        connect(database).execute(sql);
    }
    std::string ask(const std::string& database, const std::string& sql) {
        const pg::Rows rows = connect(database).query(sql);
        return rows.empty() ? "(no row)" : rows.at(0).cell(0).value_or("(null)");
    }

    // The Error that `action` ends with.
    static std::optional<Error> error_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const Error& error) {
            return error;
        }
        return std::nullopt;
    }

    Witness witness_;
    Cancellation cancellation_;
    std::optional<pg::CopyChannel> admin_;

private:
    void try_admin(const std::string& sql) {
        try {
            connect("postgres").execute(sql);
        } catch (const Error& error) {
            ADD_FAILURE() << sql << ": " << error.what();
        }
    }

    std::vector<std::string> databases_;
    std::vector<std::string> roles_;
};

}  // namespace subset::test
