#include "closure/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "closure/key_values.hpp"

namespace subset {
namespace {

constexpr std::size_t most_samples = 5;

class Settler {
public:
    Settler(const Plan& plan, RowSource& source, Walk walk) : plan_{plan}, source_{source}, walk_{std::move(walk)} {
        for (const ParentKey& key : plan.parent_keys) {
            gone_.emplace_back(key.integers);
        }
    }

    Closure settle() {
        for (const ParentKey& key : plan_.parent_keys) {
            const KeyList open = find_dangling(key);
            for (const ReferencePlan& each : plan_.references) {
                if (each.walked && each.parent_key == key.id && !open.empty()) {
                    take_dangling(each, key, open);
                }
            }
        }
        drop_what_references_dropped();
        for (const ReferencePlan& each : plan_.references) {
            if (each.cut == Cut::where_absent && !each.child_slots.empty()) {
                cut(each);
            }
        }
        return std::move(walk_.closure);
    }

private:
    [[nodiscard]] bool in_closure(TableId table, RowId row) const {
        if (plan_.table(table).streamable) {
            return true;
        }
        return walk_.closure.rows[index_of(table)].contains(row) &&
               !walk_.closure.patches[index_of(table)].dropped.contains(row);
    }

    // Whether the walk brought it, dropped by now or not: what dangles is counted before anything is dropped.
    [[nodiscard]] bool came(TableId table, RowId row) const {
        return plan_.table(table).streamable || walk_.closure.rows[index_of(table)].contains(row);
    }

    // Of the keys that no row answered, those that no row has. Equal values may be written in several ways, so unless
    // this side may decide, the server does.
    KeyList find_dangling(const ParentKey& key) {
        KeyList& open = walk_.unanswered[index_of(key.id)];
        if (open.empty() || (key.decidable_here && key.asked)) {
            return std::move(open);
        }
        std::vector<bool> matched(open.size(), false);
        source_.read_matches(key.id, open, [&](std::size_t position, RowId) { matched[position] = true; });
        KeyList dangling{key.integers};
        for (std::size_t position = 0; position < open.size(); ++position) {
            if (!matched[position]) {
                add_from(dangling, open, position);
            }
        }
        return dangling;
    }

    void take_dangling(const ReferencePlan& each, const ParentKey& key, const KeyList& keys) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        ReferenceCounts& counts = walk_.closure.references[index_of(each.reference)];
        const TableId child = reference.child.table;
        KeyCoder coder = make_child_coder(plan_, each);
        RowSet rows;
        source_.read_referencing(each.reference, keys, [&](const SourceRow& row) {
            if (!came(child, row.id)) {
                return;
            }
            ++counts.dangling;
            rows.insert(row.id);
            const auto encoded = coder.encode(row.keys);
            if (encoded && counts.dangling_keys.size() < most_samples) {
                KeyList one{key.integers};
                add(one, *encoded);
                counts.dangling_keys.push_back(render_key(key, one, 0));
            }
            if (each.dangling == Dangling::drop) {
                drop(child, row);
            }
        });
        std::sort(counts.dangling_keys.begin(), counts.dangling_keys.end());
        if (counts.dangling == 0) {
            return;
        }
        if (each.dangling == Dangling::fail || (each.dangling == Dangling::null && each.null_outputs.empty())) {
            fail(each, reference, counts);
        }
        if (each.dangling == Dangling::null) {
            walk_.closure.patches[index_of(child)].nulled.push_back({each.reference, std::move(rows)});
        }
    }

    [[noreturn]] static void fail(const ReferencePlan& each, const Reference& reference,
                                  const ReferenceCounts& counts) {
        const bool null = each.dangling == Dangling::null;
        throw Error{ErrorKind::not_whole,
                    fmt::format("{} rows of {} reference rows of {} that do not exist ({}, keys such as {}){}",
                                counts.dangling, reference.child.name.text(), reference.parent.name.text(),
                                reference.name, fmt::join(counts.dangling_keys, ", "),
                                null ? ", and none of its columns can be NULL instead" : ""),
                    null ? "Find these rows in the source and mend or delete them, or set [source] dangling = \"drop\"."
                         : "The source breaks the reference: find these rows there and mend or delete them, or say by "
                           "[source] dangling what becomes of them: \"keep\", \"null\" or \"drop\"."};
    }

