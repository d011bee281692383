// Reads [mask], which is about the masks of all tables.
#include "config/sections.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace subset::config {
namespace {

// Checks a pattern of columns, "orders.status" or "billing.orders.status", whose table and column
// may have stars.
void check_column_pattern(SectionReader& section, const Text& pattern) {
    const auto dot = pattern.value.rfind('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == pattern.value.size()) {
        section.fault(fmt::format("keep in [mask] cannot hold \"{}\"", pattern.value),
                      "Write \"table.column\" or \"schema.table.column\"; \"*.created_at\" is that "
                      "column of every table.",
                      pattern.place);
    }
}

}  // namespace

MaskConfig parse_mask(SectionReader section) {
    constexpr std::array<std::string_view, 3> names{"allow", "warn", "error"};
    constexpr std::array<Unclassified, 3> answers{Unclassified::allow, Unclassified::warn,
                                                  Unclassified::error};
    MaskConfig mask;
    mask.key = section.text("key");
    if (const auto unclassified = section.choice("unclassified", names)) {
        mask.unclassified = answers[unclassified->value];
        mask.unclassified_place = unclassified->place;
    }
    mask.keep = section.texts("keep").value_or(std::vector<Text>{});
    for (const Text& pattern : mask.keep) {
        check_column_pattern(section, pattern);
    }
    section.finish();
    return mask;
}

}  // namespace subset::config
