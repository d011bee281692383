// key_fields.hpp
//
// Where in a row that came the values of its keys are: those that the output holds anyway are not
// selected a second time. Private to source/.
//
// Thread-safety: one thread.
#pragma once

#include "plan/plan.hpp"
#include "rows/row_set.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace subset {

class KeyFields {
public:
    // with_tuple: the rows come with their output columns.
    KeyFields(const TablePlan& table, bool with_tuple);

    // How many are selected beside the output, and the places in the output of the others.
    [[nodiscard]] std::size_t beside() const noexcept { return beside_; }
    [[nodiscard]] const std::vector<std::uint16_t>& in_output() const noexcept {
        return in_output_;
    }

    // TablePlan::key_values, in their order and forms, from both. The views live until the next
    // call, and no longer than those given.
    [[nodiscard]] std::span<const KeyPart> join(std::span<const KeyPart> beside,
                                                std::span<const KeyPart> in_output);

private:
    struct Wide {
        std::array<char, 8> bytes;
    };
    [[nodiscard]] static KeyPart widen(const KeyPart& value, Wide& wide);

    const std::vector<KeyValue>& values_;
    bool with_tuple_;
    std::size_t beside_ = 0;
    std::vector<std::uint16_t> in_output_;
    std::vector<KeyPart> keys_;
    std::vector<Wide> wide_;
};

}  // namespace subset
