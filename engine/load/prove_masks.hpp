// prove_masks.hpp
//
// Holds the masked values of the twin against the hashes of the raw ones, in this process: those
// that a target has, or those that were written into a script.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "script/target_script.hpp"
#include "util/sha256.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace subset {

// The check must outlive this.
class MaskProof {
public:
    explicit MaskProof(const CheckMasks& check);

    // Takes a row as it is written in COPY's text format, which is a tuple of texts.
    void take_written(std::string_view tuple);
    // Reads the rows from the target. Cost: one round trip; without a key, all rows of the table.
    void read(pg::CopyChannel& target);
    // Throws: not_whole, where some row held its raw value.
    void finish() const;

private:
    // `row` is the index of the sampled row, `position` that in CheckMasks::columns.
    void look_at(std::size_t row, std::size_t position, std::string_view text);
    void look_at_any(std::size_t position, std::string_view text);

    const CheckMasks& check_;
    Hmac secret_;
    std::unordered_map<std::string, std::size_t> rows_;  // by key
    std::vector<std::unordered_set<std::string>> any_;   // hashes, by CheckMasks::columns
    std::vector<std::size_t> raw_;                       // by CheckMasks::columns
};

}  // namespace subset
