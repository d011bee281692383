#include "closure/key_values.hpp"
#include "subset/closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr std::uint64_t rows_between_progress = 5'000;
constexpr std::size_t most_samples = 5;

// A role of a table's rows: as child of a reference, or as what has a parent key.
struct ChildRole {
    ReferenceId reference{};
    KeyCoder coder;
};
struct ParentRole {
    ParentKeyId key{};
    KeyCoder coder;
    std::vector<ReferenceId> followed;  // references that chosen rows are followed down by
};

class Walker {
public:
    Walker(const Plan& plan, RowSource& source, RowStore* store, EdgeSink* edges,
           Observer& observer, const Cancellation& cancellation)
        : plan_{plan},
          source_{source},
          store_{store},
          edges_{edges},
          observer_{observer},
          cancellation_{cancellation} {
        const std::size_t tables = plan.catalog.tables.size();
        closure_.tables.resize(tables);
        closure_.rows.resize(tables);
        closure_.references.resize(plan.references.size());
        child_roles_.resize(tables);
        parent_roles_.resize(tables);
        brought_.resize(plan.references.size());
        for (const ParentKey& key : plan.parent_keys) {
            seen_.emplace_back(key.integers);
            wanted_.emplace_back(key.integers);
            dangling_.emplace_back(key.integers);
            parent_roles_[index_of(key.relation.table)].push_back(
                {key.id, make_parent_coder(plan, key), {}});
        }
        for (const ReferencePlan& each : plan.references) {
            add_reference(each);
        }
    }

