#include "closure/user_place.hpp"

#include <regex>

namespace subset {

std::string without_quoted(const std::string& message) {
    static const std::regex quoted{"\"[^\"]*\""};
    return std::regex_replace(message, quoted, "\"...\"");
}

}  // namespace subset
