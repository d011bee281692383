#include "plan/tables/output.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "plan/emptied_array.hpp"
#include "plan/tables/computed_once.hpp"
#include "plan/tables/table_rules.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t most_expressions = 1'664;  // of a SELECT list (POSTGRES.md 6)
constexpr std::size_t row_ids = 4;               // tableoid and ctid, of a row and of its parent

}  // namespace

const TableFit& TargetFit::of(TableId table) const {
    static const TableFit whole;
    return tables.empty() ? whole : tables[table];
}

namespace {

bool goes_out(const Column& column, const TableFit& fit) {
    return !contains(fit.left_out, column.name) &&
           (!column.generated || contains(fit.computed, column.name));
}

// Requires: the column goes out.
std::uint16_t place_in_output(const Table& table, const TableFit& fit, std::uint16_t column) {
    return static_cast<std::uint16_t>(
        std::count_if(table.columns.begin(), table.columns.begin() + column,
                      [&](const Column& each) { return goes_out(each, fit); }));
}

Fault explain_no_column(const RowPlan& plan, const ReferencePlan& each) {
    const Reference& reference = plan.catalog.reference(each.reference);
    if (each.cut_rule) {
        return {
            fmt::format("[[cut]] of {} to {} ({}), none of whose columns can be NULL instead",
                        reference.child.name.text(), reference.parent.name.text(), reference.name),
            "Each of them is NOT NULL, computed, or shared with a reference that is not cut.",
            each.cut_rule->place};
    }
    const Table& parent = plan.catalog.table(reference.parent.table);
    return {
        fmt::format("{} references {}, which {}, and none of its columns can be NULL instead ({})",
                    reference.child.name.text(), reference.parent.name.text(),
                    why_no_rows(parent, plan.table(parent.id).rows), reference.name),
        parent.in_scope || parent.absent
            ? "Let the parent table have rows = \"closure\", or give the child table rows = "
              "\"none\" or \"absent\" too."
            : "Add the parent's schema to [source] schemas, or give the child table rows = "
              "\"none\".",
        plan.table(parent.id).rows_place};
}

struct CutColumn {
    std::string when;                     // the condition under which the column is NULL
    const ValueType* elements = nullptr;  // of an array that loses all of them instead
};

// Finds the columns that are NULL, or empty arrays, because they reference tables that stay empty.
std::map<std::uint16_t, CutColumn> make_cut_columns(const RowPlan& plan, const Table& table) {
    std::map<std::uint16_t, CutColumn> cut;
    for (const ReferenceId id : plan.graph.parents_of[table.id]) {
        if (plan.reference(id).cut != Cut::always) {
            continue;
        }
        const Reference& reference = plan.catalog.reference(id);
        for (const std::uint16_t column : plan.reference(id).nullable_in(table.id)) {
            std::string& when = cut[column].when;
            when += (when.empty() ? "(" : " OR (") + render_presence(plan.catalog, reference) + ")";
            cut[column].elements = reference.elements ? &reference.elements->type : nullptr;
        }
    }
    return cut;
}

// A key value is in the output only where a column goes out bare: a mask, a NULL or another form
// makes the column's SQL another one.
std::optional<std::uint16_t> find_key_column(const Table& table, const KeyValue& value,
                                             const std::vector<OutputColumn>& output) {
    std::optional<std::uint16_t> place;
    for (const Column& column : table.columns) {
        const bool same_bytes =
            column.key_kind == KeyKind::integer || column.key_kind == KeyKind::uuid;
        const std::string sql = render_column(column);
        if (!same_bytes || value.sql != render_raw(column, sql)) {
            continue;
        }
        const auto found = std::find_if(output.begin(), output.end(),
                                        [&](const OutputColumn& each) { return each.sql == sql; });
        if (found != output.end()) {
            place = static_cast<std::uint16_t>(found - output.begin());
        }
    }
    return place;
}

std::vector<OutputColumn> make_columns(const RowPlan& plan, const Table& table, const TableFit& fit,
                                       bool text) {
    const std::map<std::uint16_t, CutColumn> cut = make_cut_columns(plan, table);
    std::vector<OutputColumn> columns;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const auto index = static_cast<std::uint16_t>(place);
        const Column& column = table.columns[index];
        if (!goes_out(column, fit)) {
            continue;
        }
        const auto& mask = plan.table(table.id).masks[index];
        const auto found = cut.find(index);
        const bool emptied = found != cut.end() && found->second.elements != nullptr;
        std::string sql = emptied ? render_emptied_array(column, *found->second.elements)
                          : mask  ? mask->sql
                                  : render_column(column);
        if (text) {
            sql = render_text(column, sql);
        }
        if (found != cut.end() && !emptied) {
            sql = fmt::format("CASE WHEN {} THEN NULL ELSE {} END", found->second.when, sql);
        }
        const bool is_mask = mask && found == cut.end();
        columns.push_back(
            {column.name, std::move(sql), column.type, is_mask ? mask->hmac : std::string{}});
    }
    return columns;
}

