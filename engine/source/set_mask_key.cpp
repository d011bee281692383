#include "source/set_mask_key.hpp"

#include "mask/preset.hpp"
#include "util/parse_leading.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {
namespace {

constexpr std::size_t block_bytes = 64;  // of SHA-256

// The block in hexadecimal digits, each byte of it combined with `pad`.
std::string render_padded(std::string_view key, unsigned pad) {
    std::string digits;
    for (std::size_t index = 0; index < block_bytes; ++index) {
        const unsigned byte = index < key.size() ? static_cast<unsigned char>(key[index]) : 0U;
        digits += fmt::format("{:02x}", byte ^ pad);
    }
    return digits;
}

std::string bytes_of(std::string_view digits) {
    std::string bytes;
    for (std::size_t index = 0; index + 1 < digits.size(); index += 2) {
        const auto byte = parse_leading<unsigned>(digits.substr(index, 2), 16);
        if (!byte) {
            pg::fail_answer("no hexadecimal digits where they must be");
        }
        bytes += static_cast<char>(*byte);
    }
    return bytes;
}

}  // namespace

void set_mask_key(pg::CopyChannel& reader, std::string_view key) {
    std::string block{key};
    if (block.size() > block_bytes) {
        block =
            bytes_of(reader
                         .query_with("SELECT pg_catalog.encode(pg_catalog.sha256("
                                     "pg_catalog.convert_to($1::pg_catalog.text, 'UTF8')), 'hex')",
                                     {block})
                         .at(0)
                         .text(0));
    }
    constexpr unsigned inner_pad = 0x36;
    constexpr unsigned outer_pad = 0x5c;
    reader.query_with(
        fmt::format("SELECT pg_catalog.set_config('{}', $1::pg_catalog.text, false) IS NULL, "
                    "pg_catalog.set_config('{}', $2::pg_catalog.text, false) IS NULL",
                    inner_key_setting, outer_key_setting),
        {render_padded(block, inner_pad), render_padded(block, outer_pad)});
}

}  // namespace subset
