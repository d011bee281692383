#include "source/row_reader.hpp"

#include "pg/copy_rows.hpp"
#include "rows/array_elements.hpp"
#include "source/key_fields.hpp"
#include "source/statements/statement_parts.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// How a key's value travels: of which kind it is, and whether it is an array of such values.
struct TravelForm {
    KeyKind kind{};
    bool elements = false;
};

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

bool has_length_of(KeyKind kind, std::string_view key) {
    constexpr std::size_t integer_key_bytes = 8;
    constexpr std::size_t uuid_key_bytes = 16;
    return kind == KeyKind::integer ? key.size() == integer_key_bytes
           : kind == KeyKind::uuid  ? key.size() == uuid_key_bytes
                                    : true;
}

bool are_whole_elements(KeyKind kind, std::string_view array) {
    const auto elements = parse_array_elements(array);
    return elements && std::all_of(elements->begin(), elements->end(), [&](std::string_view each) {
               return has_length_of(kind, each);
           });
}

// Whatever was spoilt on the way: a key of another length would be taken for another key.
void check_keys(std::span<const KeyPart> keys, const std::vector<TravelForm>& forms,
                const Table& table) {
    for (std::size_t index = 0; index < keys.size(); ++index) {
        const auto& [kind, elements] = forms[index];
        const KeyPart& key = keys[index];
        if (key && !(elements ? are_whole_elements(kind, *key) : has_length_of(kind, *key))) {
            fail_copy_stream(table.name.text());
        }
    }
}

}  // namespace

RowReader::RowReader(const Plan& plan, pg::CopyChannel& reader)
    : plan_{plan}, outputs_{plan}, reader_{reader} {
    for (const Table& table : plan.catalog.tables) {
        std::uint16_t number = table.first_leaf;
        for (const Leaf& leaf : table.leaves) {
            leaves_.emplace(leaf.oid, std::pair{table.id, number++});
        }
    }
}

const TableOutput* RowReader::tuple_of(TableId table, bool with_tuple) const {
    return with_tuple ? &outputs_.output(table) : nullptr;
}

RowId RowReader::row_id(const Relation& relation, const KeyPart& oid_field,
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
void RowReader::copy_rows(const RowStatement& statement, bool with_tuple,
                          const RowSource::RowSink& sink) {
    const TableId table = statement.relation.table;
    const std::size_t ctid = has_partitions(plan_.catalog, table) ? 1 : 0;
    const Table& found = plan_.catalog.table(table);
    const TableOutput* const tuple = tuple_of(table, with_tuple);
    const std::size_t output = tuple == nullptr ? 0 : tuple->columns.size();
    KeyFields keys{plan_.table(table), tuple};
    std::vector<TravelForm> forms;
    for (const KeyValue& value : plan_.table(table).key_values) {
        forms.push_back({value.kind, value.elements});
    }
    const std::size_t first_key = ctid + 1;
    const std::size_t parent = first_key + keys.beside();
    const std::size_t head = parent + (statement.parent != nullptr ? 2 : 0);
    TupleReader reader{
        {head, output, keys.in_output(), found.name.text()},
        [&](std::span<const KeyPart> fields, std::string_view rest) {
            SourceRow row{ctid == 0 ? row_id_in(found.first_leaf, fields[0], found)
                                    : row_id(statement.relation, fields[0], fields[1]),
                          keys.join(fields.subspan(first_key, keys.beside()), fields.subspan(head)),
                          rest};
            check_keys(row.keys, forms, found);
            if (statement.parent != nullptr) {
                row.parent = row_id(*statement.parent, fields[parent], fields[parent + 1]);
            }
            sink(row);
        }};
    copy_out(statement.select(with_tuple), reader);
}

void RowReader::order_by_id(std::vector<KeptRow>& rows) {
    std::sort(rows.begin(), rows.end(), [](const KeptRow& left, const KeptRow& right) {
        return std::pair{left.id, left.parent} < std::pair{right.id, right.parent};
    });
}

void RowReader::read_tree(const RowStatement& statement, const RowSource::RowSink& sink) {
    constexpr std::size_t ids = 2;
    std::vector<KeptRow> rows;
    TupleReader reader{
        {ids + (statement.parent != nullptr ? 2 : 0), 0, {}, statement.relation.name.text()},
        [&](std::span<const KeyPart> fields, std::string_view) {
            KeptRow& kept = rows.emplace_back();
            kept.id = row_id(statement.relation, fields[0], fields[1]);
            if (statement.parent != nullptr) {
                kept.parent = row_id(*statement.parent, fields[2], fields[3]);
            }
        }};
    copy_out(statement.select(false), reader);
    order_by_id(rows);
    for (const TableId table : statement.relation.tables()) {
        std::vector<RowId> batch;
        for (const KeptRow& row : rows) {
            if (plan_.catalog.table_with(statement.relation, leaf_of(row.id)) == table &&
                (batch.empty() || batch.back() != row.id)) {
                batch.push_back(row.id);
            }
        }
        read_by_id(table, batch, statement.with_tuple, [&](const SourceRow& came) {
            const auto [first, last] = std::equal_range(
                rows.begin(), rows.end(), KeptRow{came.id, {}, {}},
                [](const KeptRow& left, const KeptRow& right) { return left.id < right.id; });
            for (auto kept = first; kept != last; ++kept) {
                sink({came.id, came.keys, came.tuple, kept->parent});
            }
        });
    }
}

void RowReader::read(const RowStatement& statement, const RowSource::RowSink& sink) {
    if (statement.relation.is_tree()) {
        read_tree(statement, sink);
        return;
    }
    if (!statement.with_tuple || !outputs_.output(statement.relation.table).tuples_apart) {
        copy_rows(statement, statement.with_tuple, sink);
        return;
    }
    std::vector<KeptRow> rows;
    copy_rows(statement, false, [&](const SourceRow& row) {
        KeptRow& kept = rows.emplace_back(KeptRow{row.id, row.parent, {}});
        for (const KeyPart& key : row.keys) {
            kept.keys.push_back(key ? std::optional{std::string{*key}} : std::nullopt);
        }
    });
    read_tuples(statement.relation.table, std::move(rows), sink);
}

void RowReader::read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                           const RowSource::RowSink& sink) {
    with_user_place(plan_, reader_, table, [&] {
        while (!ids.empty()) {
            const auto batch = ids.first(count_of_one_leaf(ids));
            read({plan_.catalog.own_rows(table), nullptr, with_tuple,
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
void RowReader::read_tuples(TableId table, std::vector<KeptRow> rows,
                            const RowSource::RowSink& sink) {
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

void RowReader::read_tuples_of(TableId table, std::span<const RowId> batch,
                               const std::vector<KeptRow>& rows, const RowSource::RowSink& sink) {
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

void RowReader::read_keys(const std::string& select, TableId table,
                          const std::vector<KeyKind>& kinds, const RowSource::KeySink& sink) {
    const Table& named = plan_.catalog.table(table);
    std::vector<TravelForm> forms;
    for (const KeyKind kind : kinds) {
        forms.push_back({kind, false});
    }
    TupleReader reader{{kinds.size(), 0, {}, named.name.text()},
                       [&](std::span<const KeyPart> fields, std::string_view) {
                           check_keys(fields, forms, named);
                           sink(fields);
                       }};
    copy_out(select, reader);
}

void RowReader::copy_out(const std::string& select, TupleReader& reader) {
    ++queries_;
    reader.finish(
        reader_.copy_rows(select, [&](std::string_view message) { reader.take(message); }));
}

}  // namespace subset
