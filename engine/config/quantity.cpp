#include "config/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace subset::config {
namespace {

struct Quantity {
    double number = 0;
    std::string_view unit;
};

struct Unit {
    std::string_view name;
    double factor;
};

constexpr std::array duration_units{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"min", 60'000},
                                    Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::array size_units{Unit{"b", 1}, Unit{"kb", 1024}, Unit{"mb", 1048576},
                                Unit{"gb", 1073741824}, Unit{"tb", 1099511627776}};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Splits a text of digits, with at most one point, and a unit. Signs and exponents are not
// accepted: "1e3 MB" is more likely a slip than meant.
std::optional<Quantity> split(std::string_view text) {
    text = trimmed(text);
    const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto digits = text.substr(0, end);
    Quantity quantity;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                               quantity.number, std::chars_format::fixed);
    if (error != std::errc{} || rest != digits.data() + digits.size()) {
        return std::nullopt;
    }
    quantity.unit = trimmed(text.substr(end));
    return quantity;
}

template <typename Units>
std::optional<double> scaled(const Quantity& quantity, const Units& units, std::string_view unit) {
    const auto found = std::find_if(units.begin(), units.end(),
                                    [unit](const Unit& known) { return known.name == unit; });
    if (found == units.end()) {
        return std::nullopt;
    }
    return std::round(quantity.number * found->factor);
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity) {
        return std::nullopt;
    }
    if (quantity->unit.empty() && quantity->number == 0) {
        return std::chrono::milliseconds{0};
    }
    const auto milliseconds = scaled(*quantity, duration_units, quantity->unit);
    if (!milliseconds || *milliseconds > std::numeric_limits<std::int32_t>::max() ||
        (*milliseconds == 0 && quantity->number > 0)) {  // 0 would mean "no limit"
        return std::nullopt;
    }
    return std::chrono::milliseconds{static_cast<std::int64_t>(*milliseconds)};
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity) {
        return std::nullopt;
    }
    const auto bytes = scaled(*quantity, size_units, lower_case(quantity->unit));
    // A size of exabytes is a slip. Below that the conversion is exact enough and cannot overflow.
    if (!bytes || *bytes > 1e18) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*bytes);
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
    text = trimmed(text);
    constexpr std::string_view a_second = "/s";
    if (!text.ends_with(a_second)) {
        return std::nullopt;
    }
    return parse_size(text.substr(0, text.size() - a_second.size()));
}

std::optional<double> parse_percent(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity || quantity->unit != "%") {
        return std::nullopt;
    }
    return quantity->number;
}

}  // namespace subset::config
