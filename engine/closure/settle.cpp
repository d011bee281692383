#include "closure/settle.hpp"

#include "closure/dangling_samples.hpp"
#include "plan/keys/key_values.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace subset {
namespace {

// What tells a key of the list from others.
std::string identity_of(const KeyList& keys, std::size_t position) {
    const Key key = keys[position];
    return keys.form() == KeyForm::integer ? std::to_string(key.integer) : std::string{key.bytes};
}

class Settler {
public:
    Settler(const RowPlan& plan, RowSource& source, Walk walk)
        : plan_{plan}, source_{source}, walk_{std::move(walk)} {
        for (const ParentKey& key : plan.parent_keys) {
            gone_.emplace_back(key.form);
        }
    }

    Closure settle() {
        for (const ParentKey& key : plan_.parent_keys) {
            const KeyList open = find_dangling(key);
            if (open.empty()) {
                continue;
            }
            for (const ReferencePlan& each : plan_.references) {
                if (each.walked && each.parent_key == key.id) {
                    take_dangling(each, key, open);
                }
            }
        }
        drop_what_references_dropped();
        for (const ReferencePlan& each : plan_.references) {
            if (!walk_.cut[each.reference].rows.empty()) {
                cut(each);
            }
        }
        return std::move(walk_.closure);
    }

private:
    [[nodiscard]] bool in_closure(TableId table, RowId row) const {
        return came(table, row) && !walk_.closure.patches[table].dropped.contains(row);
    }

    // Whether the walk brought it, dropped by now or not: what dangles is counted before anything
    // is dropped.
    [[nodiscard]] bool came(TableId table, RowId row) const {
        return plan_.table(table).streamable || walk_.closure.rows[table].contains(row);
    }

    // Of the keys that no row answered, those that no row has. Equal values may be written in
    // several ways, so unless this side may decide, the server does.
    KeyList find_dangling(const ParentKey& key) {
        KeyList& open = walk_.unanswered[key.id];
        if (open.empty() || (key.decidable_here && key.asked)) {
            return std::move(open);
        }
        std::vector<bool> matched(open.size(), false);
        source_.read_matches(key.id, open,
                             [&](std::size_t position, RowId) { matched[position] = true; });
        KeyList dangling{key.form};
        for (std::size_t position = 0; position < open.size(); ++position) {
            if (!matched[position]) {
                dangling.add(open[position]);
            }
        }
        return dangling;
    }

    void take_dangling(const ReferencePlan& each, const ParentKey& key, const KeyList& keys) {
        const Reference& reference = plan_.catalog.reference(each.reference);
        ReferenceCounts& counts = walk_.closure.references[each.reference];
        TreeCoder coder = make_child_coder(plan_, each);
        std::map<TableId, RowSet> rows;
        DanglingSamples samples{plan_, key, reference};
        KeySet gone{key.form};  // of an array other elements may hold
        for (std::size_t position = 0; reference.elements && position < keys.size(); ++position) {
            gone.know(keys[position]);
        }
        source_.read_referencing(each.reference, keys, [&](const SourceRow& row) {
            const TableId child = table_of(reference.child, row.id);
            if (!came(child, row.id) || !rows[child].insert(row.id)) {
                return;
            }
            coder.each(row.id, row.keys, [&](const Key& value) {
                if (!reference.elements || gone.state_of(value) != KeyState::absent) {
                    ++counts.dangling;
                    samples.add(value);
                }
            });
            if (each.dangling == Dangling::drop) {
                drop(child, row);
            }
        });
        counts.dangling_keys = samples.take();
        if (counts.dangling == 0) {
            return;
        }
        // In a tree of tables, one without such a column may have no row that dangles.
        const bool stuck = std::any_of(rows.begin(), rows.end(), [&](const auto& of_table) {
            return each.nullable_in(of_table.first).empty();
        });
        if (each.dangling == Dangling::fail || (each.dangling == Dangling::null && stuck)) {
            fail_dangling(each, reference, counts);
        }
        if (each.dangling == Dangling::null && !reference.elements) {
            add_nulled(each.reference, std::move(rows));
        }
    }

    void add_nulled(ReferenceId reference, std::map<TableId, RowSet> rows) {
        for (auto& [table, nulled] : rows) {
            walk_.closure.patches[table].nulled.push_back({reference, std::move(nulled)});
        }
    }

    [[nodiscard]] TableId table_of(const Relation& relation, RowId row) const {
        return plan_.catalog.table_with(relation, leaf_of(row));
    }

    // A row that goes takes its parent keys along, and no longer counts as a child.
    void drop(TableId table, const SourceRow& row) {
        TablePatch& patch = walk_.closure.patches[table];
        if (!patch.dropped.insert(row.id)) {
            return;
        }
        TableCounts& counts = walk_.closure.tables[table];
        --counts.rows;
        --walk_.closure.total_rows;
        counts.chosen -= walk_.chosen[table].contains(row.id) ? 1 : 0;
        Roles& roles = roles_of(table);
        for (auto& [key, coder] : roles.as_parent) {
            if (!plan_.parent_key(key).relation.covers(leaf_of(row.id))) {
                continue;
            }
            if (const auto encoded = coder.encode(row.keys)) {
                gone_[key].add(*encoded);
            }
        }
        for (auto& [id, coder] : roles.as_child) {
            if (plan_.catalog.reference(id).child.covers(leaf_of(row.id)) &&
                coder.has_key(row.keys)) {
                --walk_.closure.references[id].up;
            }
        }
    }

