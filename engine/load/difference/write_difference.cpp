#include "load/difference/write_difference.hpp"

#include "load/difference/compare_tables.hpp"
#include "load/steps/step_runner.hpp"
#include "pg/quote.hpp"
#include "pg/sqlstates.hpp"
#include "script/difference/not_by_difference.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace subset {
namespace {

constexpr int hashes_row_places = 140'000;  // from 14 on a ctid can be hashed

class Difference {
public:
    Difference(const Plan& plan, const WriteDifference& work, pg::CopyChannel& target,
               RowLoader& rows, Observer& observer)
        : plan_{plan},
          work_{work},
          target_{target},
          rows_{rows},
          observer_{observer},
          comparison_{plan, work, target, rows} {}

    void write(const TargetStep& step) {
        rows_.tell(Stage::load, "locking the tables");
        const std::vector<std::size_t> numbers = lock_tables();
        // Names of reg* types come with their schemas, as they do from the source.
        target_.execute("SET LOCAL search_path = ''");
        std::map<std::size_t, std::vector<DifferingTable>> groups;
        for (const std::size_t number : numbers) {
            const DifferenceTable& table = work_.tables[number];
            TargetStep named = step;
            named.title = plan_.catalog.table(table.table).name.text();
            const DifferingTable differing = comparison_.compare(number, named);
            rows_.wrote(table.table, {});
            if (differing.comes || differing.goes) {
                groups[table.group].push_back(differing);
                written_.push_back(differing);
            }
        }
        comparison_.tell(observer_);
        if (written_.empty()) {
            target_.execute("SET LOCAL search_path TO DEFAULT");
            return;
        }
        const std::vector<const DifferenceView*> views = choose_views();
        write_groups(groups);
        rows_.tell(Stage::load, "comparing once more");
        compare_once_more(numbers);
        target_.execute("SET LOCAL search_path TO DEFAULT");
        finish(views);
    }

private:
    // Locks those that have rows at either end, and returns their numbers. A table without a file
    // has none.
    std::vector<std::size_t> lock_tables() {
        pg::ArrayLiteral names;
        for (const DifferenceTable& table : work_.tables) {
            names.add(table.name);
        }
        std::vector<bool> filled;
        for (const pg::Row& row : target_.query(
                 "SELECT pg_catalog.pg_relation_size(t.name::pg_catalog.regclass) > 0 OR EXISTS "
                 "(SELECT FROM pg_catalog.pg_partition_tree(t.name::pg_catalog.regclass) AS p "
                 "WHERE "
                 "p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 0) FROM pg_catalog.unnest(" +
                 names.sql() +
                 "::pg_catalog.text[]) WITH ORDINALITY AS t (name, place) ORDER BY t.place")) {
            filled.push_back(row.boolean(0));
        }
        std::vector<std::size_t> numbers;
        std::string sql;
        for (std::size_t number = 0; number < work_.tables.size(); ++number) {
            const DifferenceTable& table = work_.tables[number];
            if (table.comes || filled.at(number)) {
                numbers.push_back(number);
                sql += (sql.empty() ? "LOCK TABLE " : ", ") + table.own_rows;
            }
        }
        if (!sql.empty()) {
            target_.execute(sql + " IN SHARE ROW EXCLUSIVE MODE");
        }
        return numbers;
    }

    // The views that read what is written.
    std::vector<const DifferenceView*> choose_views() const {
        std::vector<const DifferenceView*> views;
        for (const DifferenceView& view : work_.views) {
            const bool reads = view.reads_any ||
                               std::any_of(written_.begin(), written_.end(), [&](const auto& each) {
                                   return contains(view.reads, each.table->table);
                               });
            if (reads && !view.keyed) {
                throw NotByDifference{fmt::format(
                    "the materialized view {} has to be refreshed, and has no unique index over "
                    "plain columns and all rows, by which others could read it meanwhile",
                    view.name.text())};
            }
            if (reads) {
                views.push_back(&view);
            }
        }
        return views;
    }

    void write_groups(const std::map<std::size_t, std::vector<DifferingTable>>& groups) {
        const bool hashes = target_.server_version_num() >= hashes_row_places;
        std::string sql = hashes ? "" : "SET LOCAL enable_hashjoin = off; ";
        std::string analyze = "ANALYZE pg_temp.subset_gone";
        bool goes = false;
        for (const DifferingTable& each : written_) {
            sql += each.table->disable_triggers;
            analyze += each.comes ? ", " + name_of_new(each.number) : "";
            goes = goes || each.goes;
        }
        if (!goes) {  // the statements name it
            sql += render_create_gone() + "; ";
        }
        target_.execute(sql + analyze);
        for (const auto& [group, tables] : groups) {
            rows_.tell(Stage::load, "writing what differs");
            write_group(tables);
        }
        target_.execute(std::string{"SET CONSTRAINTS ALL IMMEDIATE"} +
                        (hashes ? "" : "; SET LOCAL enable_hashjoin TO DEFAULT"));
    }

