#include "closure/sql_row_source.hpp"

#include "closure/copy_rows.hpp"
#include "closure/user_place.hpp"

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
constexpr std::size_t others_by_scan = 250'000;

// From about one key for 200 rows on the server scans the table although there is an index: each
// list would be another scan.
bool will_scan(const Table& table, bool indexed, std::size_t keys) {
    return !indexed || (table.about_rows && keys > *table.about_rows / 200);
}

std::size_t keys_at_once(const KeyList& keys, bool scan) {
    return !scan ? keys_by_index : keys.integers() ? integers_by_scan : others_by_scan;
}

// Which of the asked keys a row has; for statements that select more than was asked for.
KeySet make_set(const KeyList& keys, std::size_t first, std::size_t last) {
    KeySet set{keys.integers()};
    for (std::size_t position = first; position < last; ++position) {
        if (keys.integers()) {
            set.know_integer(keys.integer_at(position));
        } else {
            set.know_bytes(keys.bytes_at(position));
        }
    }
    return set;
}

}  // namespace

SqlRowSource::SqlRowSource(const Plan& plan, pg::CopyChannel& reader)
    : plan_{plan}, reader_{reader} {
    for (const Table& table : plan.catalog.tables) {
        auto& leaves = leaves_.emplace_back();
        for (std::size_t leaf = 0; leaf < table.leaves.size(); ++leaf) {
            leaves.emplace_back(table.leaves[leaf].oid, static_cast<std::uint16_t>(leaf));
        }
        std::sort(leaves.begin(), leaves.end());
    }
}

RowId SqlRowSource::row_id(TableId table, std::string_view oid_bytes, std::string_view ctid) const {
    const auto oid = static_cast<Oid>(integer_of(oid_bytes));
    const auto& leaves = leaves_[index_of(table)];
    const auto found =
        std::lower_bound(leaves.begin(), leaves.end(), std::pair{oid, std::uint16_t{0}});
    if (found == leaves.end() || found->first != oid) {
        throw Error{
            ErrorKind::server,
            fmt::format(
                "source: a row of {} comes from relation {}, which is not among its partitions",
                plan_.catalog.table(table).name.text(), oid),
            "This is a fault of subset; a partition may have been attached meanwhile."};
    }
    return make_row_id(found->second, static_cast<std::uint32_t>(integer_of(ctid.substr(0, 4))),
                       static_cast<std::uint16_t>(integer_of(ctid.substr(4, 2))));
}

// Any statement may hold the user's SQL, in a root, a rule or an expression, so every one goes by
// the extended protocol (postgres-facts 4).
void SqlRowSource::copy_rows(const RowRead& read, const std::string& select, const RowSink& sink) {
    constexpr std::size_t id_fields = 2;
    const std::size_t keys = plan_.table(read.table).key_values.size();
    const std::size_t head = id_fields + keys + (read.parent ? id_fields : 0);
    TupleReader reader{head, [&](std::span<const KeyPart> fields, std::string_view rest) {
                           SourceRow row{row_id(read.table, *fields[0], *fields[1]),
                                         fields.subspan(id_fields, keys), rest};
                           if (read.parent) {
                               row.parent = row_id(*read.parent, *fields[id_fields + keys],
                                                   *fields[id_fields + keys + 1]);
                           }
                           sink(row);
                       }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", pg::Protocol::extended,
                     [&](std::string_view message) { reader.take(message); });
}

void SqlRowSource::read_rows(const RowRead& read, const RowSink& sink) {
    if (!read.with_tuple || !plan_.table(read.table).tuples_apart) {
        copy_rows(read, read.select(read.with_tuple), sink);
        return;
    }
    std::vector<KeptRow> rows;
    copy_rows(read, read.select(false), [&](const SourceRow& row) {
        KeptRow& kept = rows.emplace_back(KeptRow{row.id, row.parent, {}});
        for (const KeyPart& key : row.keys) {
            kept.keys.push_back(key ? std::optional{std::string{*key}} : std::nullopt);
        }
    });
    read_tuples(read.table, std::move(rows), sink);
}

// Values of reg* types print names as the session's search_path makes them short, and the target
// would read them by its own: with none, they come with their schemas.
void SqlRowSource::read_tuples(TableId table, std::vector<KeptRow> rows, const RowSink& sink) {
    std::sort(rows.begin(), rows.end(), [](const KeptRow& left, const KeptRow& right) {
        return std::pair{left.id, left.parent} < std::pair{right.id, right.parent};
    });
    reader_.execute("SET LOCAL search_path = ''");
    std::vector<RowId> batch;
    for (std::size_t place = 0; place < rows.size(); ++place) {
        const RowId id = rows[place].id;
        if (batch.empty() || batch.back() != id) {
            batch.push_back(id);
        }
        const bool last = place + 1 == rows.size();
        if (last || batch.size() == keys_by_index || leaf_of(rows[place + 1].id) != leaf_of(id)) {
            read_tuples_of(table, batch, rows, sink);
            batch.clear();
        }
    }
    reader_.execute("SET LOCAL search_path TO DEFAULT");
}

void SqlRowSource::read_tuples_of(TableId table, const std::vector<RowId>& batch,
                                  const std::vector<KeptRow>& rows, const RowSink& sink) {
    std::vector<KeyPart> keys;
    const auto by_id = [](const KeptRow& row, RowId id) { return row.id < id; };
    TupleReader tuples{2, [&](std::span<const KeyPart> fields, std::string_view tuple) {
                           const RowId id = row_id(table, *fields[0], *fields[1]);
                           auto row = std::lower_bound(rows.begin(), rows.end(), id, by_id);
                           for (; row != rows.end() && row->id == id; ++row) {
                               keys.assign(row->keys.begin(), row->keys.end());
                               sink({id, keys, tuple, row->parent});
                           }
                       }};
    ++queries_;
    reader_.copy_out("COPY (" + render_tuples_by_id(plan_, table, leaf_of(batch.front()), batch) +
                         ") TO STDOUT (FORMAT binary)",
                     pg::Protocol::extended,
                     [&](std::string_view message) { tuples.take(message); });
}

