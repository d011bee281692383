// limits.hpp
//
// [limits] rows and bytes, watched while the closure grows. Private to closure/.
#pragma once

#include "plan/row_plan.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <vector>

namespace subset {

class LimitWatch {
public:
    // Both must outlive this.
    LimitWatch(const Catalog& catalog, const Limits& limits)
        : catalog_{catalog}, limits_{limits}, brought_(catalog.references.size()) {}

    // A new row came by the reference, up or down, for the message. Row by row, as a limit may be
    // passed in the middle.
    void add_row(ReferenceId reference) { ++brought_[reference]; }

    // Throws: limit, naming the references that brought the most.
    void check(std::uint64_t rows, std::uint64_t bytes) const;

private:
    [[noreturn]] void fail(const std::string& what, const Place& place) const;

    const Catalog& catalog_;
    const Limits& limits_;
    IdVector<ReferenceId, std::uint64_t> brought_;
};

}  // namespace subset
