#include "why/row_texts.hpp"

#include "catalog/column_sql.hpp"
#include "source/neighbour_rows.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

std::vector<std::string> texts_from(const pg::Row& row, std::size_t first, std::size_t count) {
    std::vector<std::string> texts;
    for (std::size_t column = first; column < first + count; ++column) {
        texts.push_back(row.cell(column).value_or("NULL"));
    }
    return texts;
}

// A row without a primary key is named by the place where it is stored.
std::string render_place_of(const Table& table, RowId row) {
    const std::string ctid = fmt::format("ctid = ({},{})", block_of(row), offset_of(row));
    return table.kind == TableKind::plain
               ? ctid
               : fmt::format("{} in {}", ctid, table.leaf(leaf_of(row)).name.text());
}

// A masked value is not shown; an expression may be made of such a column.
void hide_masked(const TablePlan& plan, const ColumnList& columns,
                 std::vector<std::string>& texts) {
    for (std::size_t place = 0; place < columns.size(); ++place) {
        const std::uint16_t column = columns[place];
        if (column == no_column ? plan.masked() : plan.masks_column(column)) {
            texts.at(place) = "masked";
        }
    }
}

}  // namespace

std::string render_primary_key(const Table& table, const std::vector<std::string>& values) {
    std::string text;
    for (std::size_t index = 0; index < values.size(); ++index) {
        text += fmt::format("{}{} = {}", index == 0 ? "" : ", ",
                            table.columns[table.primary_key[index]].name,
                            values[index].empty() ? "''" : values[index]);
    }
    return text;
}

void RowTexts::want(const RowOf& child, ReferenceId reference) {
    want(child);
    wanted_[child.table].references.insert(reference);
}

void RowTexts::read(pg::CopyChannel& reader) {
    for (const auto& [table, wanted] : wanted_) {
        with_user_place(plan_, reader, table, [&, &id = table, &rows = wanted] {
            read(reader, plan_.catalog.table(id), rows);
        });
    }
    wanted_.clear();
}

void RowTexts::read(pg::CopyChannel& reader, const Table& table, const Wanted& wanted) {
    std::string select = fmt::format("SELECT {0}.tableoid, {0}.ctid", row_alias);
    for (const std::uint16_t column : table.primary_key) {
        select += ", " + render_column(table.columns[column]);
    }
    for (const ReferenceId id : wanted.references) {
        const Reference& reference = plan_.catalog.reference(id);
        for (std::size_t pair = 0; pair < reference.child_columns.size(); ++pair) {
            select += ", " + render_child_value(plan_.catalog, reference, pair);
        }
    }
    const Relation own = plan_.catalog.own_rows(table.id);
    const std::vector<RowId> rows{wanted.rows.begin(), wanted.rows.end()};
    for (std::span<const RowId> left = rows; !left.empty();) {
        const auto batch = left.first(count_of_one_leaf(left));
        const std::string sql = select + render_from_ids(plan_, own, batch);
        for (const pg::Row& row : reader.query(sql, pg::Protocol::extended)) {
            Text& text =
                texts_[{table.id, parse_row_id(plan_.catalog, own, row.oid(0), row.text(1))}];
            std::size_t column = 2;
            text.primary_key = texts_from(row, column, table.primary_key.size());
            hide_masked(plan_.table(table.id), table.primary_key, text.primary_key);
            column += table.primary_key.size();
            for (const ReferenceId id : wanted.references) {
                const Reference& reference = plan_.catalog.reference(id);
                const std::size_t count = reference.child_columns.size();
                text.references[id] = texts_from(row, column, count);
                hide_masked(plan_.table(table.id),
                            plan_.catalog.columns_in(table.id, reference.child.table,
                                                     reference.child_columns),
                            text.references[id]);
                column += count;
            }
        }
        left = left.subspan(batch.size());
    }
}

ChainLink RowTexts::link(const RowOf& row, bool chosen) const {
    const Table& table = plan_.catalog.table(row.table);
    ChainLink link;
    link.table = table.name.text();
    link.primary_key = texts_.at(row).primary_key;
    const TablePlan& plan = plan_.table(row.table);
    const bool named =
        !table.primary_key.empty() &&
        std::none_of(table.primary_key.begin(), table.primary_key.end(),
                     [&](std::uint16_t column) { return plan.masks_column(column); });
    link.row =
        named ? render_primary_key(table, link.primary_key) : render_place_of(table, row.row);
    link.chosen = chosen;
    return link;
}

ChainLink RowTexts::link(const RowOf& row, bool chosen, ReferenceId id, const RowOf& child) const {
    const Reference& reference = plan_.catalog.reference(id);
    ChainLink made = link(row, chosen);
    made.reference = reference.name;
    made.columns = child_column_names(plan_.catalog, reference);
    made.key = texts_.at(child).references.at(id);
    return made;
}

}  // namespace subset
