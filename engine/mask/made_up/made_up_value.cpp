#include "mask/made_up/made_up_value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

std::optional<std::size_t> length_for(const Masked& masked) {
    if (masked.shape.length && masked.form.length) {
        return std::min(*masked.shape.length, *masked.form.length);
    }
    return masked.shape.length ? masked.shape.length : masked.form.length;
}

std::string render_unlike(const std::string& made, const std::string& text,
                          const std::string& otherwise) {
    return fmt::format("coalesce(nullif({}, {}), {})", made, text, otherwise);
}

std::string render_next_letters(const std::string& text) {
    return fmt::format(
        "pg_catalog.translate({}, '0123456789abcdefghijklmnopqrstuvwxyz', "
        "'1234567890bcdefghijklmnopqrstuvwxyza')",
        text);
}

}  // namespace subset
