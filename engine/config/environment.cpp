#include "config/environment.hpp"

#include <algorithm>
#include <cstdlib>

namespace subset::config {
namespace {

bool may_start_a_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool may_be_in_a_name(char c) { return may_start_a_name(c) || (c >= '0' && c <= '9'); }

}  // namespace

std::string_view variable_at(std::string_view text) {
    const auto end = text.find('}');
    if (end == std::string_view::npos) {
        return {};
    }
    const auto name = text.substr(2, end - 2);
    const bool is_name = !name.empty() && may_start_a_name(name.front()) &&
                         std::all_of(name.begin(), name.end(), may_be_in_a_name);
    return is_name ? name : std::string_view{};
}

Substituted substitute_environment(std::string_view text) {
    Substituted result;
    while (true) {
        const auto start = text.find("${");
        if (start == std::string_view::npos) {
            result.text += text;
            return result;
        }
        result.text += text.substr(0, start);
        text.remove_prefix(start);
        const auto name = variable_at(text);
        const auto length = name.empty() ? 2 : name.size() + 3;
        const char* value = name.empty() ? nullptr : std::getenv(std::string{name}.c_str());
        if (value != nullptr) {
            result.text += value;
        } else {
            result.text += text.substr(0, length);
            if (!name.empty() &&
                std::find(result.unset.begin(), result.unset.end(), name) == result.unset.end()) {
                result.unset.emplace_back(name);
            }
        }
        text.remove_prefix(length);
    }
}

}  // namespace subset::config
