#include "mask/columns/asked_columns.hpp"

#include "mask/names/name_words.hpp"
#include "mask/names/personal_names.hpp"
#include "mask/value_class.hpp"
#include "util/contains.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// A number or label whose name ends in one of these words counts or orders things, or refers to a
// row, whatever stands before: "phone_id", "mail_count", "address_type".
constexpr std::array words_of_plain_values = std::to_array<std::string_view>({
    "id",       "ids",     "key",    "ref",      "count",   "counts", "counter",   "total",
    "size",     "length",  "limit",  "quota",    "max",     "min",    "number of", "attempts",
    "tries",    "version", "status", "state",    "type",    "kind",   "flag",      "index",
    "position", "sort",    "order",  "rank",     "score",   "level",  "rate",      "used",
    "usage",    "days",    "hours",  "minutes",  "seconds", "ms",     "bytes",     "percent",
    "amount",   "price",   "cost",   "verified",
});

// These names say of a number that it is somebody's although they end in such a word.
constexpr std::array words_of_personal_ids = std::to_array<std::string_view>(
    {"tax id", "national id", "passport id", "personal id", "citizen id", "voter id"});

// A number or a label says something of a person where its name does.
bool is_asked_by_name(const Column& column) {
    const ValueShape shape = shape_of(column);
    return !shape.is_array &&
           (shape.value == ValueClass::number || column.base_type == "money" || column.is_enum);
}

bool has_telling_name(const Table& table, const Column& column) {
    const std::string words = words_of(column.name);
    const auto has = [&](std::string_view word) { return has_word(words, word); };
    if (std::any_of(words_of_personal_ids.begin(), words_of_personal_ids.end(), has)) {
        return true;
    }
    const std::vector<std::string> single = split_words(column.name);
    if (!single.empty() && std::find(words_of_plain_values.begin(), words_of_plain_values.end(),
                                     single.back()) != words_of_plain_values.end()) {
        return false;
    }
    // The names are those that would tell of a text.
    Column as_text = column;
    as_text.base_type = "text";
    as_text.sized_type = "text";
    return !guess_mask(table.name.name, as_text).empty();
}

}  // namespace

Personal find_personal(const Catalog& catalog, const ColumnGroups& groups, ColumnOf column) {
    const Table& table = catalog.table(column.table);
    const Column& of = table.columns[column.column];
    const ValueClass value = shape_of(of).value;
    const bool plain_key = is_key(catalog, groups, column) &&
                           (value == ValueClass::number || value == ValueClass::uuid);
    if (may_be_personal(of) && !plain_key) {
        return Personal::by_type;
    }
    if (!is_asked_by_name(of)) {
        return Personal::no;
    }
    if (groups.is_head(column) && has_telling_name(table, of)) {
        return Personal::by_name;
    }
    const std::vector<ColumnOf> parents = groups.ancestors(column);
    const bool personal = std::any_of(parents.begin(), parents.end(), [&](ColumnOf parent) {
        const Table& above = catalog.table(parent.table);
        return groups.is_head(parent) && has_telling_name(above, above.columns[parent.column]);
    });
    return personal ? Personal::by_reference : Personal::no;
}

bool is_key(const Catalog& catalog, const ColumnGroups& groups, ColumnOf column) {
    return contains(catalog.table(column.table).primary_key, column.column) ||
           groups.members(groups.group_of(column)).size() > 1;
}

}  // namespace subset
