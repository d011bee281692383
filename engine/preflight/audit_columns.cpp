#include "preflight/audit_columns.hpp"

#include "catalog/column_sql.hpp"
#include "mask/hstore_document.hpp"
#include "mask/names/personal_names.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/parse/parse_preset.hpp"
#include "mask/value_class.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t rows_of_examples = 20;
constexpr std::size_t most_examples = 3;

// A text of this length or less is a name, a code or a state; a longer one may say anything.
constexpr std::size_t short_text = 60;

std::string describe_kind(const Column& column) {
    const ValueShape shape = shape_of(column);
    const std::string many = shape.is_array ? "array of " : "";
    switch (shape.value) {
        case ValueClass::text:
            return many + "text";
        case ValueClass::date:
            return many + "date or time";
        case ValueClass::span:
            return many + "range of dates or times";
        case ValueClass::clock:
            return many + "time of day or interval";
        case ValueClass::ip:
            return many + "network address";
        case ValueClass::json:
            return many + (is_hstore(column.base_type.substr(0, column.base_type.find('[')))
                               ? "hstore"
                               : "JSON");
        case ValueClass::words:
            return many + "words of a text";
        case ValueClass::xml:
            return many + "XML";
        case ValueClass::number:
            return many + "number";
        case ValueClass::uuid:
            return many + "uuid";
        case ValueClass::bytes:
            return many + "bytes";
        default:
            return column.is_enum ? "one of a list of words" : many + column.base_type;
    }
}

bool comes_as_it_is(ColumnState state) {
    return state == ColumnState::kept || state == ColumnState::unclassified ||
           state == ColumnState::plain;
}

bool may_say_anything(const Column& column) {
    const ValueShape shape = shape_of(column);
    switch (shape.value) {
        case ValueClass::text:
            return !shape.length || *shape.length > short_text;
        case ValueClass::json:
        case ValueClass::xml:
        case ValueClass::words:
        case ValueClass::bytes:
            return true;
        default:
            return false;
    }
}

// What a mask leaves of a value must not be an example.
std::string find_reason_against_example(const ColumnMask& mask) {
    if (has_own_sql(mask.text)) {
        return "SQL of the config, which may hold values as they are";
    }
    try {
        const PresetCall call = parse_preset(mask.text);
        return call.keep                     ? "a part of the value is kept"
               : call.preset == Preset::json ? "the keys of its objects may be kept"
               : call.of                     ? "made of SQL of the config"
                                             : "";
    } catch (const Error&) {
        return "SQL of the config, which may hold values as they are";
    }
}

// A value that the mask leaves as it is, as `mask_when` lets it, is none, nor is one within which
// the raw value stands. A few characters are found by chance.
std::string render_example(const Column& column, const ColumnMask& mask) {
    return fmt::format(
        "(SELECT CASE WHEN x.masked IS DISTINCT FROM x.raw AND (x.raw IS NULL OR "
        "pg_catalog.length(x.raw) < 4 OR pg_catalog.strpos(pg_catalog.lower(x.masked), "
        "pg_catalog.lower(x.raw)) = 0) THEN "
        "pg_catalog.left(x.masked, 60) END FROM (SELECT ({})::pg_catalog.text AS masked, "
        "({})::pg_catalog.text AS raw) AS x)",
        mask.sql, render_column(column));
}

void add_examples(const RowPlan& plan, const TablePlan& each, std::vector<AuditedColumn>& columns,
                  pg::CopyChannel& reader) {
    const Table& table = plan.catalog.table(each.table);
    std::vector<std::size_t> places;
    std::string sql;
    for (std::size_t place = 0; place < each.masks.size(); ++place) {
        if (!each.masks[place]) {
            continue;
        }
        AuditedColumn& column = columns[place];
        column.why_no_example = each.reachable ? find_reason_against_example(*each.masks[place])
                                               : "no row comes into its table";
        if (column.why_no_example.empty()) {
            sql += (sql.empty() ? "SELECT " : ", ") +
                   render_example(table.columns[place], *each.masks[place]);
            places.push_back(place);
        }
    }
    if (places.empty()) {
        return;
    }
    sql += render_some_rows(plan.catalog, each.table, rows_of_examples);
    with_user_place(plan, reader, each.table, [&] {
        for (const pg::Row& row : reader.query(sql, pg::Protocol::extended)) {
            for (std::size_t index = 0; index < places.size(); ++index) {
                std::vector<std::string>& examples = columns[places[index]].examples;
                if (examples.size() < most_examples && !row.is_null(index) &&
                    !contains(examples, row.cell(index).value())) {
                    examples.push_back(row.cell(index).value());
                }
            }
        }
    });
    for (const std::size_t place : places) {
        columns[place].why_no_example = columns[place].examples.empty()
                                            ? "the rows looked at have no value that it changes"
                                            : "";
    }
}

}  // namespace

std::vector<AuditedColumn> audit_columns(const RowPlan& plan, pg::CopyChannel& reader) {
    std::vector<AuditedColumn> audited;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (!table.in_scope) {
            continue;
        }
        std::vector<AuditedColumn> columns;
        for (std::size_t place = 0; place < each.states.size(); ++place) {
            const Column& column = table.columns[place];
            const ColumnState state = each.states[place].state;
            AuditedColumn& one = columns.emplace_back();
            one.kind = describe_kind(column);
            one.looks_like = guess_mask(table.name.name, column);
            one.free_text = comes_as_it_is(state) && may_say_anything(column);
            one.own_sql = each.masks[place] && each.masks[place]->own_sql;
        }
        add_examples(plan, each, columns, reader);
        audited.insert(audited.end(), columns.begin(), columns.end());
    }
    return audited;
}

}  // namespace subset
