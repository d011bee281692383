#include "plan/tables/absent.hpp"

#include "catalog/names_table.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

namespace subset {
namespace {

constexpr std::size_t most_names = 20;

Place place_of(const Plan& plan, const Table& table) {
    const TableRule* const rule = find_rows_rule(plan.config, table);
    return rule == nullptr ? Place{plan.config.file} : rule->rows_place;
}

// A line for each entry of the config.
void note_tables(Plan& plan) {
    std::map<const TableRule*, std::vector<std::string>> by_rule;
    for (const Table& table : plan.catalog.tables) {
        if (table.absent) {
            by_rule[find_rows_rule(plan.config, table)].push_back(table.name.text());
        }
    }
    const bool keep = plan.config.target.mode == TargetMode::keep;
    for (auto& [rule, names] : by_rule) {
        const std::size_t more = names.size() > most_names ? names.size() - most_names : 0;
        names.resize(names.size() - more);
        plan.notes.push_back(fmt::format("{} by [[table]] rows = \"absent\" ({}): {}{}",
                                         keep ? "left as it is in the target" : "left out",
                                         rule->rows_place.text(), fmt::join(names, ", "),
                                         more > 0 ? fmt::format(" and {} more", more) : ""));
    }
}

// Their columns are NULL in the twin, as with rows = "none".
void note_columns(Plan& plan) {
    for (const Reference& reference : plan.catalog.references) {
        const Table& child = plan.catalog.table(reference.child.table);
        const Table& parent = plan.catalog.table(reference.parent.table);
        if (parent.absent && plan.table(child.id).reachable && reference.by_columns()) {
            plan.notes.push_back(fmt::format(
                "NULL in the twin: {} ({}), which references {}, a table with rows = \"absent\"",
                child.name.text(), fmt::join(child.names_of(reference.child_columns), ", "),
                parent.name.text()));
        }
    }
}

}  // namespace

void tell_absent(Plan& plan, const std::vector<ObstructedObject>& needing) {
    note_tables(plan);
    note_columns(plan);
    if (plan.config.target.mode == TargetMode::keep) {
        return;  // the target's own schema stays
    }
    const std::vector<Oid> absent = find_absent_tables(plan.catalog);
    const auto is_absent = [&](const ObstructedObject& object) {
        return contains(absent, object.object) || contains(absent, object.table);
    };
    Place place;
    for (const Table& table : plan.catalog.tables) {
        place = table.absent && place.file.empty() ? place_of(plan, table) : place;
    }
    for (const ObstructedObject& object : needing) {
        if (object.own || is_absent(object)) {
            continue;
        }
        const bool is_table = object.kind == "table";
        const bool inside = !object.written_into.empty() && object.item.empty();
        if (is_table || inside) {
            plan.faults.push_back(
                {fmt::format(
                     "{} needs {}, which [[table]] rows = \"absent\" leaves out of the twin",
                     inside ? object.written_into : object.text,
                     inside || object.because.empty() ? object.text : object.because),
                 "Give that table rows = \"none\" instead, which leaves it empty, or rows = "
                 "\"absent\" to this one too.",
                 place});
        } else {
            plan.notes.push_back(fmt::format(
                "left out: {}, which needs {}", object.text,
                object.because.empty() ? "a table with rows = \"absent\"" : object.because));
        }
    }
}

}  // namespace subset
