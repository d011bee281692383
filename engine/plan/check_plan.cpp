#include "plan/check_plan.hpp"

#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace subset {
namespace {

std::string render_period_hint(const RowPlan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    const std::string child = plan.catalog.table(reference.child.table).name.text();
    const std::string parent = plan.catalog.table(reference.parent.table).name.text();
    return plan.table(reference.parent.table).rows == RowsRule::all
               ? fmt::format(
                     "A [[child]] with table = \"{}\", parent = \"{}\" and follow = "
                     "\"never\" leaves its way down out.",
                     child, parent)
               : fmt::format(
                     "Give {} rows = \"all\" in a [[table]] entry, so that all it may "
                     "refer to comes, or one of the two rows = \"none\".",
                     parent);
}

// The parents of a period are several rows, and only together do they contain it. A whole table has
// all of them.
void find_periods(const RowPlan& plan, std::vector<Fault>& faults) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool looked_up = each.cut != Cut::always && each.cut != Cut::by_target &&
                               plan.table(reference.parent.table).rows != RowsRule::all &&
                               plan.table(reference.child.table).reachable;
        if (reference.period && (looked_up || each.follow != Follow::never)) {
            faults.push_back(
                {fmt::format("{} references {} by a PERIOD, which cannot be followed ({})",
                             reference.child.name.text(), reference.parent.name.text(),
                             reference.name),
                 render_period_hint(plan, each), plan.place});
        }
    }
}

// The rows of a foreign partition have no identity here: the ctid of a foreign table is whatever
// its wrapper says.
void find_foreign_partitions(const RowPlan& plan, std::vector<Fault>& faults) {
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && table.foreign_partition) {
            faults.push_back(
                {fmt::format("{}, a partition of {}, is a foreign table, whose rows cannot be read",
                             table.foreign_partition->text(), table.name.text()),
                 fmt::format("Give {} rows = \"none\" in a [[table]] entry.", table.name.text()),
                 plan.place});
        }
    }
}

}  // namespace

std::vector<Fault> find_unfollowable(const RowPlan& plan) {
    std::vector<Fault> faults;
    find_periods(plan, faults);
    find_foreign_partitions(plan, faults);
    return faults;
}

void check_row_ids(const RowPlan& plan) {
    std::vector<Fault> faults;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (each.reachable && !table.without_row_ids.empty()) {
            faults.push_back(
                {fmt::format("{} {}: its rows cannot be told apart by their ids", table.name.text(),
                             table.without_row_ids),
                 "Give it rows = \"none\" in a [[table]] entry: nothing is read of it then, and "
                 "references into it are cut."});
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::refused, std::move(faults)};
    }
}

void check_sequences(const RowPlan& plan) {
    std::vector<std::string> names;
    std::set<std::string> schemas;
    for (const Sequence& sequence : plan.catalog.sequences) {
        // The sequence of an absent table goes with the table.
        const bool wanted = !sequence.owner || !plan.catalog.table(*sequence.owner).absent;
        if (!sequence.readable && wanted) {
            names.push_back(sequence.name.text());
            schemas.insert(pg::quote_identifier(sequence.name.schema));
        }
    }
    if (!names.empty()) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the source's role may not read {} of the sequences: {}", names.size(),
                        fmt::join(names, ", ")),
            fmt::format("GRANT SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}; without it their "
                        "positions cannot be told from those of sequences that were never "
                        "used.",
                        fmt::join(schemas, ", "), pg::quote_identifier(plan.catalog.role))};
    }
}

}  // namespace subset
