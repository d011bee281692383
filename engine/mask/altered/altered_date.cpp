#include "mask/altered/altered_date.hpp"

#include "mask/altered/altered_time.hpp"
#include "mask/altered/permutation.hpp"
#include "mask/altered/sql_pattern.hpp"
#include "mask/mask_digits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace subset {
namespace {

constexpr double day = 86'400e6;  // microseconds
constexpr double default_days = 60;

// The type of a date, or of a range's bounds.
std::string type_of_moment(const Masked& masked) {
    const std::string type = element_type(masked);
    if (type == "daterange") {
        return "date";
    }
    if (type == "tsrange") {
        return "timestamp without time zone";
    }
    return type == "tstzrange" ? "timestamp with time zone" : type;
}

// The steps by which a type is moved, as SQL of an integer n: days, or microseconds.
struct DateSteps {
    double most = 0;        // steps within which the value moves
    std::string moved;      // the value moved by n steps; {0} is the value, {1} is n
    std::string since2000;  // the steps from 2000 on
    std::string from2000;   // and back
};

DateSteps steps_of(const Masked& masked, double within) {
    const std::string type = type_of_moment(masked);
    if (type == "date") {
        return {std::floor(within / day), "({0} `+` ({1})::pg_catalog.int4)",
                "({0} `-` '2000-01-01'::pg_catalog.date)::pg_catalog.int8",
                "('2000-01-01'::pg_catalog.date `+` ({0})::pg_catalog.int4)"};
    }
    constexpr std::string_view step =
        "(({1})::pg_catalog.float8 `*` '1 microsecond'::pg_catalog.interval)";
    const std::string begin = fmt::format("'2000-01-01 00:00+00'::{}", type);
    if (masked.whole_days) {
        return {std::floor(within / day),
                "({0} `+` (({1})::pg_catalog.float8 `*` '24 hours'::pg_catalog.interval))",
                {},
                {}};
    }
    return {within, fmt::format("({{0}} `+` {})", step),
            fmt::format("pg_catalog.round((pg_catalog.date_part('epoch', {{0}} `-` {}) `*` "
                        "1000000)::pg_catalog.numeric)::pg_catalog.int8",
                        begin),
            fmt::format("({} `+` (({{0}})::pg_catalog.float8 `*` '1 "
                        "microsecond'::pg_catalog.interval))",
                        begin)};
}

// Permutes the steps of each block of 2^bits among themselves, and takes the block before: the move
// is one to one, and leads back by at most two blocks.
std::string render_by_value(const DateSteps& steps, const std::string& value) {
    const int bits = std::max(1, static_cast<int>(std::floor(std::log2(steps.most / 2))));
    const std::string permuted = render_permuted_bits(
        render_sql("d.n `&` ((1::pg_catalog.int8 `<<` {0}) `-` 1)", bits), fmt::format("{}", bits),
        render_sql("'date ' `||` (d.n `>>` {0})::pg_catalog.text", bits));
    const std::string moved =
        render_sql("(((d.n `>>` {0}) `-` 1) `<<` {0}) `|` {1}", bits, permuted);
    return render_sql("(SELECT {0} FROM (SELECT {1} AS n OFFSET 0) AS d)",
                      render_sql(steps.from2000, moved), render_sql(steps.since2000, value));
}

// Renders the steps by which a row's dates move: backwards, but forward where the type has no room
// before `first`.
std::string render_steps(const Masked& masked, const DateSteps& steps, const std::string& first) {
    return render_sql(
        "CASE WHEN {0} `<` '4000-01-01 BC'::{1} THEN 1 ELSE -1 END `*` (pg_catalog.mod({2}, "
        "{3:.0f}::pg_catalog.int8) `+` 1)",
        first, type_of_moment(masked), MaskDigits{masked.row_key}.number(15),
        std::max(1.0, steps.most));
}

// Both bounds move alike. One that is absent stays so.
std::string render_range(const Masked& masked, const DateSteps& steps, const std::string& value) {
    const auto bound = [&](const char* name) {
        return fmt::format("pg_catalog.{}({})", name, value);
    };
    const std::string count = render_steps(
        masked, steps, fmt::format("coalesce({}, {})", bound("lower"), bound("upper")));
    return render_sql(
        "CASE WHEN {0} THEN {1} ELSE pg_catalog.{2}({3}, {4}, CASE WHEN {5} THEN '[' ELSE '(' END "
        "`||` CASE WHEN {6} THEN ']' ELSE ')' END) END",
        bound("isempty"), value, element_type(masked),
        render_sql(steps.moved, bound("lower"), count),
        render_sql(steps.moved, bound("upper"), count), bound("lower_inc"), bound("upper_inc"));
}

}  // namespace

std::string render_altered_date(const PresetCall& call, const Masked& masked,
                                const std::string& value) {
    if (masked.shape.value == ValueClass::clock) {
        return render_altered_time(call, masked, value);
    }
    const double within = (call.within ? call.within->amount : default_days) * day;
    const DateSteps steps = steps_of(masked, within);
    if (masked.shape.value == ValueClass::span) {
        return render_range(masked, steps, value);
    }
    const std::string moved =
        masked.shifted_by_value
            ? render_by_value(steps, value)
            : render_sql(steps.moved, value, render_steps(masked, steps, value));
    return render_sql("CASE WHEN pg_catalog.isfinite({0}) THEN {1} ELSE {0} END", value, moved);
}

}  // namespace subset
