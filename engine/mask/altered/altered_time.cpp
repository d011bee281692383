#include "mask/altered/altered_time.hpp"

#include "mask/altered/sql_pattern.hpp"
#include "mask/mask_digits.hpp"

#include <algorithm>

namespace subset {
namespace {

constexpr double microseconds_of_day = 86'400e6;

// 2^-60 of a fifth: the number is of 60 bits.
std::string render_interval(const std::string& value, const std::string& drawn) {
    constexpr double fifth = 0.2 / 0x1p60;
    return render_sql(
        "(SELECT CASE WHEN i.moved `=` {0} THEN {0} `+` '1 second'::pg_catalog.interval ELSE "
        "i.moved END FROM (SELECT {0} `*` (0.9::pg_catalog.float8 `+` ({1}::pg_catalog.float8 `*` "
        "{2:.17g}::pg_catalog.float8)) AS moved OFFSET 0) AS i)",
        value, drawn, fifth);
}

}  // namespace

std::string render_altered_time(const PresetCall& call, const Masked& masked,
                                const std::string& value) {
    const std::string drawn = MaskDigits{masked.row_key}.number(15);
    if (element_type(masked) == "interval") {
        return render_interval(value, drawn);
    }
    const double most = std::min((call.within ? call.within->amount : 1) * microseconds_of_day,
                                 microseconds_of_day) -
                        1;
    return render_sql(
        "({0} `-` ((pg_catalog.mod({1}, {2:.0f}::pg_catalog.int8) `+` 1)::pg_catalog.float8 `*` '1 "
        "microsecond'::pg_catalog.interval))",
        value, drawn, std::max(1.0, most));
}

}  // namespace subset