TableOutput make_table_output(const RowPlan& plan, const TablePlan& each, const TableFit& fit,
                              bool to_file) {
    const Table& table = plan.catalog.table(each.table);
    TableOutput output;
    output.in_twin = fit.in_twin;
    output.key_columns.resize(each.key_values.size());
    if (takes_no_rows(each.rows) || !each.reachable) {
        return output;
    }
    const bool unsafe = std::any_of(
        table.columns.begin(), table.columns.end(),
        [&](const Column& column) { return goes_out(column, fit) && !column.binary_safe; });
    const bool text = unsafe || fit.text || to_file;
    output.format = text ? CopyFormat::text : CopyFormat::binary;
    output.columns = make_columns(plan, table, fit, text);
    if (output.columns.size() * 2 + each.key_values.size() + row_ids <= most_expressions) {
        take_out_hmacs(output);
    }
    for (std::size_t index = 0; !text && index < each.key_values.size(); ++index) {
        output.key_columns[index] = find_key_column(table, each.key_values[index], output.columns);
    }
    output.tuples_apart =
        unsafe || output.columns.size() + each.key_values.size() + row_ids > most_expressions;
    return output;
}

Slots find_nulled(const RowPlan& plan, const Table& table, const TableFit& fit, ReferenceId id) {
    Slots nulled;
    for (const std::uint16_t column : plan.reference(id).nullable_in(table.id)) {
        if (goes_out(table.columns[column], fit)) {
            nulled.push_back(place_in_output(table, fit, column));
        }
    }
    return nulled;
}

}  // namespace

std::vector<Fault> find_cuts_without_column(const RowPlan& plan) {
    std::vector<Fault> faults;
    for (const TablePlan& child : plan.tables) {
        const Table& table = plan.catalog.table(child.table);
        for (const ReferenceId id : plan.graph.parents_of[table.id]) {
            const ReferencePlan& each = plan.reference(id);
            // A wrong [[cut]] is a fault also where no row comes, unless the rules let none come at
            // all.
            const bool may_come = !takes_no_rows(child.rows) || child.rows == RowsRule::keep;
            const bool said = each.cut_rule && may_come;
            if ((leaves_null(each.cut) || said) && (said || child.reachable) &&
                each.nullable_in(table.id).empty()) {
                faults.push_back(explain_no_column(plan, each));
            }
        }
    }
    return faults;
}

OutputPlan make_output(const RowPlan& plan, bool to_file, const TargetFit& fit) {
    OutputPlan made;
    for (const TablePlan& each : plan.tables) {
        made.outputs.push_back(make_table_output(plan, each, fit.of(each.table), to_file));
    }
    for (const ReferencePlan& each : plan.references) {
        ReferenceOutput& output = made.reference_outputs.emplace_back();
        output.in_twin = !fit.lacks(each.reference);
        for (const TableId child : plan.catalog.reference(each.reference).child.tables()) {
            output.nulled[child] =
                find_nulled(plan, plan.catalog.table(child), fit.of(child), each.reference);
        }
    }
    return made;
}

}  // namespace subset
