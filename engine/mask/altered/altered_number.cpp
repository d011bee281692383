#include "mask/altered/altered_number.hpp"

#include "mask/altered/sql_pattern.hpp"
#include "mask/mask_digits.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {
namespace {

// All are SQL of numerics.
struct NumberForm {
    std::string number;    // the value
    std::string unit;      // one unit of its last place
    std::string per_unit;  // 1 / unit
    std::string greatest;  // that the type takes; empty: no limit
    std::string plain;     // whether it is neither NaN nor infinite; empty: always
};

std::string power_of_ten(int exponent) {
    return exponent >= 0 ? "1" + std::string(static_cast<std::size_t>(exponent), '0')
                         : "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + "1";
}

// A float that is cast to numeric has no more digits than it keeps apart.
NumberForm form_of(const Masked& masked, const std::string& value) {
    const std::string type = element_type(masked);
    const bool is_float = type == "real" || type == "double precision";
    NumberForm form{value + "::pg_catalog.numeric", "1", "1", {}, {}};
    if (type == "smallint") {
        form.greatest = "32767";
    } else if (type == "integer") {
        form.greatest = "2147483647";
    } else if (type == "bigint") {
        form.greatest = "9223372036854775807";
    } else if (!is_float && masked.shape.precision) {
        const int scale = masked.shape.scale;
        form.unit = power_of_ten(-scale);
        form.per_unit = power_of_ten(scale);
        form.greatest = render_sql(
            "({0}::pg_catalog.numeric `*` {1})",
            std::string(static_cast<std::size_t>(*masked.shape.precision), '9'), form.unit);
        form.plain = render_sql("pg_catalog.scale({0}) IS NOT NULL", form.number);
    } else {
        const std::string scale = fmt::format("pg_catalog.scale({})::pg_catalog.text", form.number);
        form.unit = render_sql("('1e-' `||` {0})::pg_catalog.numeric", scale);
        form.per_unit = render_sql("('1e' `||` {0})::pg_catalog.numeric", scale);
        form.greatest = type == "real" ? "3.4e38" : is_float ? "1.79e308" : "";
        form.plain = is_float ? render_sql("({0} `-` {0}) `=` 0", value)
                              : render_sql("pg_catalog.scale({0}) IS NOT NULL", form.number);
    }
    return form;
}

}  // namespace

// The number of units is taken at random from -span to -1 and from 1 to span: round() goes away
// from zero where a half is left, and so never gives 0. Near the type's end only the half towards
// zero is taken.
std::string render_altered_number(const PresetCall& call, const Masked& masked,
                                  const std::string& value) {
    constexpr double default_percent = 10;
    const NumberForm form = form_of(masked, value);
    const std::string hashed =
        fmt::format("pg_catalog.trim_scale({})::pg_catalog.text", form.number);
    // At least 0 and less than 1: 60 bits, divided by 2^60.
    const std::string random = render_sql("({0}::pg_catalog.numeric `*` 8.6736173798840354e-19)",
                                          MaskDigits{hashed}.number(15));
    const std::string span = render_sql(
        "greatest(1, pg_catalog.trunc(pg_catalog.abs({0}) `*` {1} `*` {2}))", form.number,
        (call.within ? call.within->amount : default_percent) / 100, form.per_unit);
    const std::string halves =
        form.greatest.empty()
            ? "2"
            : render_sql(
                  "CASE WHEN pg_catalog.abs({0}) `+` ({1} `*` {2}) `>` {3} THEN 1 ELSE 2 END",
                  form.number, span, form.unit, form.greatest);
    const std::string altered = render_sql(
        "({0} `+` (CASE WHEN {0} `<` 0 THEN `-` {1} ELSE {1} END `*` CASE WHEN pg_catalog.abs({0}) "
        "`<=` {1} THEN 1 ELSE pg_catalog.round(pg_catalog.floor({2} `*` {3} `*` {4}) `-` {3} `+` "
        "0.5) END))",
        form.number, form.unit, random, span, halves);
    return form.plain.empty() ? altered
                              : fmt::format("CASE WHEN {} THEN {}::{} ELSE {} END", form.plain,
                                            altered, element_type(masked), value);
}

}  // namespace subset
