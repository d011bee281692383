#include "dump/addresses_in_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace subset {
namespace {

constexpr std::size_t most_named = 5;

bool is_local(char each) {
    const auto byte = static_cast<unsigned char>(each);
    return std::isalnum(byte) != 0 || each == '.' || each == '_' || each == '+' || each == '-';
}

bool is_domain(char each) {
    return std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '.' || each == '-';
}

}  // namespace

bool holds_address(std::string_view text) noexcept {
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        if (at == 0 || !is_local(text[at - 1])) {
            continue;
        }
        const std::string_view rest = text.substr(at + 1);
        const auto end = static_cast<std::size_t>(
            std::find_if_not(rest.begin(), rest.end(), is_domain) - rest.begin());
        std::string_view domain = rest.substr(0, end);
        while (domain.ends_with('.')) {
            domain.remove_suffix(1);
        }
        // example.com and its like belong to nobody (RFC 2606).
        const bool nobodys = domain.find("example.") != std::string_view::npos;
        const auto dot = domain.find('.');
        if (dot != std::string_view::npos && dot > 0 && !nobodys) {
            return true;
        }
    }
    return false;
}

std::vector<Fault> find_addresses(const std::vector<std::vector<SchemaEntry>>& sections) {
    std::vector<std::string> names;
    for (const auto& section : sections) {
        for (const SchemaEntry& entry : section) {
            if (holds_address(entry.sql)) {
                names.push_back(entry.title);
            }
        }
    }
    if (names.empty()) {
        return {};
    }
    const std::size_t count = names.size();
    names.resize(std::min(count, most_named));
    return {
        {fmt::format("the schema itself holds addresses of mail: {}{}", fmt::join(names, ", "),
                     count > most_named ? fmt::format(" and {} more", count - most_named) : ""),
         "Masks change rows alone: what views, defaults, comments and functions say comes as it "
         "is written."}};
}

}  // namespace subset
