#include "script/proof/check_masked_rows.hpp"

#include "mask/preset_of_column.hpp"
#include "pg/savepoint.hpp"
#include "script/proof/masked_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// An exclusion constraint compares each row with each other.
constexpr std::string_view longest_comparison = "30s";

// The masks that the constraint sees, with their places.
std::string list_masks(const TablePlan& plan, const Table& table, const RowConstraint& constraint) {
    std::string masks;
    for (std::size_t number = 0; number < table.columns.size(); ++number) {
        const auto& mask = plan.masks[number];
        if (mask && constraint.masked.contains(table.columns[number].name)) {
            masks += fmt::format("{}{}.{} ({})", masks.empty() ? "" : " and ", table.name.text(),
                                 table.columns[number].name, mask->place.text());
        }
    }
    return (constraint.masked.size() == 1 ? "the mask of " : "the masks of ") + masks;
}

Fault make_fault(const TablePlan& plan, const Table& table, const RowConstraint& constraint,
                 const std::string& shown) {
    const bool one = constraint.masked.size() == 1;
    const ColumnMask& first = *plan.masks[table.column_named(*constraint.masked.begin()).value()];
    std::string masks;
    for (const std::string& name : constraint.masked) {
        masks += fmt::format("{}{}.{}", masks.empty() ? "" : " and ", table.name.text(), name);
    }
    masks = (one ? "the mask of " : "the masks of ") + masks;
    const std::string values = shown.empty() ? "" : ": " + shown;
    if (constraint.kind == RowConstraintKind::check) {
        return {fmt::format("{} {} the check constraint {} in a row that comes{}", masks,
                            one ? "breaks" : "break", constraint.name, values),
                "Choose masks that satisfy it; SQL over the row c can.", first.place, first.rule};
    }
    const bool unique = constraint.kind == RowConstraintKind::unique;
    return {fmt::format("{} {} values in two rows that come, which {} {} does not allow{}", masks,
                        one ? (unique ? "makes equal" : "makes conflicting")
                            : (unique ? "make equal" : "make conflicting"),
                        unique ? "the unique index" : "the exclusion constraint", constraint.name,
                        values),
            "A longer mask keeps values apart, such as @hash; or leave one of the columns as it "
            "is.",
            first.place, first.rule};
}

// By presets a plain unique column stays unique.
bool holds_by_itself(const TablePlan& plan, const Table& table, const RowConstraint& constraint) {
    return constraint.kind == RowConstraintKind::unique && constraint.plain &&
           std::all_of(
               constraint.masked.begin(), constraint.masked.end(), [&](const std::string& name) {
                   return is_preset_of_column(*plan.masks[table.column_named(name).value()]);
               });
}

std::optional<pg::Rows> ask_in_time(pg::CopyChannel& reader, const std::string& sql,
                                    RowConstraintKind kind) {
    pg::Savepoint savepoint{reader, "masked_rows"};
    try {
        if (kind == RowConstraintKind::exclusion) {
            reader.execute(fmt::format("SET LOCAL statement_timeout = '{}'", longest_comparison));
        }
        pg::Rows rows = reader.query(sql);
        savepoint.undo();
        return rows;
    } catch (const pg::StatementError& error) {
        if (!reader.alive() || error.kind() == ErrorKind::connection ||
            error.kind() == ErrorKind::conflict) {
            throw;
        }
        savepoint.undo();
        return std::nullopt;
    }
}

}  // namespace

MasksOfConstraints check_masked_rows(const Plan& plan, TargetMode mode, const Closure& closure,
                                     pg::CopyChannel& reader, Observer& observer) {
    MasksOfConstraints told;
    std::vector<TableId> tables;
    for (const TablePlan& each : plan.tables) {
        if (each.reachable && each.masked() && plan.in_twin(each.table) &&
            closure.tables[each.table].rows > 0) {
            tables.push_back(each.table);
        }
    }
    std::vector<Fault> faults;
    for (const auto& [id, all] : read_row_constraints(plan, tables, reader)) {
        const Table& table = plan.catalog.table(id);
        const MaskedRows rows{plan, closure, id, all};
        for (const RowConstraint& constraint : all.constraints) {
            told[{id, constraint.name}] = list_masks(plan.table(id), table, constraint);
            // A target that keeps its schema has constraints of its own.
            if (keeps_schema(mode) || holds_by_itself(plan.table(id), table, constraint)) {
                continue;
            }
            const std::optional<pg::Rows> broken =
                rows.can_try(constraint)
                    ? ask_in_time(reader, rows.render(constraint), constraint.kind)
                    : std::nullopt;
            if (!broken) {
                observer.note(
                    fmt::format("not known before the load: whether {} of {} holds with "
                                "its masks",
                                constraint.name, table.name.text()));
            } else if (!broken->empty()) {
                faults.push_back(make_fault(plan.table(id), table, constraint,
                                            broken->front().cell(0).value_or("")));
            }
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::config, std::move(faults)};
    }
    return told;
}

}  // namespace subset
