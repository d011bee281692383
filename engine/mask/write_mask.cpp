#include "mask/write_mask.hpp"

#include "catalog/column_sql.hpp"
#include "mask/altered/date_shift.hpp"
#include "mask/altered/masked_array.hpp"
#include "mask/group_fit.hpp"
#include "mask/parse/parse_preset.hpp"
#include "pg/quote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace subset {
namespace {

// The types that an expression of the user's may have, where neither the masked column nor a column
// that it names says so.
constexpr std::array<std::string_view, 4> usual_types{"text", "numeric", "timestamp with time zone",
                                                      "jsonb"};

Masked masked_of_type(Masked masked, const ValueType& type) {
    masked.shape = shape_of(type);
    masked.base_type = type.base_type;
    masked.unique = false;
    return masked;
}

std::string element_type_of(const std::string& array_type) {
    return array_type.substr(0, array_type.size() - std::string_view{"[]"}.size());
}

ValueType type_named(std::string_view name) {
    ValueType type;
    type.base_type = name;
    type.sized_type = name;
    return type;
}

}  // namespace

MaskWriter::MaskWriter(const Catalog& catalog, const ColumnGroups& groups,
                       const std::vector<std::string>& locales, const PresetForms& forms,
                       GroupMask group)
    : catalog_{catalog},
      groups_{groups},
      locales_{locales},
      forms_{forms},
      group_{std::move(group)},
      presets_{presets_in(group_.rule->mask.value)},
      own_sql_{has_own_sql(group_.rule->mask.value) || group_.when != nullptr} {}

const Column& MaskWriter::column(ColumnOf of) const {
    return catalog_.table(of.table).columns[of.column];
}

std::vector<PresetInSql> MaskWriter::presets_in(std::string_view sql) const {
    return find_presets(sql, catalog_.table(group_.head.table));
}

bool MaskWriter::needs_key_in(const std::vector<PresetInSql>& presets) const {
    return std::any_of(presets.begin(), presets.end(), [&](const PresetInSql& each) {
        return needs_key(each.call.preset) ||
               (each.call.of && needs_key_in(presets_in(*each.call.of)));
    });
}

bool MaskWriter::has_preset_of_value() const {
    return std::any_of(presets_.begin(), presets_.end(),
                       [](const PresetInSql& each) { return !each.call.of; });
}

void MaskWriter::add_to(PresetForms& forms) const { add_presets(presets_, forms); }

// An expression may have any length, and ends up in the column all the same.
void MaskWriter::add_presets(const std::vector<PresetInSql>& presets, PresetForms& forms) const {
    for (const PresetInSql& each : presets) {
        for (const ColumnOf member : group_.members) {
            forms.add(each.call, each.call.of ? masked_of(each.call, member) : masked_for(member));
        }
        if (each.call.of) {
            add_presets(presets_in(*each.call.of), forms);
        }
    }
}

std::optional<std::string> MaskWriter::misfit() const { return misfit_in(presets_); }

std::optional<std::string> MaskWriter::misfit_in(const std::vector<PresetInSql>& presets) const {
    for (const PresetInSql& each : presets) {
        auto misfit = each.call.of ? find_misfit(each.call, masked_of(each.call, group_.head))
                                   : find_misfit(catalog_, group_.members, each.call, forms_);
        if (!misfit && each.call.of) {
            misfit = misfit_in(presets_in(*each.call.of));
        }
        if (misfit) {
            return misfit;
        }
    }
    return std::nullopt;
}

Masked MaskWriter::masked_for(ColumnOf of) const {
    Masked masked = masked_in_group(catalog_, group_.members, of);
    masked.locales = locales_;
    masked.forms = &forms_;
    if (group_.identity != nullptr) {
        const Table& table = catalog_.table(of.table);
        masked.identity = render_column(table.columns[*table.column_named(group_.identity->value)]);
    }
    return masked;
}

// Finds the type in which a preset masks an expression: the masked column's where the preset makes
// such values, otherwise the expression's own.
Masked MaskWriter::masked_of(const PresetCall& call, ColumnOf of) const {
    const Masked own = masked_for(of);
    std::vector<Masked> candidates;
    if (!own.shape.is_array) {
        candidates.push_back(own);
    }
    for (const Column& each : catalog_.table(group_.head.table).columns) {
        if (is_column_itself(*call.of, each.name)) {
            candidates.push_back(masked_of_type(own, each));
        }
    }
    if (own.shape.is_array) {
        candidates.push_back(masked_of_type(own, type_named(element_type_of(own.base_type))));
    }
    for (const std::string_view name : usual_types) {
        candidates.push_back(masked_of_type(own, type_named(name)));
    }
    const auto found = std::find_if(candidates.begin(), candidates.end(),
                                    [&](const Masked& each) { return !find_misfit(call, each); });
    return found == candidates.end() ? own : *found;
}

