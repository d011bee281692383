#include "mask/mask_digits.hpp"

#include "mask/preset.hpp"

#include <fmt/format.h>

namespace subset {

std::string concatenate_texts(const std::vector<std::string>& parts) {
    return fmt::format("({})", fmt::join(parts, " OPERATOR(pg_catalog.||) "));
}

// A query that needs nothing of the row reads each setting once for each statement, and its result
// goes to the parallel workers. Read for each value, both settings take a quarter of the HMAC.
std::string render_hmac(const std::string& bytes) {
    const auto key = [](const char* setting) {
        return fmt::format("(SELECT pg_catalog.decode(pg_catalog.current_setting('{}'), 'hex'))",
                           setting);
    };
    return fmt::format(
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) "
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) {}))",
        key(outer_key_setting), key(inner_key_setting), bytes);
}

std::string render_bytes(const std::string& text) {
    return fmt::format("pg_catalog.convert_to({}, 'UTF8')", text);
}

MaskDigits::MaskDigits(const std::string& hashed_text)
    : hmac_{render_hmac(render_bytes(hashed_text))},
      sql_{fmt::format("pg_catalog.encode({}, 'hex')", hmac_)} {}

std::string MaskDigits::hex(std::size_t count) const {
    return fmt::format("pg_catalog.substr({}, 1, {})", sql_, count);
}

std::string MaskDigits::decimal(std::size_t count) const {
    constexpr std::size_t from = 32;
    if (count > 17) {
        return fmt::format("pg_catalog.translate({}, 'abcdef', '012345')", hex(count));
    }
    return fmt::format(
        "pg_catalog.lpad(pg_catalog.mod({}, 1{}::pg_catalog.int8)::pg_catalog.text, "
        "{}, '0')",
        number(15, from), std::string(count, '0'), count);
}

// Base64 has the letters of both cases, which become the same here. translate() compares each
// character with each of its list, so it has the two that lower() leaves.
std::string MaskDigits::letters_and_digits(std::size_t count, std::size_t from) const {
    constexpr std::size_t of_byte_12 = 17;
    return fmt::format(
        "pg_catalog.translate(pg_catalog.lower(pg_catalog.substr(pg_catalog.encode({}, 'base64'), "
        "{}, {}) COLLATE \"C\"), '+/', 'xz')",
        hmac_, of_byte_12 + from, count);
}

std::string MaskDigits::number(std::size_t count, std::size_t from) const {
    return fmt::format(
        "('x' OPERATOR(pg_catalog.||) pg_catalog.substr({}, {}, "
        "{}))::pg_catalog.bit({})::pg_catalog.{}",
        sql_, from + 1, count, count * 4, count < 8 ? "int4" : "int8");
}

std::string MaskDigits::byte(std::size_t place) const {
    return fmt::format("pg_catalog.get_byte({}, {})", hmac_, place);
}

}  // namespace subset
