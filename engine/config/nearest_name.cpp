#include "config/nearest_name.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace subset::config {
namespace {

// Computes the optimal string alignment distance. No more than three rows of its table are held at
// a time.
std::size_t slips_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t wrong_letter = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + wrong_letter});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> known) {
    constexpr std::size_t longest_worth_a_look = 64;
    if (name.size() > longest_worth_a_look) {
        return std::nullopt;
    }
    const std::size_t allowed = name.size() <= 3 ? 1 : 2;
    std::optional<std::string_view> nearest;
    std::size_t fewest = allowed + 1;
    for (const auto candidate : known) {
        if (const auto slips = slips_between(name, candidate); slips < fewest) {
            nearest = candidate;
            fewest = slips;
        }
    }
    return nearest;
}

std::string listed(std::span<const std::string_view> names) {
    std::string text;
    for (const auto name : names) {
        text += text.empty() ? "" : ", ";
        text += name;
    }
    return text;
}

}  // namespace subset::config