    // What a table's rows are to others, made when its first row is dropped.
    struct Roles {
        std::vector<std::pair<ParentKeyId, KeyCoder>> as_parent;
        std::vector<std::pair<ReferenceId, KeyCoder>> as_child;
    };
    Roles& roles_of(TableId table) {
        const auto [found, is_new] = roles_.try_emplace(table);
        if (!is_new) {
            return found->second;
        }
        for (const ParentKey& key : plan_.parent_keys) {
            if (key.relation.has(table)) {
                found->second.as_parent.emplace_back(key.id, make_parent_coder(plan_, key, table));
            }
        }
        for (const ReferencePlan& each : plan_.references) {
            if (each.walked && plan_.catalog.reference(each.reference).child.has(table)) {
                found->second.as_child.emplace_back(each.reference,
                                                    make_child_coder(plan_, each, table));
            }
        }
        return found->second;
    }

    void drop_what_references_dropped() {
        for (bool more = may_drop(plan_); more;) {
            more = false;
            for (const ParentKey& key : plan_.parent_keys) {
                const KeyList keys = find_gone(key);
                if (keys.empty()) {
                    continue;
                }
                for (std::size_t position = 0; position < keys.size(); ++position) {
                    walk_.seen[key.id].forget(keys[position]);
                }
                for (const ReferencePlan& each : plan_.references) {
                    if (!each.walked || each.parent_key != key.id) {
                        continue;
                    }
                    const Relation& children = plan_.catalog.reference(each.reference).child;
                    source_.read_referencing(each.reference, keys, [&](const SourceRow& row) {
                        const TableId child = table_of(children, row.id);
                        if (in_closure(child, row.id)) {
                            more = true;
                            drop(child, row);
                        }
                    });
                }
            }
        }
    }

    // Of each key, whether a row of the closure has it.
    std::vector<bool> find_in_closure(const ParentKey& key, const KeyList& keys) {
        std::vector<bool> found(keys.size(), false);
        if (!keys.empty()) {
            source_.read_matches(key.id, keys, [&](std::size_t position, RowId row) {
                found[position] = found[position] || in_closure(table_of(key.relation, row), row);
            });
        }
        return found;
    }

    // The keys of rows that went since it was last asked; less those that another row of the
    // closure still has.
    KeyList find_gone(const ParentKey& key) {
        KeyList keys = std::exchange(gone_[key.id], KeyList{key.form});
        if (keys.empty() || key.unique) {
            return keys;
        }
        const std::vector<bool> still = find_in_closure(key, keys);
        KeyList gone{key.form};
        for (std::size_t position = 0; position < keys.size(); ++position) {
            if (!still[position]) {
                gone.add(keys[position]);
            }
        }
        return gone;
    }

    void cut(const ReferencePlan& each) {
        const ParentKey& key = plan_.parent_key(each.parent_key);
        const Relation& children = plan_.catalog.reference(each.reference).child;
        const CutCandidates& candidates = walk_.cut[each.reference];
        std::vector<RowId> rows;
        KeyList keys{key.form};               // those of the rows that are not known, each once
        std::vector<std::size_t> key_of_row;  // positions there, one for each of `rows`
        std::map<std::string, std::size_t> positions;
        for (std::size_t index = 0; index < candidates.rows.size(); ++index) {
            const bool known =
                walk_.seen[key.id].state_of(candidates.keys[index]) == KeyState::known;
            const RowId row = candidates.rows[index];
            if (known || !in_closure(table_of(children, row), row)) {
                continue;
            }
            rows.push_back(row);
            const auto [found, is_new] =
                positions.try_emplace(identity_of(candidates.keys, index), keys.size());
            if (is_new) {
                keys.add(candidates.keys[index]);
            }
            key_of_row.push_back(found->second);
        }
        const bool decided =
            !plan_.reaches(key.relation) || (key.decidable_here && !plan_.streams(key.relation));
        const std::vector<bool> there =
            decided ? std::vector<bool>(keys.size(), false) : find_in_closure(key, keys);
        std::map<TableId, RowSet> nulled;
        for (std::size_t index = 0; index < rows.size(); ++index) {
            if (!there[key_of_row[index]]) {
                nulled[table_of(children, rows[index])].insert(rows[index]);
            }
        }
        add_nulled(each.reference, std::move(nulled));
    }

    const RowPlan& plan_;
    RowSource& source_;
    Walk walk_;
    IdVector<ParentKeyId, KeyList> gone_;  // of rows that are dropped
    std::map<TableId, Roles> roles_;
};

}  // namespace

Closure settle_closure(const RowPlan& plan, RowSource& source, Walk walk) {
    return Settler{plan, source, std::move(walk)}.settle();
}

}  // namespace subset
