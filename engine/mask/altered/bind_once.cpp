#include "mask/altered/bind_once.hpp"

#include "util/replace_all.hpp"

#include <fmt/format.h>

namespace subset {

std::string bind_once(const std::string& sql, const std::string& part, std::string_view name,
                      std::size_t places) {
    if (part.empty() || count_places(sql, part) < places) {
        return sql;
    }
    return fmt::format("(SELECT {} FROM (SELECT {} AS v OFFSET 0) AS {})",
                       replace_all(sql, part, fmt::format("{}.v", name)), part, name);
}

}  // namespace subset
