// key_fields.hpp
//
// Where in a row that came the values of its keys are: those that the output holds anyway are not
// selected a second time. Private to source/.
//
// Thread-safety: one thread.
#pragma once

#include "plan/output_plan.hpp"
#include "rows/keys.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace subset {

class KeyFields {
public:
    // `tuple`: the output that the rows come with, or null. Both must outlive this.
    KeyFields(const TablePlan& table, const TableOutput* tuple);

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
    std::vector<bool> is_beside_;
    std::size_t beside_ = 0;
    std::vector<std::uint16_t> in_output_;
    std::vector<KeyPart> keys_;
    std::vector<Wide> wide_;
};

}  // namespace subset
