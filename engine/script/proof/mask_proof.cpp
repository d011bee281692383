#include "script/proof/mask_proof.hpp"

#include "mask/parse/parse_preset.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace subset {
namespace {

// As the source's sample and COPY show it.
std::string as_text(const Column& column) {
    return fmt::format("pg_catalog.format('%s', t.{})", pg::quote_identifier(column.name));
}

std::string from_twin(const Table& table) {
    return fmt::format("{}{} AS t", table.kind == TableKind::plain ? "ONLY " : "",
                       pg::quote_name(table.name));
}

// The index of the column among those that are written.
std::optional<std::uint16_t> find_field(const Plan& plan, const Table& table,
                                        std::uint16_t column) {
    const auto& output = plan.output(table.id).columns;
    const auto found = std::find_if(output.begin(), output.end(), [&](const OutputColumn& each) {
        return each.name == table.columns[column].name;
    });
    return found == output.end()
               ? std::nullopt
               : std::optional{static_cast<std::uint16_t>(found - output.begin())};
}

// Where the target lacks the key, any row may hold the value, and the masked value of one row may
// be the raw one of another, unless it has a form that no raw value has.
bool has_own_form(const ColumnMask& mask) {
    if (mask.own_sql) {
        return false;
    }
    switch (parse_preset(mask.text).preset) {
        case Preset::hash:
        case Preset::uuid:
        case Preset::email:
        case Preset::url:
        case Preset::phone:
        case Preset::iban:
            return true;
        default:  // a made-up name may be somebody's
            return false;
    }
}

// The sampled rows s, found in the twin by their keys.
std::string from_rows_by_key(const Table& table, const MaskSample& sample, bool same_types) {
    std::string rows;
    for (std::size_t number = 0; number < sample.rows.size(); ++number) {
        std::string values = std::to_string(number);
        for (const std::string& key : sample.rows[number].key) {
            values += ", " + pg::quote_literal(key);
        }
        rows += fmt::format("{}({})", rows.empty() ? "" : ", ", values);
    }
    std::string names = "number";
    std::string condition;
    for (std::size_t index = 0; index < table.primary_key.size(); ++index) {
        const Column& column = table.columns[table.primary_key[index]];
        names += fmt::format(", k{}", index);
        condition += index == 0 ? "" : " AND ";
        condition += same_types
                         ? fmt::format("t.{} {} s.k{}::{}", pg::quote_identifier(column.name),
                                       table.primary_key_operators[index], index, column.base_type)
                         : fmt::format("{} = s.k{}", as_text(column), index);
    }
    return fmt::format("(VALUES {}) AS s ({}) JOIN {} ON {}", rows, names, from_twin(table),
                       condition);
}

CheckMasks make_check(const Plan& plan, const MaskSample& sample, bool same_types) {
    const Table& table = plan.catalog.table(sample.table);
    CheckMasks check;
    check.by_key = !table.primary_key.empty();
    for (const std::uint16_t column : table.primary_key) {
        const auto field = find_field(plan, table, column);
        check.by_key = check.by_key && field;
        check.key_fields.push_back(field.value_or(0));
    }
    std::string texts;
    for (std::size_t index = 0; index < sample.columns.size(); ++index) {
        const std::uint16_t number = sample.columns[index];
        const auto field = find_field(plan, table, number);
        if (!field || (!check.by_key && !has_own_form(*plan.table(table.id).masks[number]))) {
            continue;
        }
        const Column& column = table.columns[number];
        check.columns.push_back({index, *field, table.name.text() + "." + column.name});
        texts += (texts.empty() ? "" : ", ") + as_text(column);
    }
    if (check.columns.empty() || sample.rows.empty()) {
        return {};
    }
    check.sample = sample;
    check.query = check.by_key ? fmt::format("SELECT s.number, {} FROM {}", texts,
                                             from_rows_by_key(table, sample, same_types))
                               : fmt::format("SELECT {} FROM {}", texts, from_twin(table));
    check.hint =
        "No raw value may stay: this is a fault of the program, or of the script that `after` "
        "names "
        "in [target].";
    return check;
}

}  // namespace

std::vector<CheckMasks> make_mask_proof(const Plan& plan, const std::vector<MaskSample>& samples,
                                        TargetMode mode) {
    std::vector<CheckMasks> checks;
    for (const MaskSample& sample : samples) {
        if (!plan.in_twin(sample.table)) {
            continue;
        }
        CheckMasks check = make_check(plan, sample, mode == TargetMode::replace);
        if (!check.columns.empty()) {
            checks.push_back(std::move(check));
        }
    }
    return checks;
}

}  // namespace subset
