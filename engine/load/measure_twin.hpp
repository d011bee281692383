// measure_twin.hpp
//
// How large the twin is in the target, before it is committed: whether it fits is decided by that,
// and not by what was computed.
//
// Thread-safety: uses the channel from one thread.
#pragma once

#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"
#include "subset/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace subset {

// The twin takes more than [limits] fit in the target. What each of its tables takes there is in
// it, by name, so that the next one can be smaller.
class FitPassed : public Error {
public:
    FitPassed(std::uint64_t total, std::uint64_t most, std::map<std::string, std::uint64_t> bytes,
              Place place);

    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    [[nodiscard]] const std::map<std::string, std::uint64_t>& bytes() const noexcept {
        return bytes_;
    }

private:
    std::uint64_t total_;
    std::map<std::string, std::uint64_t> bytes_;
};

// The sum of pg_total_relation_size of the twin's tables; nothing where it need not fit.
//
// Throws: FitPassed; what the server says.
// Cost:   a round trip.
[[nodiscard]] std::optional<std::uint64_t> measure_twin(const LoadSource& source,
                                                        pg::CopyChannel& target);

}  // namespace subset
