// permutation.hpp
//
// Renders the SQL of permutations that the key decides: each value of a set becomes another one of
// the same set, and no two become the same. Private to mask/.
//
// A permutation is P, then "the next one", then P backwards, where P is a Feistel network of three
// rounds by HMAC-SHA256. It is one cycle over the whole set, so that no value stays what it is.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace subset {

// Permutes the numbers of 2 to 62 bits. `number` (int8, from 0 to 2^bits - 1) and `bits` (int4) are
// SQL, `tweak` is SQL of a text: each has a permutation of its own.
[[nodiscard]] std::string render_permuted_bits(const std::string& number, const std::string& bits,
                                               const std::string& tweak);

// Permutes integers of one sign and one number of bits among themselves, all below 256 as if they
// had 8. `value` is SQL of an int8.
[[nodiscard]] std::string render_permuted_integer(const std::string& value);

// Permutes the digits and the letters of texts that have them at the same places. Of a letter
// outside of ASCII, 16 that stand together in Unicode are permuted. Texts that differ in case alone
// become texts that do. `text` is SQL.
[[nodiscard]] std::string render_permuted_text(const std::string& text);

}  // namespace subset
