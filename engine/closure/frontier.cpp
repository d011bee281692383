#include "closure/frontier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

constexpr std::uint64_t rows_between_progress = 5'000;

void add(BroughtRows& brought, std::uint64_t bytes) {
    ++brought.rows;
    brought.bytes += bytes;
}

}  // namespace

Frontier::Frontier(const RowPlan& plan, const Limits& limits, RowStore* store, EdgeSink* edges,
                   Observer& observer, const Cancellation& cancellation)
    : plan_{plan},
      store_{store},
      edges_{edges},
      observer_{observer},
      cancellation_{cancellation},
      limits_{plan.catalog, limits},
      fits_{plan.space.has_value() && limits.fit.has_value()},
      may_drop_{may_drop(plan)},
      keep_chosen_{fits_ || may_drop_} {
    const std::size_t tables = plan.catalog.tables.size();
    found_.walk.closure.tables.resize(tables);
    found_.walk.closure.rows.resize(tables);
    found_.walk.closure.patches.resize(tables);
    found_.walk.closure.references.resize(plan.references.size());
    found_.brought.resize(plan.references.size());
    found_.selected.resize(plan.references.size());
    found_.walk.chosen.resize(tables);
    for (const TablePlan& each : plan.tables) {
        // A mask may be another each time.
        witnesses_.emplace_back(with_tuple(each.table) && !each.masked());
    }
    child_roles_.resize(tables);
    parent_roles_.resize(tables);
    for (const ParentKey& key : plan.parent_keys) {
        found_.walk.seen.emplace_back(key.form);
        found_.walk.unanswered.emplace_back(key.form);
        found_.wanted.emplace_back(key.form);
        found_.asked_up.emplace_back(key.form);
        for (const TableId table : key.relation.tables()) {
            parent_roles_[table].push_back({key.id, make_parent_coder(plan, key, table), {}});
        }
    }
    for (const ReferencePlan& each : plan.references) {
        add_reference(each);
    }
    if (fits_) {
        begin_space();
    }
}

void Frontier::add_reference(const ReferencePlan& each) {
    const Reference& reference = plan_.catalog.reference(each.reference);
    const bool cut = each.cut == Cut::where_absent && !each.child_slots.empty();
    const KeyForm form =
        each.child_slots.empty() ? KeyForm::integer : plan_.parent_key(each.parent_key).form;
    for (auto& queues : found_.down) {
        queues.emplace_back(form);
    }
    for (auto& asked : found_.asked_down) {
        asked.emplace_back(form);
    }
    found_.walk.cut.emplace_back(form);
    if (each.walked || cut) {
        for (const TableId table : reference.child.tables()) {
            child_roles_[table].push_back({each.reference, make_child_coder(plan_, each, table)});
        }
    }
    if (each.follow == Follow::never) {
        return;
    }
    for (const TableId table : reference.parent.tables()) {
        for (ParentRole& role : parent_roles_[table]) {
            if (role.key == each.parent_key) {
                role.followed.push_back(each.reference);
            }
        }
    }
}

bool Frontier::with_tuple(TableId table) const {
    return store_ != nullptr && !plan_.table(table).streamable;
}

bool Frontier::arrive(TableId table, const SourceRow& row, bool chosen) {
    return arrive(table, row, chosen, std::nullopt);
}

bool Frontier::arrive(TableId table, const SourceRow& row, bool chosen,
                      std::optional<ReferenceId> down) {
    const bool streaming = plan_.table(table).streamable;
    if ((streaming && !chosen) || found_.space.passed) {
        return false;
    }
    RowWitness& witness = witnesses_[table];
    if (!found_.walk.closure.rows[table].insert(row.id)) {
        if (!witness.is_same(row)) {
            throw Error{ErrorKind::server,
                        fmt::format("row ids of {} are not unique on this server",
                                    plan_.catalog.table(table).name.text()),
                        "Two of its rows have one (tableoid, ctid), so rows would be lost: the "
                        "source is no plain PostgreSQL server, or the table is spread over "
                        "several."};
        }
        if (fits_ && chosen) {
            become_chosen(table, row);
        }
        return false;
    }
    if (fits_ && !streaming && !take_space(table, row)) {
        return false;
    }
    witness.remember(row);
    if (edges_ != nullptr) {
        edges_->arrives(table, row.id, chosen);
    }
    TableCounts& counts = found_.walk.closure.tables[table];
    if (chosen) {
        ++counts.chosen;
        if (keep_chosen_) {
            found_.walk.chosen[table].insert(row.id);
        }
    }
    if (!streaming) {
        ++counts.rows;
        ++found_.walk.closure.total_rows;
        if (store_ != nullptr) {
            plan_.table(table).patched ? store_->append(table, row.id, row.tuple)
                                       : store_->append(table, row.tuple);
            found_.walk.closure.total_bytes += row.tuple.size();
        }
        if (!fits_) {
            check_limits(table);
        }
    }
    latest_ = table;
    if (++arrivals_ % rows_between_progress == 0) {
        tell_progress(table);
    }
    arrive_as_parent(table, row, chosen);
    if (!streaming) {  // references of a table that streams are found by one query each
        arrive_as_child(table, row, down);
    }
    return true;
}

