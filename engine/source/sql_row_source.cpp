#include "source/sql_row_source.hpp"

#include "pg/copy_rows.hpp"
#include "source/key_fields.hpp"
#include "source/statistics.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

// Index lookups are done key by key, so there is no gain in longer lists; where every statement is
// a scan of the table, one list that holds all is best, up to a length that the server parses
// without trouble and that this side holds several times over while it sends it.
constexpr std::size_t keys_by_index = 50'000;
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

// A field that is never NULL and always of one length.
std::string_view fixed(const KeyPart& field, std::size_t bytes, const Table& table) {
    if (!field || field->size() != bytes) {
        fail_copy_stream(table.name.text());
    }
    return *field;
}

constexpr std::size_t oid_bytes_of = 4;
constexpr std::size_t ctid_bytes_of = 6;

RowId row_id_in(std::uint16_t leaf, const KeyPart& field, const Table& table) {
    const std::string_view ctid = fixed(field, ctid_bytes_of, table);
    const auto offset = static_cast<std::uint16_t>(integer_of(ctid.substr(4, 2)));
    if (offset == 0) {
        fail_copy_stream(table.name.text());
    }
    return make_row_id(leaf, static_cast<std::uint32_t>(integer_of(ctid.substr(0, 4))), offset);
}

// Whatever was spoilt on the way: a key of another length would be taken for another key.
void check_keys(std::span<const KeyPart> keys, const std::vector<KeyKind>& kinds,
                const Table& table) {
    constexpr std::size_t integer_key_bytes = 8;
    constexpr std::size_t uuid_key_bytes = 16;
    for (std::size_t index = 0; index < keys.size(); ++index) {
        const KeyKind kind = kinds[index];
        if (kind == KeyKind::integer || kind == KeyKind::uuid) {
            const KeyPart& key = keys[index];
            if (key &&
                key->size() != (kind == KeyKind::integer ? integer_key_bytes : uuid_key_bytes)) {
                fail_copy_stream(table.name.text());
            }
        }
    }
}

}  // namespace

SqlRowSource::SqlRowSource(const Plan& plan, pg::CopyChannel& reader)
    : plan_{plan}, outputs_{plan}, reader_{reader} {
    for (const Table& table : plan.catalog.tables) {
        std::uint16_t number = table.first_leaf;
        for (const Leaf& leaf : table.leaves) {
            leaves_.emplace(leaf.oid, std::pair{table.id, number++});
        }
    }
}

const TableOutput* SqlRowSource::tuple_of(TableId table, bool with_tuple) const {
    return with_tuple ? &outputs_.output(table) : nullptr;
}

RowId SqlRowSource::row_id(const Relation& relation, const KeyPart& oid_field,
                           const KeyPart& ctid) const {
    const Table& named = plan_.catalog.table(relation.table);
    const auto oid = static_cast<Oid>(integer_of(fixed(oid_field, oid_bytes_of, named)));
    const auto found = leaves_.find(oid);
    if (found == leaves_.end() || !relation.has(found->second.first)) {
        throw Error{
            ErrorKind::server,
            fmt::format(
                "source: a row of {} comes from relation {}, which is not among its partitions",
                relation.name.text(), oid),
            "A partition may have been attached meanwhile: start again."};
    }
    return row_id_in(found->second.second, ctid, named);
}

// Any statement may hold the user's SQL, in a root, a rule or an expression, so every one goes by
// the extended protocol (POSTGRES.md 17).
void SqlRowSource::copy_rows(const RowRead& read, bool with_tuple, const RowSink& sink) {
    const TableId table = read.relation.table;
    const std::size_t ctid = has_partitions(plan_, table) ? 1 : 0;
    const Table& found = plan_.catalog.table(table);
    const TableOutput* const tuple = tuple_of(table, with_tuple);
    const std::size_t output = tuple == nullptr ? 0 : tuple->columns.size();
    KeyFields keys{plan_.table(table), tuple};
    std::vector<KeyKind> kinds;
    for (const KeyValue& value : plan_.table(table).key_values) {
        kinds.push_back(value.kind);
    }
    const std::size_t first_key = ctid + 1;
    const std::size_t parent = first_key + keys.beside();
    const std::size_t head = parent + (read.parent != nullptr ? 2 : 0);
    TupleReader reader{
        {head, output, keys.in_output(), found.name.text()},
        [&](std::span<const KeyPart> fields, std::string_view rest) {
            SourceRow row{ctid == 0 ? row_id_in(found.first_leaf, fields[0], found)
                                    : row_id(read.relation, fields[0], fields[1]),
                          keys.join(fields.subspan(first_key, keys.beside()), fields.subspan(head)),
                          rest};
            check_keys(row.keys, kinds, found);
            if (read.parent != nullptr) {
                row.parent = row_id(*read.parent, fields[parent], fields[parent + 1]);
            }
            sink(row);
        }};
    copy_out(read.select(with_tuple), reader);
}

