#include "closure/sql_row_source.hpp"

#include "closure/copy_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

// Index lookups are done key by key, so there is no gain in longer lists; where every statement is
// a scan of the table, one list that holds all is best, up to a length that the server parses
// without trouble.
constexpr std::size_t keys_by_index = 50'000;
constexpr std::size_t keys_by_scan = 1'000'000;

// The place that an error of the user's SQL is told with.
const Text* user_sql_of(const RootConfig& root) {
    if (root.query) {
        return &*root.query;
    }
    return root.where ? &*root.where : root.order_by ? &*root.order_by : nullptr;
}

template <typename Read>
void with_user_place(const RootConfig& root, const Read& read) {
    try {
        read();
    } catch (const pg::StatementError& error) {
        const bool of_sql =
            error.kind() == ErrorKind::server || error.kind() == ErrorKind::privilege;
        const Text* const sql = user_sql_of(root);
        if (!of_sql || sql == nullptr || error.message().sqlstate == "57014") {
            throw;
        }
        throw Error{ErrorKind::user_sql,
                    fmt::format("[[root]] {} failed in the source: {}",
                                root.query   ? "query"
                                : root.where ? "where"
                                             : "order_by",
                                error.message().primary),
                    error.message().hint.empty()
                        ? "Try the SQL in psql with the same role; it runs in a read-only "
                          "transaction."
                        : error.message().hint,
                    sql->place, error.message().sqlstate};
    }
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

std::uint16_t SqlRowSource::leaf_of_oid(TableId table, Oid oid) {
    const auto& leaves = leaves_[index_of(table)];
    const auto found =
        std::lower_bound(leaves.begin(), leaves.end(), std::pair{oid, std::uint16_t{0}});
    if (found == leaves.end() || found->first != oid) {
        throw Error{
            ErrorKind::server,
            fmt::format(
                "source: a row of {} comes from relation {}, which is not among its partitions",
                plan_.catalog.table(table).name.text(), oid),
            "A partition that is a foreign table cannot be copied yet."};
    }
    return found->second;
}

void SqlRowSource::copy_rows(TableId table, const std::string& select, pg::Protocol protocol,
                             const RowSink& sink) {
    constexpr std::size_t id_fields = 2;
    const std::size_t head = id_fields + plan_.table(table).key_columns.size();
    TupleReader reader{
        head, [&](std::span<const KeyPart> fields, std::string_view rest) {
            const std::string_view oid = fields[0].value();
            const std::string_view ctid = fields[1].value();
            const auto block = static_cast<std::uint32_t>(integer_of(ctid.substr(0, 4)));
            const auto offset = static_cast<std::uint16_t>(integer_of(ctid.substr(4, 2)));
            const std::uint16_t leaf = leaf_of_oid(table, static_cast<Oid>(integer_of(oid)));
            sink({make_row_id(leaf, block, offset), fields.subspan(id_fields), rest});
        }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", protocol,
                     [&](std::string_view message) { reader.take(message); });
}

// Values of reg* types print names as the session's search_path makes them short, and the target
// would read them by its own: with none, they come with their schemas.
void SqlRowSource::copy_tuples(TableId table, const std::string& select, const RowSink& sink) {
    if (plan_.table(table).format == CopyFormat::binary) {
        copy_rows(table, select, pg::Protocol::simple, sink);
        return;
    }
    reader_.execute("SET LOCAL search_path = ''");
    copy_rows(table, select, pg::Protocol::simple, sink);
    reader_.execute("SET LOCAL search_path TO DEFAULT");
}

// For roots of such tables: the user's SQL needs the role's search_path, so that their ids come
// first.
void SqlRowSource::read_tuples(TableId table, const std::vector<RowId>& rows, const RowSink& sink) {
    std::map<std::uint16_t, std::vector<RowId>> by_leaf;
    for (const RowId row : rows) {
        by_leaf[leaf_of(row)].push_back(row);
    }
    for (const auto& [leaf, ids] : by_leaf) {
        copy_tuples(table, render_rows_by_id(plan_, table, leaf, ids), sink);
    }
}

void SqlRowSource::copy_keys(const std::string& select, std::size_t columns, pg::Protocol protocol,
                             const KeySink& sink) {
    TupleReader reader{columns,
                       [&](std::span<const KeyPart> fields, std::string_view) { sink(fields); }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", protocol,
                     [&](std::string_view message) { reader.take(message); });
}

void SqlRowSource::read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) {
    const RootPlan& plan = plan_.roots[root];
    const bool ids_first = with_tuple && plan_.table(plan.table).format == CopyFormat::text;
    std::vector<RowId> ids;
    const RowSink ids_sink = [&](const SourceRow& row) { ids.push_back(row.id); };
    with_user_place(plan_.config.roots[root], [&] {
        copy_rows(plan.table, render_root(plan_, plan, with_tuple && !ids_first),
                  pg::Protocol::extended, ids_first ? ids_sink : sink);
    });
    if (ids_first) {
        read_tuples(plan.table, ids, sink);
    }
}