    Closure walk() {
        read_whole_tables();
        for (const Component& component : plan_.order) {
            do {
                for (const Step& step : component.steps) {
                    cancellation_.check();
                    take(step);
                }
            } while (component.repeats &&
                     std::any_of(component.steps.begin(), component.steps.end(),
                                 [&](const Step& step) { return has_work(step); }));
        }
        count_dangling();
        finish();
        return std::move(closure_);
    }

private:
    void add_reference(const ReferencePlan& each) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        const bool needed = each.walked || each.follow != Follow::never;
        down_keys_.emplace_back(needed ? plan_.parent_key(each.parent_key).integers : true);
        if (each.walked) {
            child_roles_[index_of(reference.child.table)].push_back(
                {each.reference, make_child_coder(plan_, each)});
        }
        if (each.follow != Follow::never) {
            for (ParentRole& role : parent_roles_[index_of(reference.parent.table)]) {
                if (role.key == each.parent_key) {
                    role.followed.push_back(each.reference);
                }
            }
        }
    }

    [[nodiscard]] bool is_whole(TableId table) const {
        return plan_.table(table).rows == RowsRule::all;
    }
    [[nodiscard]] bool with_tuple(TableId table) const {
        return store_ != nullptr && !is_whole(table);
    }

    // Rows and references of the tables that come whole are counted by the server; their rows are
    // not read here.
    void read_whole_tables() {
        for (const TablePlan& each : plan_.tables) {
            if (each.rows != RowsRule::all) {
                continue;
            }
            std::vector<ReferenceId> references;
            for (const ChildRole& role : child_roles_[index_of(each.table)]) {
                references.push_back(role.reference);
            }
            const std::vector<std::uint64_t> counts = source_.read_counts(each.table, references);
            closure_.tables[index_of(each.table)].rows = counts.front();
            closure_.total_rows += counts.front();
            for (std::size_t index = 0; index < references.size(); ++index) {
                closure_.references[index_of(references[index])].up = counts[index + 1];
            }
            check_row_limit();
        }
    }

    [[nodiscard]] bool has_work(const Step& step) const {
        switch (step.kind) {
            case StepKind::up:
                return !wanted_[step.subject].empty();
            case StepKind::down:
                return !down_keys_[step.subject].empty();
            default:
                return !(step.kind == StepKind::root ? roots_done_ : whole_done_)
                            .contains(step.subject);
        }
    }

    void take(const Step& step) {
        if (!has_work(step)) {
            return;
        }
        switch (step.kind) {
            case StepKind::root:
                roots_done_.insert(step.subject);
                take_root(step.subject, step.chosen);
                return;
            case StepKind::whole_keys:
                whole_done_.insert(step.subject);
                take_whole_keys(ReferenceId{step.subject});
                return;
            case StepKind::up:
                take_up(ParentKeyId{step.subject});
                return;
            case StepKind::down:
                take_down(ReferenceId{step.subject}, step.chosen);
                return;
        }
    }

    void take_root(std::uint32_t index, bool chosen) {
        const RootPlan& root = plan_.roots[index];
        if (root.query.empty()) {
            source_.read_root(index, with_tuple(root.table),
                              [&](const SourceRow& row) { arrive(root.table, row, chosen); });
            return;
        }
        const ParentKey& key = plan_.parent_key(*root.query_key);
        std::vector<std::uint16_t> slots(key.columns.size());
        std::vector<KeyKind> kinds;
        for (std::size_t column = 0; column < slots.size(); ++column) {
            slots[column] = static_cast<std::uint16_t>(column);
            kinds.push_back(plan_.catalog.table(root.table).columns[key.columns[column]].key_kind);
        }
        KeyCoder from_query{key, slots, kinds};
        KeySet distinct{key.integers};
        KeyList keys{key.integers};
        source_.read_root_keys(index, [&](std::span<const KeyPart> values) {
            const auto encoded = from_query.encode(values);
            if (!encoded) {
                fail_query(index, "returned a NULL in a primary key column",
                           "Each row that it returns must name a row of the table.");
            }
            if (want(distinct, *encoded, key.integers)) {
                add(keys, *encoded);
            }
        });
        std::uint64_t found = 0;
        source_.read_parents(key.id, keys, with_tuple(root.table), [&](const SourceRow& row) {
            ++found;
            arrive(root.table, row, chosen);
        });
        if (found < keys.size()) {
            const std::vector<std::size_t> unmatched = source_.read_unmatched(key.id, keys);
            if (!unmatched.empty()) {
                fail_query(
                    index,
                    fmt::format("returned {} keys that no row of {} has, such as {}",
                                unmatched.size(), plan_.catalog.table(root.table).name.text(),
                                render_key(key, keys, unmatched.front())),
                    "It must return the table's own primary key.");
            }
        }
    }

    [[noreturn]] void fail_query(std::uint32_t index, const std::string& what,
                                 const std::string& hint) const {
        const RootConfig& root = plan_.config.roots[index];
        throw Error{ErrorKind::user_sql, "[[root]] query " + what, hint, root.query->place};
    }

    void take_whole_keys(ReferenceId id) {
        const ReferencePlan& reference = plan_.reference(id);
        const ParentKey& key = plan_.parent_key(reference.parent_key);
        const Reference& found = plan_.catalog.reference(id);
        std::vector<std::uint16_t> slots(found.child_columns.size());
        std::vector<KeyKind> kinds;
        for (std::size_t column = 0; column < slots.size(); ++column) {
            slots[column] = static_cast<std::uint16_t>(column);
            kinds.push_back(plan_.catalog.table(found.child.table)
                                .columns[found.child_columns[column]]
                                .key_kind);
        }
        KeyCoder coder{key, slots, kinds};
        source_.read_whole_keys(id, [&](std::span<const KeyPart> values) {
            if (const auto encoded = coder.encode(values)) {
                ask_for(reference.parent_key, *encoded);
            }
        });
    }

    void ask_for(ParentKeyId id, const EncodedKey& key) {
        if (want(seen_[index_of(id)], key, plan_.parent_key(id).integers)) {
            add(wanted_[index_of(id)], key);
        }
    }

    void take_up(ParentKeyId id) {
        const ParentKey& key = plan_.parent_key(id);
        const KeyList pending = std::exchange(wanted_[index_of(id)], KeyList{key.integers});
        const KeySet& seen = seen_[index_of(id)];
        // The row of a key may have come by another way since the key was wanted.
        KeyList asked{key.integers};
        for (std::size_t position = 0; position < pending.size(); ++position) {
            if (state_of(seen, pending, position) == KeyState::wanted) {
                add_from(asked, pending, position);
            }
        }
        if (asked.empty()) {
            return;
        }
        // Several references may share the key; the first stands for them. Counted row by row, as a
        // limit may be passed in the middle.
        const auto first = std::find_if(
            plan_.references.begin(), plan_.references.end(),
            [&](const ReferencePlan& each) { return each.walked && each.parent_key == id; });
        std::uint64_t& brought = brought_[index_of(first->reference)];
        source_.read_parents(id, asked, with_tuple(key.relation.table), [&](const SourceRow& row) {
            brought += arrive(key.relation.table, row, false) ? 1 : 0;
        });
        for (std::size_t position = 0; position < asked.size(); ++position) {
            if (state_of(seen, asked, position) == KeyState::wanted) {
                add_from(dangling_[index_of(id)], asked, position);
            }
        }
    }

    void take_down(ReferenceId id, bool chosen) {
        const TableId child = plan_.catalog.reference(id).child.table;
        const KeyList keys =
            std::exchange(down_keys_[index_of(id)],
                          KeyList{plan_.parent_key(plan_.reference(id).parent_key).integers});
        KeyCoder coder = make_child_coder(plan_, plan_.reference(id));
        source_.read_children(id, keys, with_tuple(child), [&](const SourceRow& row) {
            ++closure_.references[index_of(id)].down;
            if (edges_ != nullptr) {
                edges_->refers(id, row.id, coder.encode(row.keys).value_or(EncodedKey{}), true);
            }
            brought_[index_of(id)] += arrive(child, row, chosen) ? 1 : 0;
        });
    }

    // A row came, by whatever way; whether it is new.
    bool arrive(TableId table, const SourceRow& row, bool chosen) {
        const bool whole = is_whole(table);
        if ((whole && !chosen) || !closure_.rows[index_of(table)].insert(row.id)) {
            return false;
        }
        TableCounts& counts = closure_.tables[index_of(table)];
        counts.chosen += chosen ? 1 : 0;
        if (!whole) {
            ++counts.rows;
            ++closure_.total_rows;
            if (store_ != nullptr) {
                store_->append(table, row.tuple);
                closure_.total_bytes += row.tuple.size();
            }
            check_row_limit();
        }
        tell_progress(table);
        arrive_as_parent(table, row, chosen);
        if (!whole) {  // a whole table's references are found by one query each
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
                know(seen_[index_of(role.key)], *encoded, key.integers);
            }
            if (chosen) {
                for (const ReferenceId followed : role.followed) {
                    add(down_keys_[index_of(followed)], *encoded);
                }
            }
        }
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
            ++closure_.references[index_of(role.reference)].up;
            if (edges_ != nullptr) {
                edges_->refers(role.reference, row.id, *encoded, false);
            }
            if (plan_.parent_key(reference.parent_key).tracked) {
                ask_for(reference.parent_key, *encoded);
            }
        }
    }

    // Keys that no parent row answered: which references have them in how many rows of the closure.
    void count_dangling() {
        for (const ParentKey& key : plan_.parent_keys) {
            KeyList& open = dangling_[index_of(key.id)];
            const KeyList& unasked = wanted_[index_of(key.id)];
            for (std::size_t position = 0; position < unasked.size(); ++position) {
                add_from(open, unasked, position);
            }
            if (open.empty()) {
                continue;
            }
            if (!key.decidable_here || !key.asked) {
                KeyList unmatched{key.integers};
                for (const std::size_t position : source_.read_unmatched(key.id, open)) {
                    add_from(unmatched, open, position);
                }
                open = std::move(unmatched);
            }
            for (const ReferencePlan& each : plan_.references) {
                if (each.walked && each.parent_key == key.id && !open.empty()) {
                    count_dangling(each, key, open);
                }
            }
        }
    }

    void count_dangling(const ReferencePlan& each, const ParentKey& key, const KeyList& keys) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        ReferenceCounts& counts = closure_.references[index_of(each.reference)];
        KeyCoder coder = make_child_coder(plan_, each);
        const TableId child = reference.child.table;
        source_.read_referencing(each.reference, keys, [&](const SourceRow& row) {
            if (!is_whole(child) && !closure_.rows[index_of(child)].contains(row.id)) {
                return;
            }
            ++counts.dangling;
            const auto encoded = coder.encode(row.keys);
            if (encoded && counts.dangling_keys.size() < most_samples) {
                KeyList one{key.integers};
                add(one, *encoded);
                counts.dangling_keys.push_back(render_key(key, one, 0));
            }
        });
        std::sort(counts.dangling_keys.begin(), counts.dangling_keys.end());
        if (counts.dangling > 0 && reference.validated) {
            throw Error{
                ErrorKind::not_whole,
                fmt::format(
                    "{} rows of {} reference rows of {} that do not exist ({}, keys such as {})",
                    counts.dangling, reference.child.name.text(), reference.parent.name.text(),
                    reference.name, fmt::join(counts.dangling_keys, ", ")),
                "The constraint is marked valid, but the source breaks it: find these rows in the "
                "source and "
                "mend or delete them."};
        }
    }

    void check_row_limit() const {
        const auto& limit = plan_.config.limits.rows;
        if (limit && closure_.total_rows > *limit) {
            fail_limit(fmt::format("more than {} rows", *limit), plan_.config.limits.rows_place);
        }
        const auto& bytes = plan_.config.limits.bytes;
        if (bytes && closure_.total_bytes > *bytes) {
            fail_limit(fmt::format("more than {} bytes", *bytes), plan_.config.limits.bytes_place);
        }
    }

    [[noreturn]] void fail_limit(const std::string& what, const Place& place) const {
        std::vector<std::pair<std::uint64_t, std::size_t>> most;
        for (std::size_t index = 0; index < brought_.size(); ++index) {
            if (brought_[index] > 0) {
                most.emplace_back(brought_[index], index);
            }
        }
        std::sort(most.begin(), most.end(), [](const auto& left, const auto& right) {
            return left.first != right.first ? left.first > right.first
                                             : left.second < right.second;
        });
        std::string names;
        for (std::size_t index = 0; index < std::min<std::size_t>(3, most.size()); ++index) {
            const Reference& reference = plan_.catalog.references[most[index].second];
            names += fmt::format("{}{} of {} ({} rows)", index == 0 ? "" : ", ", reference.name,
                                 reference.child.name.text(), most[index].first);
        }
        throw Error{
            ErrorKind::limit, fmt::format("the twin would hold {}, the limit in [limits]", what),
            names.empty() ? "The roots and whole tables alone bring that many; narrow them or "
                            "raise the limit."
                          : "Most came by " + names + "; narrow the roots or raise the limit.",
            place};
    }

    void tell_progress(TableId table) {
        if (++arrivals_ % rows_between_progress != 0) {
            return;
        }
        cancellation_.check();
        const std::string name = plan_.catalog.table(table).name.text();
        observer_.progress({Stage::closure, name, closure_.tables[index_of(table)].rows,
                            closure_.total_rows, 0, closure_.total_bytes});
    }

    void finish() {
        closure_.total_bytes = 0;
        for (const TablePlan& each : plan_.tables) {
            TableCounts& counts = closure_.tables[index_of(each.table)];
            const Table& table = plan_.catalog.table(each.table);
            if (with_tuple(each.table)) {
                counts.bytes = store_->bytes(each.table);
            } else if (table.about_rows.value_or(0) > 0) {
                counts.bytes = static_cast<std::uint64_t>(static_cast<double>(table.about_bytes) *
                                                          static_cast<double>(counts.rows) /
                                                          static_cast<double>(*table.about_rows));
            } else {
                // Never analysed: the whole table's size is the best that is known.
                counts.bytes = counts.rows == 0 ? 0 : table.about_bytes;
            }
            closure_.total_bytes += counts.bytes;
        }
        if (closure_.total_rows == 0) {
            if (plan_.config.roots.empty()) {
                throw Error{ErrorKind::config,
                            "the closure has no row: the whole tables are empty in the source",
                            "Look at what the [[table]] entries name, and at the source's url.",
                            {plan_.config.file}};
            }
            throw Error{ErrorKind::config, "the closure has no row: no root selects any",
                        "Look at where, limit and query of the [[root]] entries against what the "
                        "source holds.",
                        plan_.config.roots.empty() ? Place{plan_.config.file}
                                                   : plan_.config.roots.front().place};
        }
        check_row_limit();
    }

    const Plan& plan_;
    RowSource& source_;
    RowStore* store_;
    EdgeSink* edges_;
    Observer& observer_;
    const Cancellation& cancellation_;
    Closure closure_;

    std::vector<std::vector<ChildRole>> child_roles_;    // by TableId
    std::vector<std::vector<ParentRole>> parent_roles_;  // by TableId
    std::vector<KeySet> seen_;                           // by ParentKeyId
    std::vector<KeyList> wanted_;                        // by ParentKeyId: not asked for yet
    // by ParentKeyId: asked for, and no row came
    std::vector<KeyList> dangling_;
    // by ReferenceId: of chosen parents, not asked for yet
    std::vector<KeyList> down_keys_;
    // by ReferenceId: new rows, for the limit's message
    std::vector<std::uint64_t> brought_;
    std::set<std::uint32_t> roots_done_;
    std::set<std::uint32_t> whole_done_;
    std::uint64_t arrivals_ = 0;
};

}  // namespace

Closure compute_closure(const Plan& plan, RowSource& source, RowStore* store, EdgeSink* edges,
                        Observer& observer, const Cancellation& cancellation) {
    return Walker{plan, source, store, edges, observer, cancellation}.walk();
}

}  // namespace subset