std::string MaskWriter::fill(std::string_view sql, const std::vector<PresetInSql>& presets,
                             ColumnOf of, const std::string& value) const {
    return replace_presets(sql, presets, [&](const PresetCall& call) {
        return fmt::format("({})", render_call(call, of, value));
    });
}

// An expression is computed once, however often the preset looks at it.
std::string MaskWriter::render_call(const PresetCall& call, ColumnOf of,
                                    const std::string& value) const {
    Masked masked = call.of ? masked_of(call, of) : masked_for(of);
    if (call.by) {
        masked.row_key = render_subject(catalog_, groups_, of.table, *call.by);
    }
    if (!call.of) {
        return render_preset(call, masked, value);
    }
    return fmt::format("SELECT {} FROM (SELECT (\n{}\n)::{} AS v OFFSET 0) AS given",
                       render_preset(call, masked, "given.v"),
                       fill(*call.of, presets_in(*call.of), of, value), masked.base_type);
}

void MaskWriter::tell_altered(ColumnOf of, ColumnMask& mask) const {
    for (const PresetInSql& each : presets_) {
        mask.permuted = mask.permuted || each.call.preset == Preset::id;
        if (each.call.preset == Preset::date) {
            mask.by = each.call.by;
            mask.shift = tell_date_shift(masked_for(of));
        }
    }
}

// A column of arrays that references the head does so by its elements.
bool MaskWriter::refers_by_elements(ColumnOf of) const {
    return shape_of(column(of)).is_array && !shape_of(column(group_.head)).is_array;
}

ColumnMask MaskWriter::write(ColumnOf of) const {
    const MaskRule& rule = *group_.rule;
    const std::string& type = column(of).base_type;
    ColumnMask mask;
    mask.text = rule.mask.value;
    mask.keyed = needs_key_in(presets_);
    mask.own_sql = own_sql_;
    mask.column = catalog_.table(group_.head.table).qualified_name_of(group_.head.column);
    mask.place = rule.mask.place;
    mask.rule = rule.id;
    tell_altered(of, mask);
    if (!own_sql_) {
        const PresetCall& call = presets_.front().call;
        const std::string value = render_column(column(of));
        mask.sql = render_call(call, of, value);
        mask.hmac = render_hmac_of(call, masked_for(of), value);
        return mask;
    }
    // Where other columns hold the same value, the mask may see nothing but that value.
    const std::string value = render_column(column(group_.head));
    const std::string& head_type = column(group_.head).base_type;
    const bool by_elements = refers_by_elements(of);
    const std::string own_type = by_elements ? element_type_of(type) : type;
    const std::string cast = own_type == head_type ? "" : "::" + head_type;
    const auto over_value = [&](const std::string& sql, const std::string& given) {
        return fmt::format("(SELECT {} FROM (SELECT {}{} AS {}) AS {})", sql, given, cast,
                           pg::quote_identifier(column(group_.head).name), row_alias);
    };
    const auto in_row = [&](const std::string& sql) {
        const std::string own = render_column(column(of));
        return alone()       ? sql
               : by_elements ? render_masked_array(own, own_type,
                                                   [&](const std::string& element) {
                                                       return over_value(sql, element);
                                                   })
                             : over_value(sql, own);
    };
    mask.filled = fill(mask.text, presets_, by_elements ? group_.head : of, value);
    const std::string masked = fmt::format("(\n{}\n)", mask.filled);
    if (group_.when == nullptr) {
        mask.sql = fmt::format("{}::{}", in_row(masked), type);
        return mask;
    }
    const std::string leaves = fmt::format("(\n{}\n) IS FALSE", group_.when->value);
    mask.when = *group_.when;
    mask.leaves = by_elements
                      ? fmt::format(
                            "(NOT EXISTS (SELECT FROM pg_catalog.unnest({}) AS e (v) WHERE "
                            "e.v IS NOT NULL AND NOT {}))",
                            render_column(column(of)), over_value("(" + leaves + ")", "e.v"))
                      : in_row("(" + leaves + ")");
    mask.sql = fmt::format("{}::{}",
                           in_row(fmt::format("(CASE WHEN {} THEN {}::{} ELSE {}::{} END)", leaves,
                                              value, head_type, masked, head_type)),
                           type);
    return mask;
}

}  // namespace subset