void SqlRowSource::read_root_keys(std::uint32_t root, const KeySink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_.config.roots[root], [&] {
        copy_keys(render_root_keys(plan_, plan), plan_.catalog.table(plan.table).primary_key.size(),
                  pg::Protocol::extended, sink);
    });
}

void SqlRowSource::read_keyed(TableId table, const KeyList& keys, bool indexed, KeyCoder coder,
                              const Render& render, const RowSink& sink) {
    const std::size_t most = indexed ? keys_by_index : keys_by_scan;
    for (std::size_t first = 0; first < keys.size(); first += most) {
        const std::size_t last = std::min(first + most, keys.size());
        const KeyedSql keyed = render({keys, first, last});
        if (keyed.sql.empty()) {
            continue;
        }
        if (keyed.exact) {
            copy_tuples(table, keyed.sql, sink);
            continue;
        }
        const KeySet asked = make_set(keys, first, last);
        copy_tuples(table, keyed.sql, [&](const SourceRow& row) {
            const auto found = coder.encode(row.keys);
            if (found && asked.state_of_bytes(found->bytes) != KeyState::absent) {
                sink(row);
            }
        });
    }
}

void SqlRowSource::read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple,
                                const RowSink& sink) {
    const ParentKey& key = plan_.parent_key(id);
    read_keyed(
        key.relation.table, keys, key.indexed, make_parent_coder(plan_, key),
        [&](const KeyRange& range) { return render_parents(plan_, key, range, with_tuple); }, sink);
}

void SqlRowSource::read_children(ReferenceId id, const KeyList& keys, bool with_tuple,
                                 const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    read_keyed(
        plan_.catalog.reference(id).child.table, keys, reference.child_indexed,
        make_child_coder(plan_, reference),
        [&](const KeyRange& range) { return render_children(plan_, reference, range, with_tuple); },
        sink);
}

void SqlRowSource::read_whole_keys(ReferenceId id, const KeySink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    copy_keys(render_whole_keys(plan_, reference), reference.child_slots.size(),
              pg::Protocol::simple, sink);
}

void SqlRowSource::read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) {
    read_children(id, keys, false, sink);
}

std::vector<std::size_t> SqlRowSource::read_unmatched(ParentKeyId id, const KeyList& keys) {
    const ParentKey& key = plan_.parent_key(id);
    std::vector<std::size_t> unmatched;
    for (std::size_t first = 0; first < keys.size(); first += keys_by_scan) {
        const Unmatched asked = render_unmatched(
            plan_, key, {keys, first, std::min(first + keys_by_scan, keys.size())});
        unmatched.insert(unmatched.end(), asked.out_of_range.begin(), asked.out_of_range.end());
        if (asked.sql.empty()) {
            continue;
        }
        copy_keys(asked.sql, 1, pg::Protocol::simple, [&](std::span<const KeyPart> fields) {
            unmatched.push_back(
                asked.positions[static_cast<std::size_t>(integer_of(fields.front().value()))]);
        });
    }
    std::sort(unmatched.begin(), unmatched.end());
    return unmatched;
}

std::vector<std::uint64_t> SqlRowSource::read_counts(TableId table,
                                                     std::span<const ReferenceId> references) {
    ++queries_;
    const pg::Rows rows = reader_.query(render_counts(plan_, table, references));
    std::vector<std::uint64_t> counts;
    for (std::size_t column = 0; column < rows.at(0).size(); ++column) {
        counts.push_back(static_cast<std::uint64_t>(rows.front().number(column)));
    }
    return counts;
}

}  // namespace subset
