#include "load/steps/script_marker.hpp"

#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {
namespace {

// No statement of a dump, and no query of ours, has a result with that text.
constexpr std::string_view mark_of_part = "subset: done with part ";

}  // namespace

std::string render_marker(std::size_t part) {
    return fmt::format("\n;SELECT '{}{}'::pg_catalog.text;\n", mark_of_part, part);
}

std::optional<std::size_t> parse_marker(const pg::Rows& rows) {
    const bool marked = rows.size() == 1 && rows.front().size() == 1 && !rows.front().is_null(0) &&
                        rows.front().text(0).starts_with(mark_of_part);
    return marked ? parse_leading<std::size_t>(
                        std::string_view{rows.front().text(0)}.substr(mark_of_part.size()))
                  : std::nullopt;
}

}  // namespace subset
