#include "script/proof/check_cuts.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"
#include "plan/config_places.hpp"
#include "plan/emptied_array.hpp"
#include "source/statements/table_sql.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace subset {
namespace {

struct CheckOfCut {
    std::string name;
    std::string sql;  // over columns without a qualifier
};

// A reference that some rule makes NULL, and the columns that are so then.
struct Nulling {
    const ReferencePlan* reference = nullptr;
    std::set<std::string> columns;
    bool always = false;  // else in some rows
};

class TableCheck {
public:
    TableCheck(const Plan& plan, const Closure& closure, const Table& table,
               pg::CopyChannel& reader)
        : plan_{plan}, closure_{closure}, table_{table}, reader_{reader} {
        for (const ReferenceId id : plan.graph.parents_of[table.id]) {
            add(plan.reference(id));
        }
    }

    void run() {
        std::set<std::string> names;
        for (const Nulling& each : nullings_) {
            for (const std::string& column : each.columns) {
                const Column& found = table_.columns[table_.column_named(column).value()];
                names.insert(found.checks.begin(), found.checks.end());
            }
        }
        if (names.empty()) {
            return;
        }
        read_checks(names);
        const bool always = std::any_of(nullings_.begin(), nullings_.end(),
                                        [](const Nulling& each) { return each.always; });
        // By the rows, which of the references are NULL in them.
        std::map<std::set<std::size_t>, std::vector<RowId>> groups;
        if (plan_.table(table_.id).streamable) {
            ask({}, " " + from_whole());
            return;
        }
        std::map<RowId, std::set<std::size_t>> nulled;
        for (std::size_t index = 0; index < nullings_.size(); ++index) {
            for (const TablePatch::Nulled& each : closure_.patches[table_.id].nulled) {
                if (each.reference == nullings_[index].reference->reference) {
                    for (const RowId row : each.rows.sample(each.rows.size())) {
                        nulled[row].insert(index);
                    }
                }
            }
        }
        for (const auto& [row, which] : nulled) {
            groups[which].push_back(row);
        }
        if (always) {
            const RowSet& all = closure_.rows[table_.id];
            for (const RowId row : all.sample(all.size())) {
                if (!nulled.contains(row)) {
                    groups[{}].push_back(row);
                }
            }
        }
        const RowSet& dropped = closure_.patches[table_.id].dropped;
        for (auto& [which, rows] : groups) {
            std::erase_if(rows, [&](RowId row) { return dropped.contains(row); });
            std::sort(rows.begin(), rows.end());
            for (std::span<const RowId> left = rows; !left.empty();) {
                const auto ids = left.first(count_of_one_leaf(left));
                ask(which, render_where_id(plan_.catalog, table_.id, ids));
                left = left.subspan(ids.size());
            }
        }
    }

private:
    void add(const ReferencePlan& each) {
        if (auto columns = find_nulled_columns(plan_, closure_, table_.id, each.reference)) {
            nullings_.push_back({&each, std::move(*columns), each.cut == Cut::always});
        }
    }

    void read_checks(const std::set<std::string>& names) {
        pg::ArrayLiteral array;
        for (const std::string& name : names) {
            array.add(name);
        }
        for (const pg::Row& row : reader_.query(fmt::format(
                 "SELECT k.conname, pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM "
                 "pg_catalog.pg_constraint AS k WHERE k.conrelid = {} AND k.contype = 'c' AND "
                 "k.conname = ANY ({}::pg_catalog.name[]) ORDER BY k.conname",
                 table_.oid, array.sql()))) {
            checks_.push_back({row.text(0), row.text(1)});
        }
    }

    [[nodiscard]] std::string from_whole() const {
        return fmt::format("FROM {} AS {}", render_own_rows(table_), row_alias);
    }

    // A column as the twin will have it.
    [[nodiscard]] std::string value_of(std::uint16_t number,
                                       const std::set<std::size_t>& which) const {
        const Column& column = table_.columns[number];
        const auto& mask = plan_.table(table_.id).masks.at(number);
        std::string sql = mask ? mask->sql : render_column(column);
        for (std::size_t index = 0; index < nullings_.size(); ++index) {
            if (!nullings_[index].columns.contains(column.name)) {
                continue;
            }
            if (which.contains(index)) {
                return fmt::format("NULL::{}", column.type);
            }
            if (nullings_[index].always) {
                const Reference& reference =
                    plan_.catalog.reference(nullings_[index].reference->reference);
                if (reference.elements) {
                    sql = render_emptied_array(column, reference.elements->type);
                    continue;
                }
                sql = fmt::format("CASE WHEN {} THEN NULL ELSE {} END",
                                  render_presence(plan_.catalog, reference), sql);
            }
        }
        return sql;
    }

