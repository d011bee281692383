#include "plan/tables/absent.hpp"

#include "util/contains.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

constexpr std::size_t most_names = 20;

// Adds one line for each entry of the config.
void note_tables(Plan& plan, bool keep) {
    std::map<std::pair<std::size_t, std::size_t>, std::vector<const TablePlan*>> by_place;
    for (const TablePlan& each : plan.tables) {
        if (plan.catalog.table(each.table).absent) {
            by_place[{each.rows_place.line, each.rows_place.column}].push_back(&each);
        }
    }
    for (auto& [place, tables] : by_place) {
        std::vector<std::string> names;
        for (const TablePlan* const each : tables) {
            names.push_back(plan.catalog.table(each->table).name.text());
        }
        const std::size_t more = names.size() > most_names ? names.size() - most_names : 0;
        names.resize(names.size() - more);
        plan.notes.push_back(fmt::format("{} by [[table]] rows = \"absent\" ({}): {}{}",
                                         keep ? "left as it is in the target" : "left out",
                                         tables.front()->rows_place.text(), fmt::join(names, ", "),
                                         more > 0 ? fmt::format(" and {} more", more) : ""));
    }
}

// The columns that reference absent tables are NULL in the twin, as with rows = "none".
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

void tell_absent(Plan& plan, TargetMode mode, const std::vector<ObstructedObject>& left_out) {
    const bool keep = keeps_schema(mode);
    note_tables(plan, keep);
    note_columns(plan);
    if (keep) {
        return;  // the target's own schema stays
    }
    const std::vector<Oid> absent = find_absent_tables(plan.catalog);
    const auto is_absent = [&](const ObstructedObject& object) {
        return contains(absent, object.object) || contains(absent, object.table);
    };
    Place place;
    for (const Table& table : plan.catalog.tables) {
        place = table.absent && place.file.empty() ? plan.table(table.id).rows_place : place;
    }
    for (const ObstructedObject& object : left_out) {
        if (object.own || object.obstacle != Obstacle::absent || is_absent(object)) {
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
