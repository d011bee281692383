// The names of conditions (manual, appendix A), in words.
#include "pg/discretion.hpp"

#include <algorithm>
#include <array>

namespace subset::pg {
namespace {

struct ConditionName {
    std::string_view state;  // a whole one, or a class
    std::string_view name;
};

constexpr std::array condition_names = std::to_array<ConditionName>({
    {"0A000", "feature not supported"},
    {"21000", "cardinality violation"},
    {"22001", "string data right truncation"},
    {"22003", "numeric value out of range"},
    {"22004", "null value not allowed"},
    {"22007", "invalid datetime format"},
    {"22008", "datetime field overflow"},
    {"22009", "invalid time zone displacement value"},
    {"22011", "substring error"},
    {"22012", "division by zero"},
    {"22013", "invalid preceding or following size in window function"},
    {"22015", "interval field overflow"},
    {"22018", "invalid character value for cast"},
    {"22019", "invalid escape character"},
    {"22021", "character not in repertoire"},
    {"22023", "invalid parameter value"},
    {"22025", "invalid escape sequence"},
    {"22026", "string data length mismatch"},
    {"2201B", "invalid regular expression"},
    {"2201E", "invalid argument for logarithm"},
    {"2201F", "invalid argument for power function"},
    {"2201G", "invalid argument for width bucket function"},
    {"2200L", "not an XML document"},
    {"2200M", "invalid XML document"},
    {"2200N", "invalid XML content"},
    {"2202E", "array subscript error"},
    {"22030", "duplicate JSON object key value"},
    {"22032", "invalid JSON text"},
    {"22033", "invalid SQL JSON subscript"},
    {"22034", "more than one SQL JSON item"},
    {"22035", "no SQL JSON item"},
    {"22036", "non-numeric SQL JSON item"},
    {"22P01", "floating point exception"},
    {"22P02", "invalid text representation"},
    {"22P03", "invalid binary representation"},
    {"22P04", "bad COPY file format"},
    {"22P05", "untranslatable character"},
    {"22P06", "nonstandard use of escape character"},
    {"22", "data exception"},
    {"23502", "not null violation"},
    {"23503", "foreign key violation"},
    {"23505", "unique violation"},
    {"23514", "check violation"},
    {"23P01", "exclusion violation"},
    {"23", "integrity constraint violation"},
    {"2F", "SQL routine exception"},
    {"38", "external routine exception"},
    {"39", "external routine invocation exception"},
    {"40", "transaction rollback"},
    {"42501", "insufficient privilege"},
    {"42601", "syntax error"},
    {"42602", "invalid name"},
    {"42622", "name too long"},
    {"42702", "ambiguous column"},
    {"42703", "undefined column"},
    {"42704", "undefined object"},
    {"42725", "ambiguous function"},
    {"42804", "datatype mismatch"},
    {"42809", "wrong object type"},
    {"42846", "cannot coerce"},
    {"42883", "undefined function"},
    {"42939", "reserved name"},
    {"42P01", "undefined table"},
    {"42P22", "indeterminate collation"},
    {"42", "syntax error or access rule violation"},
    {"44000", "with check option violation"},
    {"53", "insufficient resources"},
    {"54", "program limit exceeded"},
    {"55", "object not in prerequisite state"},
    {"57014", "query canceled"},
    {"57", "operator intervention"},
    {"58", "system error"},
    {"HV", "foreign data wrapper error"},
    {"P0001", "an exception raised by a function"},
    {"P0004", "assertion failure"},
    {"P0", "PL/pgSQL error"},
    {"XX", "internal error"},
});

}  // namespace

std::string_view condition_name(std::string_view sqlstate) {
    const auto* const found =
        std::find_if(condition_names.begin(), condition_names.end(),
                     [&](const ConditionName& each) { return sqlstate.starts_with(each.state); });
    return found == condition_names.end() ? "an error" : found->name;
}

}  // namespace subset::pg