void SqlRowSource::order_by_id(std::vector<KeptRow>& rows) {
    std::sort(rows.begin(), rows.end(), [](const KeptRow& left, const KeptRow& right) {
        return std::pair{left.id, left.parent} < std::pair{right.id, right.parent};
    });
}

void SqlRowSource::read_tree(const RowRead& read, const RowSink& sink) {
    constexpr std::size_t ids = 2;
    std::vector<KeptRow> rows;
    TupleReader reader{{ids + (read.parent != nullptr ? 2 : 0), 0, {}, read.relation.name.text()},
                       [&](std::span<const KeyPart> fields, std::string_view) {
                           KeptRow& kept = rows.emplace_back();
                           kept.id = row_id(read.relation, fields[0], fields[1]);
                           if (read.parent != nullptr) {
                               kept.parent = row_id(*read.parent, fields[2], fields[3]);
                           }
                       }};
    copy_out(read.select(false), reader);
    order_by_id(rows);
    for (const TableId table : read.relation.tables()) {
        std::vector<RowId> batch;
        for (const KeptRow& row : rows) {
            if (plan_.catalog.table_with(read.relation, leaf_of(row.id)) == table &&
                (batch.empty() || batch.back() != row.id)) {
                batch.push_back(row.id);
            }
        }
        read_by_id(table, batch, read.with_tuple, [&](const SourceRow& came) {
            const auto [first, last] = std::equal_range(
                rows.begin(), rows.end(), KeptRow{came.id, {}, {}},
                [](const KeptRow& left, const KeptRow& right) { return left.id < right.id; });
            for (auto kept = first; kept != last; ++kept) {
                sink({came.id, came.keys, came.tuple, kept->parent});
            }
        });
    }
}

void SqlRowSource::read_rows(const RowRead& read, const RowSink& sink) {
    if (read.relation.is_tree()) {
        read_tree(read, sink);
        return;
    }
    if (!read.with_tuple || !outputs_.output(read.relation.table).tuples_apart) {
        copy_rows(read, read.with_tuple, sink);
        return;
    }
    std::vector<KeptRow> rows;
    copy_rows(read, false, [&](const SourceRow& row) {
        KeptRow& kept = rows.emplace_back(KeptRow{row.id, row.parent, {}});
        for (const KeyPart& key : row.keys) {
            kept.keys.push_back(key ? std::optional{std::string{*key}} : std::nullopt);
        }
    });
    read_tuples(read.relation.table, std::move(rows), sink);
}

void SqlRowSource::read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                              const RowSink& sink) {
    with_user_place(plan_, reader_, table, [&] {
        while (!ids.empty()) {
            const auto batch = ids.first(count_of_one_leaf(ids));
            read_rows({plan_.catalog.own_rows(table), nullptr, with_tuple,
                       [&](bool tuple) {
                           return render_rows_by_id(plan_, table, batch, tuple_of(table, tuple));
                       }},
                      sink);
            ids = ids.subspan(batch.size());
        }
    });
}

// Values of reg* types print names as the session's search_path makes them short, and the target
// would read them by its own: with none, they come with their schemas.
void SqlRowSource::read_tuples(TableId table, std::vector<KeptRow> rows, const RowSink& sink) {
    order_by_id(rows);
    reader_.execute("SET LOCAL search_path = ''");
    std::vector<RowId> ids;
    for (const KeptRow& row : rows) {
        if (ids.empty() || ids.back() != row.id) {
            ids.push_back(row.id);
        }
    }
    for (std::span<const RowId> left = ids; !left.empty();) {
        const auto batch = left.first(count_of_one_leaf(left));
        read_tuples_of(table, batch, rows, sink);
        left = left.subspan(batch.size());
    }
    reader_.execute("SET LOCAL search_path TO DEFAULT");
}

void SqlRowSource::read_tuples_of(TableId table, std::span<const RowId> batch,
                                  const std::vector<KeptRow>& rows, const RowSink& sink) {
    const Relation whole = plan_.catalog.own_rows(table);
    std::vector<KeyPart> keys;
    const auto by_id = [](const KeptRow& row, RowId id) { return row.id < id; };
    TupleReader tuples{{2, outputs_.output(table).columns.size(), {}, whole.name.text()},
                       [&](std::span<const KeyPart> fields, std::string_view tuple) {
                           const RowId id = row_id(whole, fields[0], fields[1]);
                           auto row = std::lower_bound(rows.begin(), rows.end(), id, by_id);
                           for (; row != rows.end() && row->id == id; ++row) {
                               keys.assign(row->keys.begin(), row->keys.end());
                               sink({id, keys, tuple, row->parent});
                           }
                       }};
    copy_out(render_tuples_by_id(plan_, table, outputs_.output(table), batch), tuples);
}