    // A row that goes takes its parent keys along, and no longer counts as a child.
    void drop(TableId table, const SourceRow& row) {
        TablePatch& patch = walk_.closure.patches[index_of(table)];
        if (!patch.dropped.insert(row.id)) {
            return;
        }
        TableCounts& counts = walk_.closure.tables[index_of(table)];
        --counts.rows;
        --walk_.closure.total_rows;
        counts.chosen -= walk_.chosen[index_of(table)].contains(row.id) ? 1 : 0;
        for (const ParentKey& key : plan_.parent_keys) {
            if (key.relation.table != table || !key.relation.covers(leaf_of(row.id))) {
                continue;
            }
            KeyCoder coder = make_parent_coder(plan_, key);  // the encoded key looks into it
            if (const auto encoded = coder.encode(row.keys)) {
                add(gone_[index_of(key.id)], *encoded);
            }
        }
        for (const ReferencePlan& each : plan_.references) {
            const Reference& reference = plan_.catalog.reference(each.reference);
            if (each.walked && reference.child.table == table && reference.child.covers(leaf_of(row.id)) &&
                make_child_coder(plan_, each).encode(row.keys)) {
                --walk_.closure.references[index_of(each.reference)].up;
            }
        }
    }

    void drop_what_references_dropped() {
        for (bool more = may_drop(plan_); more;) {
            more = false;
            for (const ParentKey& key : plan_.parent_keys) {
                const KeyList keys = find_gone(key);
                for (std::size_t position = 0; position < keys.size(); ++position) {
                    forget(walk_.seen[index_of(key.id)], keys, position);
                }
                for (const ReferencePlan& each : plan_.references) {
                    if (!each.walked || each.parent_key != key.id || keys.empty()) {
                        continue;
                    }
                    const TableId child = plan_.catalog.reference(each.reference).child.table;
                    source_.read_referencing(each.reference, keys, [&](const SourceRow& row) {
                        if (in_closure(child, row.id)) {
                            more = true;
                            drop(child, row);
                        }
                    });
                }
            }
        }
    }

    // The keys of rows that went since it was last asked; less those that another row of the closure still has.
    KeyList find_gone(const ParentKey& key) {
        KeyList keys = std::exchange(gone_[index_of(key.id)], KeyList{key.integers});
        if (keys.empty() || key.unique) {
            return keys;
        }
        std::vector<bool> still(keys.size(), false);
        source_.read_matches(key.id, keys, [&](std::size_t position, RowId row) {
            still[position] = still[position] || in_closure(key.relation.table, row);
        });
        KeyList gone{key.integers};
        for (std::size_t position = 0; position < keys.size(); ++position) {
            if (!still[position]) {
                add_from(gone, keys, position);
            }
        }
        return gone;
    }

    void cut(const ReferencePlan& each) {
        const ParentKey& key = plan_.parent_key(each.parent_key);
        const TableId child = plan_.catalog.reference(each.reference).child.table;
        const CutCandidates& candidates = walk_.cut[index_of(each.reference)];
        std::vector<RowId> rows;
        KeyList unknown{key.integers};
        for (std::size_t index = 0; index < candidates.rows.size(); ++index) {
            const bool known = state_of(walk_.seen[index_of(key.id)], candidates.keys, index) == KeyState::known;
            if (!known && in_closure(child, candidates.rows[index])) {
                rows.push_back(candidates.rows[index]);
                add_from(unknown, candidates.keys, index);
            }
        }
        std::vector<bool> there(rows.size(), false);
        const bool decided = key.decidable_here && !plan_.table(key.relation.table).streamable;
        if (!decided && !rows.empty()) {
            source_.read_matches(key.id, unknown, [&](std::size_t position, RowId row) {
                there[position] = there[position] || in_closure(key.relation.table, row);
            });
        }
        TablePatch::Nulled nulled{each.reference, {}};
        for (std::size_t index = 0; index < rows.size(); ++index) {
            if (!there[index]) {
                nulled.rows.insert(rows[index]);
            }
        }
        if (nulled.rows.size() > 0) {
            walk_.closure.patches[index_of(child)].nulled.push_back(std::move(nulled));
        }
    }

    const Plan& plan_;
    RowSource& source_;
    Walk walk_;
    std::vector<KeyList> gone_;  // by ParentKeyId: of rows that are dropped
};

}  // namespace

Closure settle_closure(const Plan& plan, RowSource& source, Walk walk) {
    return Settler{plan, source, std::move(walk)}.settle();
}

}  // namespace subset
