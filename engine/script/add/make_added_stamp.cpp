#include "script/add/make_added_stamp.hpp"

#include "script/script_maker.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

bool has_rows(const Stamp& stamp, const std::string& table) {
    return std::any_of(stamp.tables.begin(), stamp.tables.end(),
                       [&](const auto& each) { return each.table == table && each.rows > 0; });
}

// The columns that some rows of the target would hold masked and others raw.
struct MixedColumns {
    std::vector<std::string> raw;     // what comes is raw, and what is there is masked
    std::vector<std::string> masked;  // the other way round
};

MixedColumns find_mixed_columns(const Plan& plan, const Closure& closure, const Stamp& stamp) {
    MixedColumns mixed;
    for (const Table& table : plan.catalog.tables) {
        if (!receives_rows(plan, closure, table.id)) {
            continue;
        }
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const std::string name = table.qualified_name_of(column);
            const TablePlan& each = plan.table(table.id);
            const bool was = contains(*stamp.masked, name);
            const bool is = each.masks_column(static_cast<std::uint16_t>(column));
            const bool null = each.states[column].state == ColumnState::null;
            if (was && !is && !null) {
                mixed.raw.push_back(name);
            } else if (is && !was && !table.columns[column].generated &&
                       has_rows(stamp, table.name.text())) {
                mixed.masked.push_back(name);
            }
        }
    }
    return mixed;
}

void check_masks(const Plan& plan, const Closure& closure, const Stamp& stamp) {
    if (!stamp.masked) {
        throw Error{ErrorKind::refused,
                    "the stamp of the target does not say which of its columns are masked",
                    "An earlier version of subset made the twin: refresh it once, then take the "
                    "case."};
    }
    const MixedColumns mixed = find_mixed_columns(plan, closure, stamp);
    if (!mixed.raw.empty()) {
        throw Error{ErrorKind::refused,
                    fmt::format("the twin holds {} masked, and the case would bring {} raw",
                                fmt::join(mixed.raw, ", "), mixed.raw.size() == 1 ? "it" : "them"),
                    "Take the case with the config that made the twin."};
    }
    if (!mixed.masked.empty()) {
        throw Error{
            ErrorKind::refused,
            fmt::format("the twin holds {} raw, and the config masks {}",
                        fmt::join(mixed.masked, ", "), mixed.masked.size() == 1 ? "it" : "them"),
            "Refresh the twin with this config first, or take the case with the one that "
            "made it."};
    }
}

}  // namespace

Stamp make_added_stamp(const Plan& plan, const Closure& closure, const TargetState& state,
                       Stamp run) {
    Stamp stamp = run;
    stamp.identity.made.clear();
    stamp.schemas.clear();
    stamp.made_no_schema = true;
    stamp.tables.clear();
    stamp.rows = 0;
    stamp.foreign_keys.clear();
    stamp.masked.emplace();
    stamp.cases.clear();
    stamp.dangling.clear();
    if (state.is_twin()) {
        const std::optional<Stamp> before = parse_whole_stamp(state.comment);
        if (!before) {
            throw Error{ErrorKind::refused,
                        "the stamp in the comment of the target's database has been changed: what "
                        "the twin holds is not known",
                        "Refresh the twin, then take the case."};
        }
        if (before->identity.incomplete) {
            throw Error{ErrorKind::refused, "the target is a twin that is not complete",
                        "Refresh it first: a run was ended before all of its rows had come."};
        }
        check_masks(plan, closure, *before);
        stamp = *before;
        stamp.identity.run_id = run.identity.run_id;
    }
    for (const Table& table : plan.catalog.tables) {
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const std::string name = table.qualified_name_of(column);
            if (receives_rows(plan, closure, table.id) && contains(*run.masked, name) &&
                !contains(*stamp.masked, name)) {
                stamp.masked->push_back(name);
            }
        }
    }
    stamp.raw = stamp.raw || run.raw;
    for (const Stamp::ReferenceRows& each : run.dangling) {
        const auto found =
            std::find_if(stamp.dangling.begin(), stamp.dangling.end(),
                         [&](const auto& known) { return known.reference == each.reference; });
        if (found == stamp.dangling.end()) {
            stamp.dangling.push_back(each);
        } else {
            found->rows += each.rows;
        }
    }
    for (StampCase& each : run.cases) {
        std::erase_if(stamp.cases, [&](const StampCase& known) {
            return known.table == each.table && known.key == each.key;
        });
        stamp.cases.push_back(std::move(each));
    }
    return stamp;
}

}  // namespace subset