void SqlRowSource::copy_keys(const std::string& select, TableId table,
                             const std::vector<KeyKind>& kinds, const KeySink& sink) {
    const Table& named = plan_.catalog.table(table);
    TupleReader reader{{kinds.size(), 0, {}, named.name.text()},
                       [&](std::span<const KeyPart> fields, std::string_view) {
                           check_keys(fields, kinds, named);
                           sink(fields);
                       }};
    copy_out(select, reader);
}

void SqlRowSource::copy_out(const std::string& select, TupleReader& reader) {
    ++queries_;
    reader.finish(reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)",
                                   pg::Protocol::extended,
                                   [&](std::string_view message) { reader.take(message); }));
}

void SqlRowSource::read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, reader_, plan, [&] {
        read_rows(
            {plan.relation, nullptr, with_tuple,
             [&](bool tuple) { return render_root(plan_, plan, tuple_of(plan.table, tuple)); }},
            sink);
    });
}

void SqlRowSource::read_root_keys(std::uint32_t root, const KeySink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, reader_, plan, [&] {
        const Table& table = plan_.catalog.table(plan.table);
        std::vector<KeyKind> kinds;
        for (const std::uint16_t column : table.primary_key) {
            kinds.push_back(table.columns[column].key_kind);
        }
        copy_keys(render_root_keys(plan_, plan), plan.table, kinds, sink);
    });
}

void SqlRowSource::read_whole(TableId table, bool with_tuple, const RowSink& sink) {
    with_user_place(plan_, reader_, table, [&] {
        read_rows(
            {plan_.catalog.own_rows(table), nullptr, with_tuple,
             [&](bool tuple) { return render_whole_rows(plan_, table, tuple_of(table, tuple)); }},
            sink);
    });
}

void SqlRowSource::read_keyed(KeyedRead read, const KeyList& keys, const RowSink& sink) {
    const bool scan =
        will_scan(plan_.catalog.table(read.relation.table), read.indexed, keys.size());
    const std::size_t most = keys_at_once(read.integers, scan);
    for (std::size_t first = 0; first < keys.size(); first += most) {
        const KeyRange range{keys, first, std::min(first + most, keys.size())};
        KeyedSql keyed = read.render(range, read.with_tuple);
        if (keyed.sql.empty()) {
            continue;
        }
        const RowRead rows{read.relation, read.parent, read.with_tuple, [&](bool tuple) {
                               return tuple == read.with_tuple ? std::move(keyed.sql)
                                                               : read.render(range, tuple).sql;
                           }};
        if (keyed.exact) {
            read_rows(rows, sink);
            continue;
        }
        const KeySet asked = make_set(keys, range.first, range.last);
        read_rows(rows, [&](const SourceRow& row) {
            const auto found = read.coder.encode(row.id, row.keys);
            if (found && asked.state_of(*found) != KeyState::absent) {
                sink(row);
            }
        });
    }
}

void SqlRowSource::read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple,
                                const RowSink& sink) {
    const ParentKey& key = plan_.parent_key(id);
    with_user_place(plan_, reader_, key.relation.table, [&] {
        read_keyed({key.relation, nullptr, with_tuple, key.indexed, all_integers(key),
                    make_parent_coder(plan_, key),
                    [&](const KeyRange& range, bool tuple) {
                        return render_parents(plan_, key, range,
                                              tuple_of(key.relation.table, tuple));
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
                    make_child_coder(plan_, reference),
                    [&](const KeyRange& range, bool tuple) {
                        return render_children(plan_, reference, range,
                                               tuple_of(found.child.table, tuple));
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_whole_keys(ReferenceId id, const KeySink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, reader_, plan_.catalog.reference(id).child.table, [&] {
        copy_keys(render_whole_keys(plan_, reference), plan_.catalog.reference(id).child.table,
                  child_kinds(plan_, reference), sink);
    });
}

void SqlRowSource::read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, reader_, plan_.catalog.reference(id).child.table, [&] {
        read_keyed({plan_.catalog.reference(id).child, nullptr, false, reference.child_indexed,
                    all_integers(plan_.parent_key(reference.parent_key)),
                    make_child_coder(plan_, reference),
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
        copy_keys(asked.sql, key.relation.table, kinds, [&](std::span<const KeyPart> fields) {
            const auto asked_for = fields[2] ? static_cast<std::size_t>(integer_of(*fields[2]))
                                             : asked.positions.size();
            if (asked_for >= asked.positions.size()) {
                fail_copy_stream(key.relation.name.text());
            }
            sink(asked.positions[asked_for], row_id(key.relation, fields[0], fields[1]));
        });
    }
}

std::vector<std::uint64_t> SqlRowSource::read_counts(TableId table,
                                                     std::span<const ReferenceId> references) {
    ++queries_;
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
