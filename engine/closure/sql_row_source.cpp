#include "closure/sql_row_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "closure/copy_rows.hpp"

namespace subset {
namespace {

// Index lookups are done key by key, so there is no gain in longer lists; where every statement is a scan of the
// table, one list that holds all is best, up to a length that the server parses without trouble.
constexpr std::size_t keys_by_index = 50'000;
constexpr std::size_t keys_by_scan = 1'000'000;

// Errors of the user's own SQL, told with its place.
template <typename Read>
void with_user_place(const std::string& key, const Text* sql, const Read& read) {
    try {
        read();
    } catch (const pg::StatementError& error) {
        const bool of_sql = error.kind() == ErrorKind::server || error.kind() == ErrorKind::privilege;
        if (!of_sql || sql == nullptr || error.message().sqlstate == "57014") {
            throw;
        }
        throw Error{ErrorKind::user_sql, fmt::format("{} failed in the source: {}", key, error.message().primary),
                    error.message().hint.empty() ? "Try the SQL in psql with the same role; it runs in a read-only "
                                                   "transaction."
                                                 : error.message().hint,
                    sql->place, error.message().sqlstate};
    }
}

template <typename Read>
void with_user_place(const RootConfig& root, const Read& read) {
    if (root.query) {
        with_user_place("[[root]] query", &*root.query, read);
    } else if (root.where) {
        with_user_place("[[root]] where", &*root.where, read);
    } else {
        with_user_place("[[root]] order_by", root.order_by ? &*root.order_by : nullptr, read);
    }
}

// The rule of a reference, by its SQL; where two references have the same, the first one's place does as well.
template <typename Read>
void with_user_place(const Config& config, const ReferencePlan& reference, const Read& read) {
    for (const ChildRule& rule : config.children) {
        if (rule.where && rule.where->value == reference.where) {
            with_user_place("[[child]] where", &*rule.where, read);
            return;
        }
    }
    read();
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

SqlRowSource::SqlRowSource(const Plan& plan, pg::CopyChannel& reader) : plan_{plan}, reader_{reader} {
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
    const auto found = std::lower_bound(leaves.begin(), leaves.end(), std::pair{oid, std::uint16_t{0}});
    if (found == leaves.end() || found->first != oid) {
        throw Error{ErrorKind::server,
                    fmt::format("source: a row of {} comes from relation {}, which is not among its partitions",
                                plan_.catalog.table(table).name.text(), oid),
                    "A partition that is a foreign table cannot be copied yet."};
    }
    return make_row_id(found->second, static_cast<std::uint32_t>(integer_of(ctid.substr(0, 4))),
                       static_cast<std::uint16_t>(integer_of(ctid.substr(4, 2))));
}

// Row ids and keys hold no SQL of ours that could not run beside the user's, and any table's may hold that, so every
// statement goes by the extended protocol (postgres-facts 4).
void SqlRowSource::copy_rows(TableId table, std::optional<TableId> parent, const std::string& select,
                             const RowSink& sink) {
    constexpr std::size_t id_fields = 2;
    const std::size_t keys = plan_.table(table).key_values.size();
    const std::size_t head = id_fields + keys + (parent ? id_fields : 0);
    TupleReader reader{head, [&](std::span<const KeyPart> fields, std::string_view rest) {
                           SourceRow row{row_id(table, *fields[0], *fields[1]), fields.subspan(id_fields, keys), rest};
                           if (parent) {
                               row.parent = row_id(*parent, *fields[id_fields + keys], *fields[id_fields + keys + 1]);
                           }
                           sink(row);
                       }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", pg::Protocol::extended,
                     [&](std::string_view message) { reader.take(message); });
}

void SqlRowSource::copy_keys(const std::string& select, std::size_t columns, const KeySink& sink) {
    TupleReader reader{columns, [&](std::span<const KeyPart> fields, std::string_view) { sink(fields); }};
    ++queries_;
    reader_.copy_out("COPY (" + select + ") TO STDOUT (FORMAT binary)", pg::Protocol::extended,
                     [&](std::string_view message) { reader.take(message); });
}

void SqlRowSource::read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_.config.roots[root],
                    [&] { copy_rows(plan.table, std::nullopt, render_root(plan_, plan, with_tuple), sink); });
}

void SqlRowSource::read_root_keys(std::uint32_t root, const KeySink& sink) {
    const RootPlan& plan = plan_.roots[root];
    with_user_place(plan_.config.roots[root], [&] {
        copy_keys(render_root_keys(plan_, plan), plan_.catalog.table(plan.table).primary_key.size(), sink);
    });
}

void SqlRowSource::read_whole(TableId table, bool with_tuple, const RowSink& sink) {
    copy_rows(table, std::nullopt, render_whole_rows(plan_, table, with_tuple), sink);
}

void SqlRowSource::read_keyed(KeyedRead read, const KeyList& keys, const RowSink& sink) {
    const std::size_t most = read.indexed ? keys_by_index : keys_by_scan;
    for (std::size_t first = 0; first < keys.size(); first += most) {
        const std::size_t last = std::min(first + most, keys.size());
        const KeyedSql keyed = read.render({keys, first, last});
        if (keyed.sql.empty()) {
            continue;
        }
        if (keyed.exact) {
            copy_rows(read.table, read.parent, keyed.sql, sink);
            continue;
        }
        const KeySet asked = make_set(keys, first, last);
        copy_rows(read.table, read.parent, keyed.sql, [&](const SourceRow& row) {
            const auto found = read.coder.encode(row.keys);
            if (found && asked.state_of_bytes(found->bytes) != KeyState::absent) {
                sink(row);
            }
        });
    }
}

void SqlRowSource::read_parents(ParentKeyId id, const KeyList& keys, bool with_tuple, const RowSink& sink) {
    const ParentKey& key = plan_.parent_key(id);
    read_keyed({key.relation.table, std::nullopt, key.indexed, make_parent_coder(plan_, key),
                [&](const KeyRange& range) { return render_parents(plan_, key, range, with_tuple); }},
               keys, sink);
}

void SqlRowSource::read_children(ReferenceId id, const KeyList& keys, bool with_tuple, const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    const Reference& found = plan_.catalog.reference(id);
    const auto parent = reference.has_rule() ? std::optional{found.parent.table} : std::nullopt;
    with_user_place(plan_.config, reference, [&] {
        read_keyed({found.child.table, parent, reference.child_indexed, make_child_coder(plan_, reference),
                    [&](const KeyRange& range) { return render_children(plan_, reference, range, with_tuple); }},
                   keys, sink);
    });
}

void SqlRowSource::read_whole_keys(ReferenceId id, const KeySink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    copy_keys(render_whole_keys(plan_, reference), reference.child_slots.size(), sink);
}

void SqlRowSource::read_referencing(ReferenceId id, const KeyList& keys, const RowSink& sink) {
    const ReferencePlan& reference = plan_.reference(id);
    read_keyed({plan_.catalog.reference(id).child.table, std::nullopt, reference.child_indexed,
                make_child_coder(plan_, reference),
                [&](const KeyRange& range) { return render_referencing(plan_, reference, range, false); }},
               keys, sink);
}

void SqlRowSource::read_matches(ParentKeyId id, const KeyList& keys,
                                const std::function<void(std::size_t position, RowId row)>& sink) {
    const ParentKey& key = plan_.parent_key(id);
    constexpr std::size_t columns = 3;
    for (std::size_t first = 0; first < keys.size(); first += keys_by_scan) {
        const Matches asked = render_matches(plan_, key, {keys, first, std::min(first + keys_by_scan, keys.size())});
        if (asked.sql.empty()) {
            continue;
        }
        copy_keys(asked.sql, columns, [&](std::span<const KeyPart> fields) {
            sink(asked.positions[static_cast<std::size_t>(integer_of(*fields[2]))],
                 row_id(key.relation.table, *fields[0], *fields[1]));
        });
    }
}

std::vector<std::uint64_t> SqlRowSource::read_counts(TableId table, std::span<const ReferenceId> references) {
    ++queries_;
    const pg::Rows rows = reader_.query(render_counts(plan_, table, references));
    std::vector<std::uint64_t> counts;
    for (std::size_t column = 0; column < rows.at(0).size(); ++column) {
        counts.push_back(static_cast<std::uint64_t>(rows.front().number(column)));
    }
    return counts;
}

}  // namespace subset