void SqlRowSource::copy_keys(const std::string& select, std::size_t columns, const KeySink& sink) {
    TupleReader reader{columns,
                       [&](std::span<const KeyPart> fields, std::string_view) { sink(fields); }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", pg::Protocol::extended,
                     [&](std::string_view message) { reader.take(message); });
}

void SqlRowSource::read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, plan, plan_.config.roots[root], [&] {
        read_rows({plan.table, std::nullopt, with_tuple,
                   [&](bool tuple) { return render_root(plan_, plan, tuple); }},
                  sink);
    });
}

void SqlRowSource::read_root_keys(std::uint32_t root, const KeySink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_, plan, plan_.config.roots[root], [&] {
        copy_keys(render_root_keys(plan_, plan), plan_.catalog.table(plan.table).primary_key.size(),
                  sink);
    });
}

void SqlRowSource::read_whole(TableId table, bool with_tuple, const RowSink& sink) {
    with_user_place(plan_, table, [&] {
        read_rows({table, std::nullopt, with_tuple,
                   [&](bool tuple) { return render_whole_rows(plan_, table, tuple); }},
                  sink);
    });
}

void SqlRowSource::read_keyed(KeyedRead read, const KeyList& keys, const RowSink& sink) {
    const bool scan = will_scan(plan_.catalog.table(read.table), read.indexed, keys.size());
    const std::size_t most = keys_at_once(keys, scan);
    for (std::size_t first = 0; first < keys.size(); first += most) {
        const KeyRange range{keys, first, std::min(first + most, keys.size())};
        KeyedSql keyed = read.render(range, read.with_tuple);
        if (keyed.sql.empty()) {
            continue;
        }
        const RowRead rows{read.table, read.parent, read.with_tuple, [&](bool tuple) {
                               return tuple == read.with_tuple ? std::move(keyed.sql)
                                                               : read.render(range, tuple).sql;
                           }};
        if (keyed.exact) {
            read_rows(rows, sink);
            continue;
        }
        const KeySet asked = make_set(keys, range.first, range.last);
        read_rows(rows, [&](const SourceRow& row) {
            const auto found = read.coder.encode(row.keys);
            if (found && asked.state_of_bytes(found->bytes) != KeyState::absent) {
                sink(row);
            }
        });
    }
}

void SqlRowSource::read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple,
                                const RowSink& sink) {
    const ParentKey& key = plan_.parent_key(id);
    with_user_place(plan_, key.relation.table, [&] {
        read_keyed({key.relation.table, std::nullopt, with_tuple, key.indexed,
                    make_parent_coder(plan_, key),
                    [&](const KeyRange& range, bool tuple) {
                        return render_parents(plan_, key, range, tuple);
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_children(ReferenceId id, const KeyList& keys, bool with_tuple,
                                 const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    const Reference& found = plan_.catalog.reference(id);
    const auto parent = reference.has_rule() ? std::optional{found.parent.table} : std::nullopt;
    with_user_place(plan_, reference, [&] {
        read_keyed({found.child.table, parent, with_tuple, reference.child_indexed,
                    make_child_coder(plan_, reference),
                    [&](const KeyRange& range, bool tuple) {
                        return render_children(plan_, reference, range, tuple);
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_whole_keys(ReferenceId id, const KeySink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, plan_.catalog.reference(id).child.table, [&] {
        copy_keys(render_whole_keys(plan_, reference), reference.child_slots.size(), sink);
    });
}

void SqlRowSource::read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    with_user_place(plan_, plan_.catalog.reference(id).child.table, [&] {
        read_keyed({plan_.catalog.reference(id).child.table, std::nullopt, false,
                    reference.child_indexed, make_child_coder(plan_, reference),
                    [&](const KeyRange& range, bool tuple) {
                        return render_referencing(plan_, reference, range, tuple);
                    }},
                   keys, sink);
    });
}

void SqlRowSource::read_matches(ParentKeyId id, const KeyList& keys,
                                const std::function<void(std::size_t position, RowId row)>& sink) {
    const ParentKey& key = plan_.parent_key(id);
    constexpr std::size_t columns = 3;
    for (std::size_t first = 0; first < keys.size(); first += others_by_scan) {
        const Matches asked = render_matches(
            plan_, key, {keys, first, std::min(first + others_by_scan, keys.size())});
        if (asked.sql.empty()) {
            continue;
        }
        copy_keys(asked.sql, columns, [&](std::span<const KeyPart> fields) {
            sink(asked.positions[static_cast<std::size_t>(integer_of(*fields[2]))],
                 row_id(key.relation.table, *fields[0], *fields[1]));
        });
    }
}

std::vector<std::uint64_t> SqlRowSource::read_counts(TableId table,
                                                     std::span<const ReferenceId> references) {
    ++queries_;
    std::vector<std::uint64_t> counts;
    with_user_place(plan_, table, [&] {
        const pg::Rows rows =
            reader_.query(render_counts(plan_, table, references), pg::Protocol::extended);
        for (std::size_t column = 0; column < rows.at(0).size(); ++column) {
            counts.push_back(static_cast<std::uint64_t>(rows.front().number(column)));
        }
    });
    return counts;
}

}  // namespace subset
