#include "closure/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "closure/key_values.hpp"
#include "closure/limits.hpp"

namespace subset {
namespace {

constexpr std::uint64_t rows_between_progress = 5'000;

// A role of a table's rows: as child of a reference, or as what has a parent key.
struct ChildRole {
    ReferenceId reference{};
    KeyCoder coder;
};
struct ParentRole {
    ParentKeyId key{};
    KeyCoder coder;
    std::vector<ReferenceId> followed;  // references that go down from here
};

// Parent rows whose children are still to be read, for one reference and one mark.
struct DownQueue {
    explicit DownQueue(bool integers) : keys{integers} {}
    KeyList keys;
    std::vector<RowId> parents;  // kept only where a rule applies to each parent row and several may have one key
};

class Walker {
public:
    Walker(const Plan& plan, RowSource& source, RowStore* store, EdgeSink* edges, Observer& observer,
           const Cancellation& cancellation)
        : plan_{plan},
          source_{source},
          store_{store},
          edges_{edges},
          observer_{observer},
          cancellation_{cancellation},
          limits_{plan},
          keep_chosen_{may_drop(plan)} {
        const std::size_t tables = plan.catalog.tables.size();
        walk_.closure.tables.resize(tables);
        walk_.closure.rows.resize(tables);
        walk_.closure.patches.resize(tables);
        walk_.closure.references.resize(plan.references.size());
        walk_.chosen.resize(tables);
        child_roles_.resize(tables);
        parent_roles_.resize(tables);
        selected_.resize(plan.references.size());
        for (const ParentKey& key : plan.parent_keys) {
            walk_.seen.emplace_back(key.integers);
            walk_.unanswered.emplace_back(key.integers);
            wanted_.emplace_back(key.integers);
            asked_up_.emplace_back(key.integers);
            parent_roles_[index_of(key.relation.table)].push_back({key.id, make_parent_coder(plan, key), {}});
        }
        for (const ReferencePlan& each : plan.references) {
            add_reference(each);
        }
    }

    Walk walk() {
        count_streamed_tables();
        for (const Component& component : plan_.order) {
            do {
                for (const Step& step : component.steps) {
                    cancellation_.check();
                    take(step);
                }
            } while (component.repeats && std::any_of(component.steps.begin(), component.steps.end(),
                                                      [&](const Step& step) { return has_work(step); }));
        }
        // What was wanted of tables that stream was never asked for.
        for (const ParentKey& key : plan_.parent_keys) {
            const KeyList& unasked = wanted_[index_of(key.id)];
            for (std::size_t position = 0; position < unasked.size(); ++position) {
                add_from(walk_.unanswered[index_of(key.id)], unasked, position);
            }
        }
        return std::move(walk_);
    }

private:
    void add_reference(const ReferencePlan& each) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        const bool cut = each.cut == Cut::where_absent && !each.child_slots.empty();
        const bool integers = each.child_slots.empty() || plan_.parent_key(each.parent_key).integers;
        for (auto& queues : down_) {
            queues.emplace_back(integers);
        }
        asked_down_.emplace_back(integers);
        walk_.cut.emplace_back(integers);
        if (each.walked || cut) {
            child_roles_[index_of(reference.child.table)].push_back({each.reference, make_child_coder(plan_, each)});
        }
        if (each.follow != Follow::never) {
            for (ParentRole& role : parent_roles_[index_of(reference.parent.table)]) {
                if (role.key == each.parent_key) {
                    role.followed.push_back(each.reference);
                }
            }
        }
    }

    [[nodiscard]] bool streams(TableId table) const { return plan_.table(table).streamable; }
    [[nodiscard]] bool with_tuple(TableId table) const { return store_ != nullptr && !streams(table); }

