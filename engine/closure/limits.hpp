// limits.hpp
//
// [limits] rows and bytes, watched while the closure grows. Stage closure; private to it.
#pragma once

#include <cstdint>
#include <vector>

#include "subset/plan.hpp"

namespace subset {

class LimitWatch {
public:
    explicit LimitWatch(const Plan& plan) : plan_{plan}, brought_(plan.references.size()) {}

    // New rows that came by a reference, for the message.
    void brought(ReferenceId reference, std::uint64_t rows) { brought_[index_of(reference)] += rows; }

    // Throws: limit, naming the references that brought the most.
    void check(std::uint64_t rows, std::uint64_t bytes) const;

private:
    [[noreturn]] void fail(const std::string& what, const Place& place) const;

    const Plan& plan_;
    std::vector<std::uint64_t> brought_;  // by ReferenceId
};

}  // namespace subset
