// This part of the frontier counts rows that are not read, and what all rows take on the target's
// disk; it goes back to an earlier state where that is too much.
#include "closure/frontier.hpp"

#include <utility>

namespace subset {

// Every table is there from the beginning, without rows.
void Frontier::begin_space() {
    for (const TableSpace& table : plan_.space->tables) {
        auto& uses = found_.space.uses.emplace_back();
        auto& bytes = found_.space.bytes.emplace_back();
        for (const LeafSpace& leaf : table.leaves) {
            uses.emplace_back();
            bytes.push_back(compute_bytes(leaf, {}));
            found_.space.total += bytes.back();
        }
    }
}

// Rows that are not read are of average size, and in the partitions as in the source.
void Frontier::count_space(TableId table, std::uint64_t rows) {
    if (!fits_) {
        return;
    }
    const std::vector<LeafSpace>& leaves = plan_.space->tables[table].leaves;
    double all = 0;
    for (const LeafSpace& leaf : leaves) {
        all += leaf.rows;
    }
    for (std::size_t index = 0; index < leaves.size(); ++index) {
        const double part =
            all > 0 ? leaves[index].rows / all : 1.0 / static_cast<double>(leaves.size());
        std::uint64_t& bytes = found_.space.bytes[table][index];
        found_.space.total -= bytes;
        bytes = compute_bytes(leaves[index],
                              average_use(leaves[index], part * static_cast<double>(rows)));
        found_.space.total += bytes;
    }
}

std::vector<ReferenceId> Frontier::references_of(TableId table) const {
    std::vector<ReferenceId> references;
    for (const ChildRole& role : child_roles_[table]) {
        references.push_back(role.reference);
    }
    return references;
}

void Frontier::add_counts(TableId table, const std::vector<std::uint64_t>& counts) {
    found_.walk.closure.tables[table].rows = counts.front();
    found_.walk.closure.total_rows += counts.front();
    const std::vector<ReferenceId> references = references_of(table);
    for (std::size_t index = 0; index < references.size(); ++index) {
        found_.walk.closure.references[references[index]].up += counts[index + 1];
    }
    count_space(table, counts.front());
    check_limits(table);
}

// Whether there is room for the row.
bool Frontier::take_space(TableId table, const SourceRow& row) {
    const std::size_t leaf = leaf_of(row.id) - plan_.catalog.table(table).first_leaf;
    const TableSpace& known = plan_.space->tables[table];
    LeafUse& use = found_.space.uses[table].at(leaf);
    std::uint64_t& bytes = found_.space.bytes[table][leaf];
    const std::uint64_t before = bytes;
    use.add(measure_row(known, row.keys));
    bytes = compute_bytes(known.leaves[leaf], use);
    found_.space.total += bytes;
    found_.space.total -= before;
    row_bytes_ = bytes > before ? bytes - before : 0;
    found_.space.passed = found_.space.total > found_.space.most;
    return !found_.space.passed;
}

void Frontier::check_all_limits() const {
    for (const TablePlan& each : plan_.tables) {
        check_limits(each.table);
    }
}

// Whether children were not asked for by the key yet. Those of chosen rows are, however often those
// of required ones were.
bool Frontier::may_ask_down(ReferenceId id, const Key& value, bool chosen) {
    return found_.asked_down[chosen ? 1 : 0][id].want(value) &&
           (chosen || found_.asked_down[1][id].state_of(value) == KeyState::absent);
}

// A row that something required is named by a root as well, or is a child of a row that is.
void Frontier::become_chosen(TableId table, const SourceRow& row) {
    if (!found_.walk.chosen[table].insert(row.id)) {
        return;
    }
    ++found_.walk.closure.tables[table].chosen;
    arrive_as_parent(table, row, true);
}

void Frontier::count_down(ReferenceId reference, RowId child) {
    const bool once = plan_.parent_key(plan_.reference(reference).parent_key).unique &&
                      !plan_.catalog.reference(reference).elements &&
                      !(fits_ && plan_.reference(reference).follow == Follow::always);
    if (once || found_.selected[reference].insert(child)) {
        ++found_.walk.closure.references[reference].down;
    }
}

Frontier::Mark Frontier::mark() const {
    return {found_, store_ != nullptr ? std::optional{store_->mark()} : std::nullopt};
}

void Frontier::roll_back(Mark mark) {
    found_ = std::move(mark.found);
    if (store_ != nullptr) {
        store_->roll_back(*mark.store);
    }
}

}  // namespace subset
