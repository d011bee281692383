#include "pg/connection/url_text.hpp"

#include "subset/error.hpp"

#include <fmt/format.h>

namespace subset::pg {

void refuse_url(std::string_view end, std::string_view why, std::string_view hint) {
    throw Error{ErrorKind::config, fmt::format("the url of the {}: {}", end, why),
                std::string{hint}};
}

bool is_showable_word(std::string_view text) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-+:";
    return !text.empty() && text.size() <= 40 &&
           text.find_first_not_of(letters) == std::string_view::npos;
}

}  // namespace subset::pg