    // A value that passes between rows that stay is refused by its unique index (POSTGRES.md 66):
    // then the rows of that table are deleted and inserted.
    void write_group(const std::vector<DifferingTable>& tables) {
        for (const DifferingTable& each : tables) {
            if (const std::string pair = render_pair(each); !pair.empty()) {
                target_.execute(pair);
            }
        }
        std::set<std::size_t> parted;
        for (;;) {
            check_rules(tables);
            target_.execute("SAVEPOINT subset_difference");
            try {
                count(target_.query(render_difference(tables)));
                target_.execute("RELEASE SAVEPOINT subset_difference");
                return;
            } catch (const pg::StatementError& error) {
                const std::string& sqlstate = error.message().sqlstate;
                const DifferingTable* const refused = find_refused(tables, error.message());
                if ((sqlstate != sqlstate::unique_violation &&
                     sqlstate != sqlstate::exclusion_violation) ||
                    refused == nullptr || !parted.insert(refused->number).second) {
                    throw;
                }
                target_.execute("ROLLBACK TO SAVEPOINT subset_difference; " +
                                render_part(*refused));
            }
        }
    }

    // The table whose constraint, or whose partition's, has refused a row.
    const DifferingTable* find_refused(const std::vector<DifferingTable>& tables,
                                       const pg::ServerMessage& message) const {
        const QualifiedName name{message.schema, message.table};
        for (const DifferingTable& each : tables) {
            const Table& table = plan_.catalog.table(each.table->table);
            if (table.name == name ||
                std::any_of(table.leaves.begin(), table.leaves.end(),
                            [&](const Leaf& leaf) { return leaf.name == name; })) {
                return &each;
            }
        }
        return nullptr;
    }

    void check_rules(const std::vector<DifferingTable>& tables) {
        for (const DifferingTable& each : tables) {
            for (const DifferenceTable::Rule& rule : each.table->rules) {
                if (!each.goes || !each.comes) {
                    continue;
                }
                if (rule.rule.on_delete != 'a' &&
                    !target_.query(render_values_come_again(each, rule.rule)).empty()) {
                    fail_by_rule(each, rule, "ON DELETE",
                                 "passes from a row that goes to one that comes");
                }
                if (rule.rule.on_update != 'a' &&
                    !target_.query(render_values_change(each, rule.rule)).empty()) {
                    fail_by_rule(each, rule, "ON UPDATE", "changes in a row that stays");
                }
            }
        }
    }

    [[noreturn]] void fail_by_rule(const DifferingTable& differing,
                                   const DifferenceTable::Rule& rule, std::string_view when,
                                   std::string_view what) const {
        throw NotByDifference{fmt::format(
            "a value of {} that {} refers to ({}) {}, and the foreign key's {} action would change "
            "the rows that refer to it",
            plan_.catalog.table(differing.table->table).name.text(), rule.child, rule.reference,
            what, when)};
    }

    void count(const pg::Rows& results) {
        for (const pg::Row& row : results) {
            const auto number = static_cast<std::size_t>(row.number(0));
            rows_.wrote(work_.tables.at(number).table, {static_cast<std::uint64_t>(row.number(2)),
                                                        static_cast<std::uint64_t>(row.number(3)),
                                                        static_cast<std::uint64_t>(row.number(1))});
        }
    }

    // The tables that were written, and those whose rows an action may have changed.
    void compare_once_more(const std::vector<std::size_t>& numbers) {
        std::set<std::size_t> looked_at;
        std::set<std::string> acted_on;
        for (const DifferingTable& each : written_) {
            looked_at.insert(each.number);
            for (const DifferenceTable::Rule& rule : each.table->rules) {
                acted_on.insert(rule.child);
            }
        }
        for (const std::size_t number : numbers) {
            const std::string name = plan_.catalog.table(work_.tables[number].table).name.text();
            // An action changes rows wherever they are, and what was written is where it differed.
            const bool all = acted_on.contains(name);
            if ((looked_at.contains(number) || all) && !comparison_.has_new_rows(number, all)) {
                throw NotByDifference{fmt::format(
                    "{} did not have the rows that came after they were written: something in the "
                    "target changes them",
                    name)};
            }
        }
    }

    void finish(const std::vector<const DifferenceView*>& views) {
        std::string sql;
        for (const DifferingTable& each : written_) {
            sql += each.table->enable_triggers;
        }
        std::string analyze;
        for (const DifferingTable& each : written_) {
            analyze += (analyze.empty() ? "ANALYZE " : ", ") + each.table->name;
        }
        target_.execute(sql + analyze);
        for (const DifferenceView* const view : views) {
            rows_.tell(Stage::finish, view->name.text());
            target_.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY " + pg::quote_name(view->name));
        }
        observer_.detail(fmt::format("written by difference: {} of {} tables", written_.size(),
                                     work_.tables.size()));
    }

    const Plan& plan_;
    const WriteDifference& work_;
    pg::CopyChannel& target_;
    RowLoader& rows_;
    Observer& observer_;
    TableComparison comparison_;
    std::vector<DifferingTable> written_;
};

// A run in one transaction may do better, but not where somebody holds a lock, or where nothing can
// be written at all.
bool may_do_otherwise(const pg::StatementError& error) {
    return error.message().end == "target" && error.kind() != ErrorKind::lock &&
           error.kind() != ErrorKind::disk && error.kind() != ErrorKind::connection &&
           error.kind() != ErrorKind::interrupted;
}

}  // namespace

void write_difference(const Plan& plan, const WriteDifference& work, const TargetStep& step,
                      pg::CopyChannel& target, RowLoader& rows, Observer& observer) {
    try {
        Difference{plan, work, target, rows, observer}.write(step);
    } catch (const pg::StatementError& error) {
        if (!may_do_otherwise(error)) {
            throw;
        }
        throw NotByDifference{fmt::format("the target refused it: {}", error.what())};
    }
}

void StepRunner::run(const WriteDifference& work, const TargetStep& step) {
    write_difference(plan_, work, step, target_, rows_, observer_);
}

}  // namespace subset