void Frontier::arrive_as_parent(TableId table, const SourceRow& row, bool chosen) {
    for (ParentRole& role : parent_roles_[table]) {
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
            found_.walk.seen[role.key].know(*encoded);
        }
        for (const ReferenceId followed : role.followed) {
            if (chosen || plan_.reference(followed).follow == Follow::always) {
                follow_down(followed, key, *encoded, row.id, chosen);
            }
        }
    }
}

void Frontier::follow_down(ReferenceId id, const ParentKey& key, const Key& value, RowId parent,
                           bool chosen) {
    DownQueue& queue = found_.down[chosen ? 1 : 0][id];
    if (plan_.reference(id).by_parent_row) {
        queue.parents.push_back(parent);
    } else if (!key.unique && !may_ask_down(id, value, chosen)) {
        return;
    }
    queue.keys.add(value);
}

void Frontier::arrive_as_child(TableId table, const SourceRow& row,
                               std::optional<ReferenceId> down) {
    for (ChildRole& role : child_roles_[table]) {
        const ReferencePlan& reference = plan_.reference(role.reference);
        if (!plan_.catalog.reference(role.reference).child.covers(leaf_of(row.id))) {
            continue;
        }
        const ParentKey& key = plan_.parent_key(reference.parent_key);
        // Of several elements, one alone need be the key of the row that brought it.
        const bool parent_came = key.unique && role.reference == down &&
                                 !plan_.catalog.reference(role.reference).elements;
        bool refers = false;
        role.coder.each(row.keys, [&](const Key& value) {
            if (reference.cut != Cut::no) {
                CutCandidates& candidates = found_.walk.cut[role.reference];
                candidates.rows.push_back(row.id);
                candidates.keys.add(value);
                return;
            }
            refers = true;
            if (edges_ != nullptr) {
                edges_->refers(role.reference, row.id, value, false);
            }
            if (key.tracked && !parent_came) {
                want_parent(reference.parent_key, value);
            }
        });
        found_.walk.closure.references[role.reference].up += refers ? 1 : 0;
    }
}

void Frontier::arrive_up(ReferenceId reference, const SourceRow& row) {
    const Relation& parent = plan_.catalog.reference(reference).parent;
    if (arrive(plan_.catalog.table_with(parent, leaf_of(row.id)), row, false)) {
        add(found_.brought.up[reference], row_bytes_);
    }
}

void Frontier::arrive_down(ReferenceId reference, const SourceRow& row, bool chosen) {
    const Relation& child = plan_.catalog.reference(reference).child;
    if (arrive(plan_.catalog.table_with(child, leaf_of(row.id)), row, chosen, reference)) {
        add(found_.brought.down[reference], row_bytes_);
    }
}

std::uint64_t Frontier::rows_by_others(ReferenceId reference) const {
    std::uint64_t rows = 0;
    for (const TableId child : plan_.catalog.reference(reference).child.tables()) {
        rows += found_.walk.closure.rows[child].size();
    }
    return rows - found_.brought.down[reference].rows;
}

// Where rows may be dropped in the end, they are held against the limits when that is known.
void Frontier::check_limits(TableId table) const {
    if (!may_drop_) {
        limits_.check_table(table, found_.walk.closure.tables[table].rows, found_.brought);
        limits_.check(found_.walk.closure.total_rows, found_.walk.closure.total_bytes,
                      found_.brought);
    }
}

void Frontier::tell_progress(TableId table) {
    cancellation_.check();
    const std::string name = plan_.catalog.table(table).name.text();
    const std::uint64_t rows = found_.walk.closure.total_rows;
    // An estimate that was too small says nothing about what is left.
    const std::uint64_t of_rows = rows < expected_rows_ ? expected_rows_ : 0;
    observer_.progress({.stage = Stage::closure,
                        .table = name,
                        .table_rows = found_.walk.closure.tables[table].rows,
                        .rows = rows,
                        .of_rows = of_rows,
                        .bytes = found_.walk.closure.total_bytes,
                        .about = of_rows > 0});
}

void Frontier::expect(std::uint64_t rows) {
    expected_rows_ = rows;
    if (latest_) {
        tell_progress(*latest_);
    }
}

Walk Frontier::finish() {
    if (latest_) {
        tell_progress(*latest_);  // of all rows
    }
    // What was wanted of tables that stream was never asked for.
    for (const ParentKey& key : plan_.parent_keys) {
        const KeyList& unasked = found_.wanted[key.id];
        for (std::size_t position = 0; position < unasked.size(); ++position) {
            found_.walk.unanswered[key.id].add(unasked[position]);
        }
    }
    return std::move(found_.walk);
}

}  // namespace subset
