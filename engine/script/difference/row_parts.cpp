#include "script/difference/row_parts.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "script/difference/part_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace subset {
namespace {

// A function takes 100 arguments at most (manual, "Limits").
constexpr std::size_t most_arguments = 90;

std::string name_of_field(std::size_t field) { return fmt::format("r.f{}", field); }

// The texts of these types are never empty, and no comma is in them, so that NULL and the next
// value are told apart from them.
bool is_bare(const Column& column) {
    constexpr std::array bare = std::to_array<std::string_view>(
        {"smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "date",
         "timestamp without time zone", "timestamp with time zone", "time without time zone",
         "uuid", "oid"});
    return std::find(bare.begin(), bare.end(), column.base_type) != bare.end();
}

bool is_plain_text(const Column& column) {
    return column.base_type == "text" || column.base_type == "character varying";
}

std::string render_concat(const std::vector<std::string>& items) {
    std::string list;
    for (const std::string& item : items) {
        list += (list.empty() ? "" : ", ") + item;
    }
    return "pg_catalog.concat(" + list + ")";
}

// The items in as many calls as it takes, and one around them.
std::string render_joined(const std::vector<std::string>& items) {
    std::vector<std::string> calls;
    for (std::size_t first = 0; first < items.size(); first += most_arguments) {
        const std::size_t last = std::min(first + most_arguments, items.size());
        calls.push_back(render_concat({items.begin() + static_cast<std::ptrdiff_t>(first),
                                       items.begin() + static_cast<std::ptrdiff_t>(last)}));
    }
    return calls.size() == 1 ? calls.front() : render_concat(calls);
}

// Every value can be found again in the text: that of a row is told from that of any other row.
// Where rows go in COPY's text format all values are texts already.
std::string render_row_text(const Table& table, const TableOutput& output) {
    const bool texts = output.format == CopyFormat::text;
    std::vector<std::string> items;
    std::string composite;
    for (std::size_t field = 0; field < output.columns.size(); ++field) {
        const Column& column = table.columns.at(*table.column_named(output.columns[field].name));
        const std::string name = name_of_field(field);
        if (!texts && is_bare(column)) {
            items.insert(items.end(), {name, "','"});
        } else if (texts || is_plain_text(column)) {
            items.insert(items.end(),
                         {"pg_catalog.octet_length(" + name + ")", "':'", name, "','"});
        } else {
            composite += (composite.empty() ? "" : ", ") + name;
        }
    }
    if (!composite.empty()) {
        items.push_back("ROW(" + composite + ")");
    }
    return render_joined(items);
}

std::vector<PartKey> find_part_keys(const Table& table, const TableOutput& output) {
    std::vector<PartKey> keys;
    for (const std::uint16_t place : table.primary_key) {
        const Column& column = table.columns[place];
        const std::string bare = render_column(column);
        const auto found =
            std::find_if(output.columns.begin(), output.columns.end(),
                         [&](const OutputColumn& each) { return each.name == column.name; });
        // A mask or a NULL is another value than the column's, and is in no index.
        const bool as_it_is =
            found != output.columns.end() &&
            found->sql == (output.format == CopyFormat::text ? render_text(column, bare) : bare);
        if (!as_it_is || column.key_kind == KeyKind::server || column.is_enum) {
            continue;
        }
        PartKey& key = keys.emplace_back();
        key.field = static_cast<std::size_t>(found - output.columns.begin());
        key.by_bytes = !column.collation.empty();
        key.type = key.by_bytes ? "pg_catalog.text" : column.base_type;
        key.there = "o." + pg::quote_identifier(column.name);
        key.comes = bare;
    }
    return keys;
}

const Column* find_unsure(const Table& table, const TableOutput& output) {
    for (const OutputColumn& each : output.columns) {
        const Column& column = table.columns.at(*table.column_named(each.name));
        if (!column.text_is_sure) {
            return &column;
        }
    }
    return nullptr;
}

std::string why_no_parts(const Table& table, const TableOutput& output,
                         const std::vector<PartKey>& keys) {
    if (table.primary_key.empty()) {
        return "it has no primary key";
    }
    if (const Column* const column = find_unsure(table, output)) {
        return fmt::format("nobody knows whether two servers print the same for values of {} ({})",
                           column->name, column->type);
    }
    if (output.tuples_apart) {
        return "it has too many columns";
    }
    return keys.empty() ? "no column of its primary key goes out as it is and can be ordered alike "
                          "on every server"
                        : "";
}

}  // namespace

RowPartsOrReason make_row_parts(const Plan& plan, TableId id, const std::string& own_rows,
                                std::uint64_t rows) {
    const Table& table = plan.catalog.table(id);
    const TableOutput& output = plan.output(id);
    const PartSize size = part_size();
    if (table.about_bytes < size.least_table_bytes) {
        return {};
    }
    RowParts parts;
    parts.keys = find_part_keys(table, output);
    if (std::string reason = why_no_parts(table, output, parts.keys); !reason.empty()) {
        return {std::nullopt, std::move(reason)};
    }
    for (std::size_t field = 0; field < output.columns.size(); ++field) {
        const std::string separator = field == 0 ? "" : ", ";
        parts.fields += fmt::format("{}f{}", separator, field);
        const std::string& name = output.columns[field].name;
        const std::string bare = "o." + pg::quote_identifier(name);
        const Column& column = table.columns.at(*table.column_named(name));
        parts.there +=
            separator + (output.format == CopyFormat::text ? render_text(column, bare) : bare);
    }
    parts.there = fmt::format("SELECT {} FROM {} AS o", parts.there, own_rows);
    parts.text = render_row_text(table, output);
    parts.wanted = std::min(
        {table.about_bytes / size.part_bytes, rows / size.least_part_rows, size.most_parts});
    return {std::move(parts), {}};
}

}  // namespace subset
