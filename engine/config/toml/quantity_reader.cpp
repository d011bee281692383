#include "config/toml/quantity_reader.hpp"

#include "config/quantity.hpp"

#include <string>

namespace subset::config {

std::optional<Located<std::uint64_t>> read_size(SectionReader& section, std::string_view key) {
    constexpr std::string_view hint =
        "Write a size such as \"256 MB\" or \"20 GB\", or bytes as an integer.";
    if (section.holds_integer(key)) {
        return section.count(key, hint);
    }
    const auto value = section.quoted(key, KeyType::size, "a size", hint);
    if (!value) {
        return std::nullopt;
    }
    const auto bytes = parse_size(value->value);
    if (!bytes || *bytes == 0) {
        section.refuse(key, *value, std::string{hint});
        return std::nullopt;
    }
    return Located<std::uint64_t>{*bytes, value->place};
}

std::optional<std::chrono::milliseconds> read_duration(SectionReader& section,
                                                       std::string_view key) {
    constexpr std::string_view hint =
        "Write a duration such as \"500ms\", \"10s\", \"30min\" or \"2h\", of at most 24 days.";
    const auto value = section.quoted(key, KeyType::duration, "a duration", hint);
    if (!value) {
        return std::nullopt;
    }
    const auto duration = parse_duration(value->value);
    if (!duration) {
        section.refuse(key, *value, std::string{hint});
    }
    return duration;
}

std::optional<std::uint64_t> read_rate(SectionReader& section, std::string_view key) {
    constexpr std::string_view hint = "Write a size for each second, such as \"20 MB/s\".";
    const auto value = section.quoted(key, KeyType::rate, "a rate", hint);
    if (!value) {
        return std::nullopt;
    }
    const auto bytes = parse_rate(value->value);
    if (!bytes || *bytes == 0) {
        section.refuse(key, *value, std::string{hint});
        return std::nullopt;
    }
    return bytes;
}

std::optional<double> read_percent(SectionReader& section, std::string_view key) {
    constexpr std::string_view hint =
        "Write a share of the table above 0% and up to 100%, such as \"5%\".";
    const auto value = section.quoted(key, KeyType::percent, "a percentage in quotes", hint);
    if (!value) {
        return std::nullopt;
    }
    const auto percent = parse_percent(value->value);
    if (!percent || *percent <= 0 || *percent > 100) {
        section.refuse(key, *value, std::string{hint});
        return std::nullopt;
    }
    return percent;
}

}  // namespace subset::config
