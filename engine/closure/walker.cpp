#include "closure/walker.hpp"

#include "closure/estimate_closure.hpp"
#include "plan/keys/key_values.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace subset {
namespace {

constexpr auto long_walk = std::chrono::seconds{2};

}  // namespace

Walker::Walker(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
               EdgeSink* edges, Observer& observer, const Cancellation& cancellation)
    : plan_{plan},
      source_{source},
      edges_{edges},
      // Who looks on is told from the first row on what is left.
      estimate_at_{std::chrono::steady_clock::now() +
                   (observer.watched() ? std::chrono::seconds{0} : long_walk)},
      cancellation_{cancellation},
      frontier_{plan, limits, store, edges, observer, cancellation} {}

void Walker::take_steps() {
    for (const Component& component : plan_.order) {
        do {
            for (const Step& step : component.steps) {
                cancellation_.check();
                estimate_if_due();
                take(step);
                if (frontier_.passed()) {
                    return;
                }
            }
        } while (component.repeats &&
                 std::any_of(component.steps.begin(), component.steps.end(),
                             [&](const Step& step) { return has_work(step); }));
    }
}

void Walker::estimate_if_due() {
    // How much of the roots will come is not known where the twin is to fit.
    if (estimate_at_ && !frontier_.fits() && std::chrono::steady_clock::now() >= *estimate_at_) {
        estimate_at_.reset();
        frontier_.expect(estimate_closure(plan_, source_.read_statistics()).total_rows);
    }
}

// Rows and references of the tables that stream are counted by the server; their rows are not
// read here.
void Walker::count_streamed_tables() {
    for (const TablePlan& each : plan_.tables) {
        if (each.streamable) {
            frontier_.add_counts(
                each.table, source_.read_counts(each.table, frontier_.references_of(each.table)));
        }
    }
}

bool Walker::has_work(const Step& step) const {
    switch (step.kind) {
        case StepKind::up:
            return frontier_.has_wanted(ParentKeyId{step.subject});
        case StepKind::down:
            return frontier_.has_parents(ReferenceId{step.subject}, step.chosen);
        case StepKind::root:
            if (rows_of_roots_ != nullptr) {
                return step.subject < parts_.size() &&
                       parts_[step.subject].first < parts_[step.subject].last;
            }
            [[fallthrough]];
        default:
            return !done_.contains({step.kind, step.subject});
    }
}

void Walker::take(const Step& step) {
    if (!has_work(step)) {
        return;
    }
    switch (step.kind) {
        case StepKind::root:
            if (rows_of_roots_ != nullptr) {
                take_part(step.subject, step.chosen);
                return;
            }
            take_root(step.subject, step.chosen);
            break;
        case StepKind::whole:
            take_whole(TableId{step.subject});
            break;
        case StepKind::whole_keys:
            take_whole_keys(ReferenceId{step.subject});
            break;
        case StepKind::up:
            take_up(ParentKeyId{step.subject});
            return;
        case StepKind::down:
            take_down(ReferenceId{step.subject}, step.chosen);
            return;
    }
    done_.insert({step.kind, step.subject});
}

// Whether rows of one of the tables are to be read with their output.
bool Walker::with_tuples(const Relation& relation) const {
    const std::vector<TableId> tables = relation.tables();
    return std::any_of(tables.begin(), tables.end(),
                       [&](TableId table) { return frontier_.with_tuple(table); });
}

void Walker::take_whole(TableId table) {
    source_.read_whole(table, frontier_.with_tuple(table),
                       [&](const SourceRow& row) { frontier_.arrive(table, row, false); });
}

void Walker::take_whole_keys(ReferenceId id) {
    const ReferencePlan& reference = plan_.reference(id);
    KeyCoder coder = make_bare_coder(plan_, reference);
    source_.read_whole_keys(id, [&](std::span<const KeyPart> values) {
        if (const auto encoded = coder.encode(values)) {
            if (edges_ != nullptr) {
                edges_->whole_refers(id, *encoded);
            }
            frontier_.want_parent(reference.parent_key, *encoded);
        }
    });
}

void Walker::take_up(ParentKeyId id) {
    const KeyList asked = frontier_.take_wanted(id);
    if (asked.empty()) {
        return;
    }
    // Several references may share the key; the first stands for them.
    const auto first = std::find_if(
        plan_.references.begin(), plan_.references.end(),
        [&](const ReferencePlan& each) { return each.walked && each.parent_key == id; });
    source_.read_parents(id, asked, with_tuples(plan_.parent_key(id).relation),
                         [&](const SourceRow& row) { frontier_.arrive_up(first->reference, row); });
    frontier_.note_unanswered(id, asked);
}

void Walker::take_down(ReferenceId id, bool chosen) {
    const ReferencePlan& reference = plan_.reference(id);
    const Relation& child = plan_.catalog.reference(id).child;
    const DownQueue queue = frontier_.take_parents(id, chosen);
    RowSet parents;
    for (const RowId parent : queue.parents) {
        parents.insert(parent);
    }
    TreeCoder coder = make_child_coder(plan_, reference);
    const bool with_tuple = with_tuples(child);
    const bool ids_first = with_tuple && mostly_there(id, queue.keys.size());
    std::vector<RowId> missing;
    const auto begin = std::chrono::steady_clock::now();
    source_.read_children(id, queue.keys, with_tuple && !ids_first, [&](const SourceRow& row) {
        if (reference.by_parent_row && !parents.contains(row.parent)) {
            return;  // another parent row, which nothing chose
        }
        frontier_.count_down(id, row.id);
        if (edges_ != nullptr) {
            coder.each(row.id, row.keys,
                       [&](const Key& value) { edges_->refers(id, row.id, value, true); });
            if (reference.by_parent_row) {
                edges_->selected_for(id, row.id, row.parent);
            }
        }
        if (!ids_first) {
            frontier_.arrive_down(id, row, chosen);
        } else if (!frontier_.has(child.table, row.id, chosen)) {
            missing.push_back(row.id);
        }
    });
    frontier_.add_asking(
        id, queue.keys.size(),
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    if (frontier_.passed()) {
        return;
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    source_.read_by_id(child.table, missing, with_tuple,
                       [&](const SourceRow& row) { frontier_.arrive_down(id, row, chosen); });
}

// Whether more than a twentieth of the rows that a reference brings down may have come by
// another way: then their ids come first, and only the others' columns after them. Not where
// those would be read from a partition, which may have policies and another order of columns.
bool Walker::mostly_there(ReferenceId id, std::size_t keys) const {
    constexpr std::size_t least_keys = 10;  // below, a round trip costs more than the rows
    const Reference& reference = plan_.catalog.reference(id);
    const auto rows = plan_.catalog.table(reference.child.table).about_rows;
    const auto parents = plan_.catalog.table(reference.parent.table).about_rows;
    const double per_key = rows && parents && *parents > 0
                               ? static_cast<double>(*rows) / static_cast<double>(*parents)
                               : 1.0;
    return keys >= least_keys &&
           plan_.catalog.table(reference.child.table).kind == TableKind::plain &&
           !reference.child.is_tree() &&
           static_cast<double>(frontier_.rows_by_others(id)) * 20 >
               per_key * static_cast<double>(keys);
}

}  // namespace subset
