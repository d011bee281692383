// limits.hpp
//
// [limits] rows and bytes, watched while the closure grows. Private to closure/.
#pragma once

#include "plan/plan.hpp"

#include <cstdint>
#include <vector>

namespace subset {

class LimitWatch {
public:
    explicit LimitWatch(const Plan& plan) : plan_{plan}, brought_(plan.references.size()) {}

    // A new row came by the reference, up or down, for the message. Row by row, as a limit may be
    // passed in the middle.
    void add_row(ReferenceId reference) { ++brought_[index_of(reference)]; }

    // Throws: limit, naming the references that brought the most.
    void check(std::uint64_t rows, std::uint64_t bytes) const;

private:
    [[noreturn]] void fail(const std::string& what, const Place& place) const;

    const Plan& plan_;
    std::vector<std::uint64_t> brought_;  // by ReferenceId
};

}  // namespace subset
