#include "script/proof/mask_proof.hpp"

#include "mask/parse/parse_preset.hpp"
#include "pg/quote.hpp"
#include "source/mask_samples.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

std::string as_text(const std::string& alias, const Column& column) {
    return fmt::format("{}.{}::pg_catalog.text", alias, pg::quote_identifier(column.name));
}

std::string from_twin(const Table& table) {
    return fmt::format("{}{} AS t", table.kind == TableKind::plain ? "ONLY " : "",
                       pg::quote_name(table.name));
}

bool goes_out(const OutputPlan& plan, const Table& table, std::uint16_t column) {
    const auto& output = plan.output(table.id).columns;
    return std::any_of(output.begin(), output.end(), [&](const OutputColumn& each) {
        return each.name == table.columns[column].name;
    });
}

// Rows are found by their keys where the twin has the columns of the primary key.
bool has_key(const OutputPlan& plan, const Table& table) {
    return !table.primary_key.empty() &&
           std::all_of(table.primary_key.begin(), table.primary_key.end(),
                       [&](std::uint16_t column) { return goes_out(plan, table, column); });
}

// Without them any row may hold the value, and the masked value of one row may be the raw one of
// another, unless it has a form that no raw value has.
bool has_own_form(const ColumnMask& mask) {
    if (mask.own_sql) {
        return false;
    }
    const Preset preset = parse_preset(mask.text).preset;
    return preset != Preset::date && preset != Preset::number && preset != Preset::text;
}

// The sampled rows s, found in the twin by their keys.
std::string from_rows_by_key(const Table& table, const MaskSample& sample, bool same_types) {
    std::string rows;
    for (const MaskSample::Row& row : sample.rows) {
        std::string values;
        for (const std::string& key : row.key) {
            values += (values.empty() ? "" : ", ") + pg::quote_literal(key);
        }
        for (const auto& hash : row.hashes) {
            values += ", " + (hash ? pg::quote_literal(*hash) + "::pg_catalog.text"
                                   : std::string{"NULL::pg_catalog.text"});
        }
        rows += fmt::format("{}({})", rows.empty() ? "" : ", ", values);
    }
    std::string names;
    std::string condition;
    for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
        const Column& column = table.columns[table.primary_key[index]];
        names += fmt::format("{}k{}", index == 0 ? "" : ", ", index);
        condition += index == 0 ? "" : " AND ";
        condition += same_types
                         ? fmt::format("t.{} {} s.k{}::{}", pg::quote_identifier(column.name),
                                       table.primary_key_operators[index], index, column.base_type)
                         : fmt::format("{} = s.k{}", as_text("t", column), index);
    }
    for (std::size_t index = 0; index < sample.columns.size(); ++index) {
        names += fmt::format(", h{}", index);
    }
    return fmt::format("(VALUES {}) AS s ({}) JOIN {} ON {}", rows, names, from_twin(table),
                       condition);
}

std::string render_hashes(const MaskSample& sample, std::size_t index) {
    pg::ArrayLiteral hashes;
    for (const MaskSample::Row& row : sample.rows) {
        if (row.hashes[index]) {
            hashes.add(*row.hashes[index]);
        }
    }
    return hashes.sql() + "::pg_catalog.text[]";
}

// One pass over the table, and a line for each column that holds raw values. Empty where there is
// nothing to look for.
std::string render_check(const Plan& plan, const MaskSample& sample, bool same_types) {
    const Table& table = plan.catalog.table(sample.table);
    const bool by_key = has_key(plan, table);
    std::vector<std::string> counts;
    std::vector<std::string> lines;
    for (std::size_t index = 0; index < sample.columns.size(); ++index) {
        const std::uint16_t number = sample.columns[index];
        if (!goes_out(plan, table, number) ||
            (!by_key && !has_own_form(*plan.table(table.id).masks[number]))) {
            continue;
        }
        const Column& column = table.columns[number];
        const std::string hash = render_salted_hash(sample.salt, as_text("t", column));
        lines.push_back(fmt::format("({}, r.c{})",
                                    pg::quote_literal(fmt::format("{}.{} is masked, and yet ",
                                                                  table.name.text(), column.name)),
                                    counts.size()));
        counts.push_back(
            fmt::format("pg_catalog.count(*) FILTER (WHERE {}) AS c{}",
                        by_key ? fmt::format("{} = s.h{}", hash, index)
                               : fmt::format("{} = ANY ({})", hash, render_hashes(sample, index)),
                        counts.size()));
    }
    if (counts.empty() || sample.rows.empty()) {
        return {};
    }
    return fmt::format(
        "SELECT v.line || v.rows || ' of the sampled rows hold their raw value' FROM (SELECT {} "
        "FROM {}) AS r CROSS JOIN LATERAL (VALUES {}) AS v (line, rows) WHERE v.rows > 0",
        fmt::join(counts, ", "),
        by_key ? from_rows_by_key(table, sample, same_types) : from_twin(table),
        fmt::join(lines, ", "));
}

}  // namespace

std::vector<Check> make_mask_proof(const Plan& plan, const std::vector<MaskSample>& samples,
                                   TargetMode mode) {
    std::vector<Check> checks;
    for (const MaskSample& sample : samples) {
        std::string query = plan.in_twin(sample.table)
                                ? render_check(plan, sample, mode == TargetMode::replace)
                                : std::string{};
        if (!query.empty()) {
            checks.push_back({std::move(query),
                              "No raw value may stay: this is a fault of the program, or of the "
                              "script that `after` names in [target]."});
        }
    }
    return checks;
}

}  // namespace subset
