#include "closure/walk.hpp"

#include "closure/dangling_samples.hpp"
#include "closure/estimate_closure.hpp"
#include "closure/frontier.hpp"
#include "plan/keys/key_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr auto long_walk = std::chrono::seconds{2};

// Takes the steps of the plan's order: asks the source, and hands what comes to the frontier.
class Walker {
public:
    Walker(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
           EdgeSink* edges, Observer& observer, const Cancellation& cancellation)
        : plan_{plan},
          source_{source},
          edges_{edges},
          // Who looks on is told from the first row on what is left.
          estimate_at_{std::chrono::steady_clock::now() +
                       (observer.watched() ? std::chrono::seconds{0} : long_walk)},
          cancellation_{cancellation},
          frontier_{plan, limits, store, edges, observer, cancellation},
          selected_(plan.references.size()) {}

    Walk walk() {
        count_streamed_tables();
        for (const Component& component : plan_.order) {
            do {
                for (const Step& step : component.steps) {
                    cancellation_.check();
                    estimate_if_due();
                    take(step);
                }
            } while (component.repeats &&
                     std::any_of(component.steps.begin(), component.steps.end(),
                                 [&](const Step& step) { return has_work(step); }));
        }
        return frontier_.finish();
    }

private:
    void estimate_if_due() {
        if (estimate_at_ && std::chrono::steady_clock::now() >= *estimate_at_) {
            estimate_at_.reset();
            frontier_.expect(estimate_closure(plan_, source_.read_statistics()).total_rows);
        }
    }

    // Rows and references of the tables that stream are counted by the server; their rows are not
    // read here.
    void count_streamed_tables() {
        for (const TablePlan& each : plan_.tables) {
            if (each.streamable) {
                frontier_.add_counts(
                    each.table,
                    source_.read_counts(each.table, frontier_.references_of(each.table)));
            }
        }
    }

    [[nodiscard]] bool has_work(const Step& step) const {
        switch (step.kind) {
            case StepKind::up:
                return frontier_.has_wanted(ParentKeyId{step.subject});
            case StepKind::down:
                return frontier_.has_parents(ReferenceId{step.subject}, step.chosen);
            default:
                return !done_.contains({step.kind, step.subject});
        }
    }