    // Rows and references of the tables that stream are counted by the server; their rows are not read here.
    void count_streamed_tables() {
        for (const TablePlan& each : plan_.tables) {
            if (!each.streamable) {
                continue;
            }
            std::vector<ReferenceId> references;
            for (const ChildRole& role : child_roles_[index_of(each.table)]) {
                references.push_back(role.reference);
            }
            const std::vector<std::uint64_t> counts = source_.read_counts(each.table, references);
            walk_.closure.tables[index_of(each.table)].rows = counts.front();
            walk_.closure.total_rows += counts.front();
            for (std::size_t index = 0; index < references.size(); ++index) {
                walk_.closure.references[index_of(references[index])].up = counts[index + 1];
            }
            limits_.check(walk_.closure.total_rows, walk_.closure.total_bytes);
        }
    }

    [[nodiscard]] bool has_work(const Step& step) const {
        switch (step.kind) {
            case StepKind::up:
                return !wanted_[step.subject].empty();
            case StepKind::down:
                return !down_[step.chosen ? 1 : 0][step.subject].keys.empty();
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
                source_.read_whole(TableId{step.subject}, with_tuple(TableId{step.subject}),
                                   [&](const SourceRow& row) { arrive(TableId{step.subject}, row, false); });
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
        const RowSource::RowSink sink = [&](const SourceRow& row) { arrive(root.table, row, chosen); };
        if (root.query.empty()) {
            source_.read_root(index, with_tuple(root.table), sink);
            return;
        }
        const ParentKey& key = plan_.parent_key(*root.query_key);
        const KeyList keys = read_query_keys(index, key);
        std::uint64_t found = 0;
        source_.read_parents(key.id, keys, with_tuple(root.table), [&](const SourceRow& row) {
            ++found;
            sink(row);
        });
        if (found < keys.size()) {
            check_query_keys(index, key, keys);
        }
    }

    KeyList read_query_keys(std::uint32_t index, const ParentKey& key) {
        std::vector<KeyKind> kinds;
        for (const std::uint16_t column : key.columns) {
            kinds.push_back(plan_.catalog.table(key.relation.table).columns[column].key_kind);
        }
        KeyCoder coder = make_bare_coder(key, std::move(kinds));
        KeySet distinct{key.integers};
        KeyList keys{key.integers};
        source_.read_root_keys(index, [&](std::span<const KeyPart> values) {
            const auto encoded = coder.encode(values);
            if (!encoded) {
                fail_query(index, "returned a NULL in a primary key column",
                           "Each row that it returns must name a row of the table.");
            }
            if (want(distinct, *encoded, key.integers)) {
                add(keys, *encoded);
            }
        });
        return keys;
    }

    void check_query_keys(std::uint32_t index, const ParentKey& key, const KeyList& keys) {
        std::vector<bool> matched(keys.size(), false);
        source_.read_matches(key.id, keys, [&](std::size_t position, RowId) { matched[position] = true; });
        const auto unknown = std::find(matched.begin(), matched.end(), false);
        if (unknown != matched.end()) {
            fail_query(index,
                       fmt::format("returned {} keys that no row of {} has, such as {}",
                                   std::count(matched.begin(), matched.end(), false), key.relation.name.text(),
                                   render_key(key, keys, static_cast<std::size_t>(unknown - matched.begin()))),
                       "It must return the table's own primary key.");
        }
    }

    [[noreturn]] void fail_query(std::uint32_t index, const std::string& what, const std::string& hint) const {
        throw Error{ErrorKind::user_sql, "[[root]] query " + what, hint, plan_.config.roots[index].query->place};
    }

    void take_whole_keys(ReferenceId id) {
        const ReferencePlan& reference = plan_.reference(id);
        const TablePlan& child = plan_.table(plan_.catalog.reference(id).child.table);
        std::vector<KeyKind> kinds;
        for (const std::uint16_t slot : reference.child_slots) {
            kinds.push_back(child.key_values[slot].kind);
        }
        KeyCoder coder = make_bare_coder(plan_.parent_key(reference.parent_key), std::move(kinds));
        source_.read_whole_keys(id, [&](std::span<const KeyPart> values) {
            if (const auto encoded = coder.encode(values)) {
                ask_for(reference.parent_key, *encoded);
            }
        });
    }

    void take_up(ParentKeyId id) {
        const ParentKey& key = plan_.parent_key(id);
        const KeyList pending = std::exchange(wanted_[index_of(id)], KeyList{key.integers});
        const KeySet& seen = walk_.seen[index_of(id)];
        // The row of a key may have come by another way since the key was wanted. Where several rows may have it, the
        // others have not.
        KeyList asked{key.integers};
        for (std::size_t position = 0; position < pending.size(); ++position) {
            if (!key.unique || state_of(seen, pending, position) == KeyState::wanted) {
                add_from(asked, pending, position);
            }
        }
        if (asked.empty()) {
            return;
        }
        std::uint64_t brought = 0;
        source_.read_parents(id, asked, with_tuple(key.relation.table), [&](const SourceRow& row) {
            brought += arrive(key.relation.table, row, false) ? 1 : 0;
        });
        for (const ReferencePlan& each : plan_.references) {
            if (each.walked && each.parent_key == id) {
                limits_.brought(each.reference, brought);
                break;
            }
        }
        for (std::size_t position = 0; position < asked.size(); ++position) {
            if (state_of(seen, asked, position) == KeyState::wanted) {
                add_from(walk_.unanswered[index_of(id)], asked, position);
            }
        }
    }

    void take_down(ReferenceId id, bool chosen) {
        const ReferencePlan& reference = plan_.reference(id);
        const ParentKey& key = plan_.parent_key(reference.parent_key);
        const TableId child = plan_.catalog.reference(id).child.table;
        const DownQueue queue = std::exchange(down_[chosen ? 1 : 0][index_of(id)], DownQueue{key.integers});
        const bool by_parent = reference.has_rule() && !key.unique;
        RowSet parents;
        for (const RowId parent : queue.parents) {
            parents.insert(parent);
        }
        KeyCoder coder = make_child_coder(plan_, reference);
        std::uint64_t brought = 0;
        source_.read_children(id, queue.keys, with_tuple(child), [&](const SourceRow& row) {
            if (by_parent && !parents.contains(row.parent)) {
                return;  // another row with the same key, which nothing chose
            }
            if (key.unique || selected_[index_of(id)].insert(row.id)) {
                ++walk_.closure.references[index_of(id)].down;
            }
            if (edges_ != nullptr) {
                edges_->refers(id, row.id, coder.encode(row.keys).value_or(EncodedKey{}), true);
            }
            brought += arrive(child, row, chosen) ? 1 : 0;
        });
        limits_.brought(id, brought);
    }

    // A row came, by whatever way; whether it is new.
    bool arrive(TableId table, const SourceRow& row, bool chosen) {
        const bool streaming = streams(table);
        if ((streaming && !chosen) || !walk_.closure.rows[index_of(table)].insert(row.id)) {
            return false;
        }
        TableCounts& counts = walk_.closure.tables[index_of(table)];
        if (chosen) {
            ++counts.chosen;
            if (keep_chosen_) {
                walk_.chosen[index_of(table)].insert(row.id);
            }
        }
        if (!streaming) {
            ++counts.rows;
            ++walk_.closure.total_rows;
            if (store_ != nullptr) {
                plan_.table(table).patched ? store_->append(table, row.id, row.tuple)
                                           : store_->append(table, row.tuple);
                walk_.closure.total_bytes += row.tuple.size();
            }
            limits_.check(walk_.closure.total_rows, walk_.closure.total_bytes);
        }
        tell_progress(table);
        arrive_as_parent(table, row, chosen);
        if (!streaming) {  // references of a table that streams are found by one query each
            arrive_as_child(table, row);
        }
        return true;
    }

    void arrive_as_parent(TableId table, const SourceRow& row, bool chosen) {
        for (ParentRole& role : parent_roles_[index_of(table)]) {
            const ParentKey& key = plan_.parent_key(role.key);
            const bool unused = !key.tracked && role.followed.empty() && edges_ == nullptr;
            if (unused || !key.relation.covers(leaf_of(row.id))) {
                continue;
            }
            const auto encoded = role.coder.encode(row.keys);
            if (!encoded) {
                continue;
            }
            if (edges_ != nullptr) {
                edges_->has_key(role.key, row.id, *encoded);
            }
            if (key.tracked) {
                know(walk_.seen[index_of(role.key)], *encoded, key.integers);
            }
            for (const ReferenceId followed : role.followed) {
                if (chosen || plan_.reference(followed).follow == Follow::always) {
                    follow_down(followed, key, *encoded, row.id, chosen);
                }
            }
        }
    }

    void follow_down(ReferenceId id, const ParentKey& key, const EncodedKey& value, RowId parent, bool chosen) {
        DownQueue& queue = down_[chosen ? 1 : 0][index_of(id)];
        if (!key.unique) {
            if (plan_.reference(id).has_rule()) {
                queue.parents.push_back(parent);  // each parent row has its own children by the rule
            } else if (!want(asked_down_[index_of(id)], value, key.integers)) {
                return;
            }
        }
        add(queue.keys, value);
    }

    void arrive_as_child(TableId table, const SourceRow& row) {
        for (ChildRole& role : child_roles_[index_of(table)]) {
            const ReferencePlan& reference = plan_.reference(role.reference);
            if (!plan_.catalog.reference(role.reference).child.covers(leaf_of(row.id))) {
                continue;
            }
            const auto encoded = role.coder.encode(row.keys);
            if (!encoded) {
                continue;
            }
            if (reference.cut != Cut::no) {
                CutCandidates& candidates = walk_.cut[index_of(role.reference)];
                candidates.rows.push_back(row.id);
                add(candidates.keys, *encoded);
                continue;
            }
            ++walk_.closure.references[index_of(role.reference)].up;
            if (edges_ != nullptr) {
                edges_->refers(role.reference, row.id, *encoded, false);
            }
            if (plan_.parent_key(reference.parent_key).tracked) {
                ask_for(reference.parent_key, *encoded);
            }
        }
    }

    // Where several rows may have the key, that one of them has come says nothing of the others.
    void ask_for(ParentKeyId id, const EncodedKey& value) {
        const ParentKey& key = plan_.parent_key(id);
        const bool is_new = want(walk_.seen[index_of(id)], value, key.integers);
        if (key.unique ? is_new : want(asked_up_[index_of(id)], value, key.integers)) {
            add(wanted_[index_of(id)], value);
        }
    }

    void tell_progress(TableId table) {
        if (++arrivals_ % rows_between_progress != 0) {
            return;
        }
        cancellation_.check();
        const std::string name = plan_.catalog.table(table).name.text();
        observer_.progress({Stage::closure, name, walk_.closure.tables[index_of(table)].rows,
                            walk_.closure.total_rows, 0, walk_.closure.total_bytes});
    }

    const Plan& plan_;
    RowSource& source_;
    RowStore* store_;
    EdgeSink* edges_;
    Observer& observer_;
    const Cancellation& cancellation_;
    LimitWatch limits_;
    bool keep_chosen_;
    Walk walk_;

    std::vector<std::vector<ChildRole>> child_roles_;    // by TableId
    std::vector<std::vector<ParentRole>> parent_roles_;  // by TableId
    std::vector<KeyList> wanted_;                        // by ParentKeyId: not asked for yet
    std::vector<KeySet> asked_up_;                       // by ParentKeyId; of keys that are not unique
    std::vector<DownQueue> down_[2];                     // by mark (chosen: 1) and ReferenceId
    std::vector<KeySet> asked_down_;                     // by ReferenceId; of keys that are not unique
    std::vector<RowSet> selected_;                       // by ReferenceId; of keys that are not unique
    std::set<std::pair<StepKind, std::uint32_t>> done_;  // steps that are taken once
    std::uint64_t arrivals_ = 0;
};

}  // namespace

bool may_drop(const Plan& plan) {
    return std::any_of(plan.references.begin(), plan.references.end(), [](const ReferencePlan& each) {
        return each.walked && each.dangling == Dangling::drop;
    });
}

Walk walk_closure(const Plan& plan, RowSource& source, RowStore* store, EdgeSink* edges, Observer& observer,
                  const Cancellation& cancellation) {
    return Walker{plan, source, store, edges, observer, cancellation}.walk();
}

}  // namespace subset
