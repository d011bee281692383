// replace_support.hpp
//
// Makes a source and a target, and runs the whole program between them. Both roles are ordinary:
// one may SELECT in the source, the other owns the target.
#pragma once

#include "db/target_support.hpp"
#include "subset/subset.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace subset::test {

class ReplaceTest : public TargetTest {
protected:
    void SetUp() override {
        TargetTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) {
            return;
        }
        reader_ = make_role("reader");
        owner_ = make_role("owner");
        source_ = make_database("shop");
        target_ = make_database("dev", owner_);
        config_.file = "twin.toml";
        config_.source.url.value = url(source_, reader_);
        config_.target.url.value = url(target_, owner_);
        config_.source.connect_timeout = std::chrono::seconds{5};
        config_.mask.unclassified = Unclassified::allow;
        config_.tables = {TableRule{Text{"*", {}}, RowsRule::all, {}}};
    }

    static std::string url(const std::string& database, const std::string& role) {
        return "host=" + environment("PGHOST") + " port=" + environment("PGPORT") +
               " dbname=" + database + " user=" + role;
    }
    // In the source, which the reader may then read.
    void in_source(const std::string& sql) {
        run_in(source_, sql);
        run_in(source_,
               "DO $$ DECLARE s name; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE "
               "nspname !~ '^pg_' AND "
               "nspname <> 'information_schema' LOOP EXECUTE format('GRANT USAGE ON SCHEMA %I TO " +
                   reader_ + "', s); EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO " +
                   reader_ +
                   "', s); EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO " +
                   reader_ + "', s); END LOOP; END $$");
    }
    // In the target, as its owner.
    void in_target(const std::string& sql) { connect(target_, owner_).execute(sql); }
    std::string ask_target(const std::string& sql) { return ask(target_, sql); }

    Report refresh() { return run(config_, witness_, cancellation_); }
    std::optional<Error> refusal() {
        return error_of([&] { (void)refresh(); });
    }
    // A source that has at least one row to load.
    void in_source_with_users(const std::string& sql = {}) {
        in_source(
            "CREATE TABLE users (id int PRIMARY KEY, name text); INSERT INTO users VALUES (1, "
            "'ana'); " +
            sql);
    }

    std::string reader_;
    std::string owner_;
    std::string source_;
    std::string target_;
    Config config_;
};

}  // namespace subset::test
