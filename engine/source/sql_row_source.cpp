#include "source/sql_row_source.hpp"

#include "pg/copy_rows.hpp"
#include "source/statements/sample_order.hpp"
#include "source/statements/table_sql.hpp"
#include "source/statistics.hpp"
#include "source/user_place.hpp"

#include <algorithm>

namespace subset {
namespace {

// Index lookups are done key by key, so there is no gain in longer lists; where every statement is
// a scan of the table, one list that holds all is best, up to a length that the server parses
// without trouble and that this side holds several times over while it sends it.
constexpr std::size_t keys_by_index = 50'000;
// An index over elements is asked by an operator that compares each element with each key where the
// server reads the table after all, and with a few hundred keys it does: 400 keys took 4 s to find
// in 300,000 arrays, by the index 0.04 s.
constexpr std::size_t keys_by_elements = 50;
constexpr std::size_t integers_by_scan = 1'000'000;
constexpr std::size_t others_by_scan = 125'000;

// From about one key for 200 rows on the server scans the table although there is an index: each
// list would be another scan.
bool will_scan(const Table& table, bool indexed, std::size_t keys) {
    return !indexed || (table.about_rows && keys > *table.about_rows / 200);
}

std::size_t keys_at_once(bool integers, bool scan) {
    return !scan ? keys_by_index : integers ? integers_by_scan : others_by_scan;
}

bool all_integers(const ParentKey& key) {
    return std::all_of(key.codecs.begin(), key.codecs.end(),
                       [](KeyKind codec) { return codec == KeyKind::integer; });
}

// Which of the asked keys a row has; for statements that select more than was asked for.
KeySet make_set(const KeyList& keys, std::size_t first, std::size_t last) {
    KeySet set{keys.form()};
    set.reserve(last - first);
    for (std::size_t position = first; position < last; ++position) {
        set.know(keys[position]);
    }
    return set;
}

}  // namespace

SqlRowSource::SqlRowSource(const Plan& plan, pg::CopyChannel& reader)
    : plan_{plan}, reader_{reader}, rows_{plan, reader}, cursors_{plan, reader} {}

void SqlRowSource::read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                              const RowSink& sink) {
    rows_.read_by_id(table, ids, with_tuple, sink);
}

void SqlRowSource::read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, reader_, plan, [&] {
        rows_.read({plan.relation, nullptr, with_tuple,
                    [&](bool tuple) {
                        return render_root(plan_, plan, rows_.tuple_of(plan.table, tuple));
                    }},
                   sink);
    });
}

std::uint64_t SqlRowSource::count_root_ids(std::uint32_t root) {
    const RootPlan& plan = plan_.roots[root];
    std::uint64_t count = 0;
    with_user_place(plan_, reader_, plan, [&] {
        if (plan.sample.empty()) {
            count = cursors_.open(root);
            return;
        }
        SampledIds& sampled = sampled_[root] = {};
        rows_.read_keys(
            render_root_ids(plan_, plan), plan.table, {KeyKind::server, KeyKind::server},
            [&](std::span<const KeyPart> fields) {
                sampled.ids.push_back(rows_.row_id(plan.relation, fields[0], fields[1]));
            });
        order_as_sampled(sampled.ids, plan.rule.seed);
        count = sampled.ids.size();
    });
    return count;
}

void SqlRowSource::read_root_ids(std::uint32_t root, std::uint64_t most,
                                 const std::function<void(RowId)>& sink) {
    const RootPlan& plan = plan_.roots[root];
    if (plan.sample.empty()) {
        with_user_place(plan_, reader_, plan, [&] { cursors_.fetch(root, most, sink); });
        return;
    }
    SampledIds& sampled = sampled_[root];
    for (; most > 0 && sampled.next < sampled.ids.size(); --most) {
        sink(sampled.ids[sampled.next++]);
    }
}

void SqlRowSource::read_root_keys(std::uint32_t root, const KeySink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, reader_, plan, [&] {
        const Table& table = plan_.catalog.table(plan.table);
        std::vector<KeyKind> kinds;
        for (const std::uint16_t column : table.primary_key) {
            kinds.push_back(table.columns[column].key_kind);
        }
        rows_.read_keys(render_root_keys(plan_, plan), plan.table, kinds, sink);
    });
}

void SqlRowSource::read_whole(TableId table, bool with_tuple, const RowSink& sink) {
    with_user_place(plan_, reader_, table, [&] {
        rows_.read({plan_.catalog.own_rows(table), nullptr, with_tuple,
                    [&](bool tuple) {
                        return render_whole_rows(plan_, table, rows_.tuple_of(table, tuple));
                    }},
                   sink);
    });
}