    void ask(const std::set<std::size_t>& which, const std::string& from) {
        std::string columns;
        std::uint16_t number = 0;
        for (const Column& column : table_.columns) {
            columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ",
                                   value_of(number++, which), pg::quote_identifier(column.name));
        }
        std::string broken;
        for (std::size_t index = 0; index < checks_.size(); ++index) {
            broken += fmt::format("WHEN ({}) IS FALSE THEN {} ", checks_[index].sql, index);
        }
        const pg::Rows rows = ask_safely(fmt::format(
            "SELECT k.broken FROM (SELECT {}{}) AS {} CROSS JOIN LATERAL (SELECT CASE {}END AS "
            "broken) AS k WHERE k.broken IS NOT NULL LIMIT 1",
            columns, from, pg::quote_identifier(table_.name.name), broken));
        if (!rows.empty()) {
            fail(checks_[rows.front().place(0, checks_.size())], which);
        }
    }

    // A check may call what the source's role may not; the target, which will, tells then.
    pg::Rows ask_safely(const std::string& sql) {
        pg::Savepoint savepoint{reader_, "subset_check"};
        try {
            const pg::Rows rows = reader_.query(sql);
            savepoint.release();
            return rows;
        } catch (const pg::StatementError& error) {
            if (!reader_.alive() || error.kind() == ErrorKind::connection ||
                error.kind() == ErrorKind::conflict) {
                throw;
            }
            savepoint.roll_back();
            return {};
        }
    }

    [[noreturn]] void fail(const CheckOfCut& check, const std::set<std::size_t>& which) const {
        std::string rules;
        for (std::size_t index = 0; index < nullings_.size(); ++index) {
            const Nulling& each = nullings_[index];
            if (!each.always && !which.contains(index)) {
                continue;
            }
            for (const std::string& column : each.columns) {
                const Column& found = table_.columns[table_.column_named(column).value()];
                if (contains(found.checks, check.name)) {
                    rules += fmt::format("{}{} NULLs {}.{}", rules.empty() ? "" : ", and ",
                                         each.reference->cut == Cut::no
                                             ? "[source] dangling = \"null\""
                                             : name_cut(plan_, *each.reference),
                                         table_.name.text(), column);
                }
            }
        }
        throw Error{ErrorKind::not_whole,
                    fmt::format("{}, which the CHECK {} needs", rules, check.name),
                    "Let the rows that it references come, or leave out the rows that reference "
                    "them, by a where of the [[root]] or [[child]] that brings them."};
    }

    const Plan& plan_;
    const Closure& closure_;
    const Table& table_;
    pg::CopyChannel& reader_;
    std::vector<Nulling> nullings_;
    std::vector<CheckOfCut> checks_;
};

}  // namespace

std::optional<std::set<std::string>> find_nulled_columns(const Plan& plan,
                                                         const ClosureRows& closure, TableId table,
                                                         ReferenceId reference) {
    const std::vector<TablePatch::Nulled>& patched = closure.patches[table].nulled;
    const bool in_some = std::any_of(
        patched.begin(), patched.end(),
        [&](const TablePatch::Nulled& nulled) { return nulled.reference == reference; });
    if (plan.reference(reference).cut != Cut::always && !in_some) {
        return std::nullopt;
    }
    std::set<std::string> columns;
    for (const std::uint16_t place : plan.output(reference).nulled_in(table)) {
        columns.insert(plan.output(table).columns.at(place).name);
    }
    return columns;
}

void check_cuts(const Plan& plan, TargetMode mode, const Closure& closure,
                pg::CopyChannel& reader) {
    if (keeps_schema(mode)) {
        return;  // the target has checks of its own
    }
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && plan.in_twin(each.table) && closure.tables[each.table].rows > 0) {
            TableCheck{plan, closure, table, reader}.run();
        }
    }
}

}  // namespace subset