    void take(const Step& step) {
        if (!has_work(step)) {
            return;
        }
        switch (step.kind) {
            case StepKind::root:
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

    void take_root(std::uint32_t index, bool chosen) {
        const RootPlan& root = plan_.roots[index];
        const RowSource::RowSink sink = [&](const SourceRow& row) {
            if (edges_ != nullptr) {
                edges_->names(index, row.id);
            }
            frontier_.arrive(plan_.catalog.table_with(root.relation, leaf_of(row.id)), row, chosen);
        };
        if (root.query.empty()) {
            source_.read_root(index, with_tuples(root.relation), sink);
            return;
        }
        const ParentKey& key = plan_.parent_key(*root.query_key);
        const KeyList keys = read_query_keys(index, key);
        std::uint64_t found = 0;
        source_.read_parents(key.id, keys, with_tuples(root.relation), [&](const SourceRow& row) {
            ++found;
            sink(row);
        });
        if (found < keys.size() || !key.unique) {
            check_query_keys(index, key, keys);
        }
    }

    KeyList read_query_keys(std::uint32_t index, const ParentKey& key) {
        std::vector<KeyKind> kinds;
        for (const std::uint16_t column : key.columns) {
            kinds.push_back(plan_.catalog.table(key.relation.table).columns[column].key_kind);
        }
        KeyCoder coder = make_bare_coder(key, std::move(kinds));
        KeySet distinct{key.form};
        KeyList keys{key.form};
        source_.read_root_keys(index, [&](std::span<const KeyPart> values) {
            const auto encoded = coder.encode(values);
            if (!encoded) {
                fail_query(index, "returned a NULL in a primary key column",
                           "Each row that it returns must name a row of the table.");
            }
            if (distinct.want(*encoded)) {
                keys.add(*encoded);
            }
        });
        return keys;
    }

    void check_query_keys(std::uint32_t index, const ParentKey& key, const KeyList& keys) {
        std::vector<bool> matched(keys.size(), false);
        source_.read_matches(key.id, keys,
                             [&](std::size_t position, RowId) { matched[position] = true; });
        const auto unknown = std::find(matched.begin(), matched.end(), false);
        if (unknown != matched.end()) {
            fail_query(
                index,
                fmt::format(
                    "returned {} keys that no row of {} has{}",
                    std::count(matched.begin(), matched.end(), false), key.relation.name.text(),
                    show_unknown(plan_, key,
                                 keys[static_cast<std::size_t>(unknown - matched.begin())])),
                "It must return the table's own primary key.");
        }
    }

    [[noreturn]] void fail_query(std::uint32_t index, const std::string& what,
                                 const std::string& hint) const {
        throw Error{ErrorKind::user_sql, "[[root]] query " + what, hint,
                    plan_.roots[index].rule.query->place};
    }

    // Whether rows of one of the tables are to be read with their output.
    [[nodiscard]] bool with_tuples(const Relation& relation) const {
        const std::vector<TableId> tables = relation.tables();
        return std::any_of(tables.begin(), tables.end(),
                           [&](TableId table) { return frontier_.with_tuple(table); });
    }

    void take_whole(TableId table) {
        source_.read_whole(table, frontier_.with_tuple(table),
                           [&](const SourceRow& row) { frontier_.arrive(table, row, false); });
    }

    void take_whole_keys(ReferenceId id) {
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

    void take_up(ParentKeyId id) {
        const KeyList asked = frontier_.take_wanted(id);
        if (asked.empty()) {
            return;
        }
        // Several references may share the key; the first stands for them.
        const auto first = std::find_if(
            plan_.references.begin(), plan_.references.end(),
            [&](const ReferencePlan& each) { return each.walked && each.parent_key == id; });
        source_.read_parents(
            id, asked, with_tuples(plan_.parent_key(id).relation),
            [&](const SourceRow& row) { frontier_.arrive_up(first->reference, row); });
        frontier_.note_unanswered(id, asked);
    }

    void take_down(ReferenceId id, bool chosen) {
        const ReferencePlan& reference = plan_.reference(id);
        const ParentKey& key = plan_.parent_key(reference.parent_key);
        const Relation& child = plan_.catalog.reference(id).child;
        const DownQueue queue = frontier_.take_parents(id, chosen);
        const bool comes_once = key.unique && !plan_.catalog.reference(id).elements;
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
            if (comes_once || selected_[id].insert(row.id)) {
                frontier_.count_down(id);
            }
            if (edges_ != nullptr) {
                coder.each(row.id, row.keys,
                           [&](const Key& value) { edges_->refers(id, row.id, value, true); });
                if (reference.by_parent_row) {
                    edges_->selected_for(id, row.id, row.parent);
                }
            }
            if (!ids_first) {
                frontier_.arrive_down(id, row, chosen);
            } else if (!frontier_.has(child.table, row.id)) {
                missing.push_back(row.id);
            }
        });
        frontier_.add_asking(
            id, queue.keys.size(),
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        std::sort(missing.begin(), missing.end());
        missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
        source_.read_by_id(child.table, missing, with_tuple,
                           [&](const SourceRow& row) { frontier_.arrive_down(id, row, chosen); });
    }

    // Whether more than a twentieth of the rows that a reference brings down may have come by
    // another way: then their ids come first, and only the others' columns after them. Not where
    // those would be read from a partition, which may have policies and another order of columns.
    [[nodiscard]] bool mostly_there(ReferenceId id, std::size_t keys) const {
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

    const RowPlan& plan_;
    RowSource& source_;
    EdgeSink* edges_;
    std::optional<std::chrono::steady_clock::time_point> estimate_at_;
    const Cancellation& cancellation_;
    Frontier frontier_;
    IdVector<ReferenceId, RowSet> selected_;  // where a row may come for several parent rows
    std::set<std::pair<StepKind, std::uint32_t>> done_;  // steps that are taken once
};

}  // namespace

bool may_drop(const RowPlan& plan) {
    return std::any_of(
        plan.references.begin(), plan.references.end(),
        [](const ReferencePlan& each) { return each.walked && each.dangling == Dangling::drop; });
}

Walk walk_closure(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
                  EdgeSink* edges, Observer& observer, const Cancellation& cancellation) {
    return Walker{plan, limits, source, store, edges, observer, cancellation}.walk();
}

}  // namespace subset