void SqlRowSource::read_keyed(KeyedRead read, const KeyList& keys, const RowSink& sink) {
    const bool scan =
        will_scan(plan_.catalog.table(read.relation.table), read.indexed, keys.size());
    const std::size_t most =
        read.elements && !scan ? keys_by_elements : keys_at_once(read.integers, scan);
    for (std::size_t first = 0; first < keys.size(); first += most) {
        const KeyRange range{keys, first, std::min(first + most, keys.size()), scan};
        KeyedSql keyed = read.render(range, read.with_tuple);
        if (keyed.sql.empty()) {
            continue;
        }
        const RowStatement rows{read.relation, read.parent, read.with_tuple, [&](bool tuple) {
                                    return tuple == read.with_tuple ? std::move(keyed.sql)
                                                                    : read.render(range, tuple).sql;
                                }};
        if (keyed.exact) {
            rows_.read(rows, sink);
            continue;
        }
        const KeySet asked = make_set(keys, range.first, range.last);
        rows_.read(rows, [&](const SourceRow& row) {
            bool wanted = false;
            read.coder.each(row.id, row.keys, [&](const Key& key) {
                wanted = wanted || asked.state_of(key) != KeyState::absent;
            });
            if (wanted) {
                sink(row);
            }
        });
    }
}

void SqlRowSource::read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple,
                                const RowSink& sink) {
    const ParentKey& key = plan_.parent_key(id);
    with_user_place(plan_, reader_, key.relation.table, [&] {
        read_keyed({key.relation, nullptr, with_tuple, key.indexed, all_integers(key), false,
                    make_parent_coder(plan_, key),
                    [&](const KeyRange& range, bool tuple) {
                        return render_parents(plan_, key, range,
                                              rows_.tuple_of(key.relation.table, tuple));
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_children(ReferenceId id, const KeyList& keys, bool with_tuple,
                                 const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    const Reference& found = plan_.catalog.reference(id);
    const Relation* const parent = reference.has_rule() ? &found.parent : nullptr;
    with_user_place(plan_, reader_, reference, [&] {
        read_keyed({found.child, parent, with_tuple, reference.child_indexed,
                    all_integers(plan_.parent_key(reference.parent_key)),
                    found.elements.has_value(), make_child_coder(plan_, reference),
                    [&](const KeyRange& range, bool tuple) {
                        return render_children(plan_, reference, range,
                                               rows_.tuple_of(found.child.table, tuple));
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_whole_keys(ReferenceId id, const KeySink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, reader_, plan_.catalog.reference(id).child.table, [&] {
        rows_.read_keys(render_whole_keys(plan_, reference),
                        plan_.catalog.reference(id).child.table, child_kinds(plan_, reference),
                        sink);
    });
}

void SqlRowSource::read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, reader_, plan_.catalog.reference(id).child.table, [&] {
        read_keyed(
            {plan_.catalog.reference(id).child, nullptr, false, reference.child_indexed,
             all_integers(plan_.parent_key(reference.parent_key)),
             plan_.catalog.reference(id).elements.has_value(), make_child_coder(plan_, reference),
             [&](const KeyRange& range, bool) {
                 return render_referencing(plan_, reference, range, nullptr);
             }},
            keys, sink);
    });
}

void SqlRowSource::read_matches(ParentKeyId id, const KeyList& keys,
                                const std::function<void(std::size_t position, RowId row)>& sink) {
    const ParentKey& key = plan_.parent_key(id);
    // A row's oid and ctid, and the key's position: looked at below.
    const std::vector<KeyKind> kinds(3, KeyKind::server);
    for (std::size_t first = 0; first < keys.size(); first += others_by_scan) {
        const Matches asked = render_matches(
            plan_, key, {keys, first, std::min(first + others_by_scan, keys.size())});
        if (asked.sql.empty()) {
            continue;
        }
        rows_.read_keys(asked.sql, key.relation.table, kinds, [&](std::span<const KeyPart> fields) {
            const auto asked_for = fields[2] ? static_cast<std::size_t>(integer_of(*fields[2]))
                                             : asked.positions.size();
            if (asked_for >= asked.positions.size()) {
                fail_copy_stream(key.relation.name.text());
            }
            sink(asked.positions[asked_for], rows_.row_id(key.relation, fields[0], fields[1]));
        });
    }
}

std::vector<std::uint64_t> SqlRowSource::read_counts(TableId table,
                                                     std::span<const ReferenceId> references) {
    ++own_queries_;
    std::vector<std::uint64_t> counts;
    with_user_place(plan_, reader_, table, [&] {
        const pg::Rows rows =
            reader_.query(render_counts(plan_, table, references), pg::Protocol::extended);
        for (std::size_t column = 0; column <= references.size(); ++column) {
            counts.push_back(static_cast<std::uint64_t>(rows.front().number(column)));
        }
    });
    return counts;
}

Statistics SqlRowSource::read_statistics() { return subset::read_statistics(plan_, reader_); }

}  // namespace subset
