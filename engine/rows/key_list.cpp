#include "rows/keys.hpp"
#include "subset/error.hpp"

#include <limits>

namespace subset {

void KeyList::add_bytes(std::string_view key) {
    if (size_ % keys_in_run == 0) {
        if (size_ > 0) {
            runs_.back().bytes.shrink_to_fit();
        }
        runs_.emplace_back().ends.reserve(size_ == 0 ? 0 : keys_in_run);
    }
    Run& run = runs_.back();
    if (key.size() > std::numeric_limits<std::uint32_t>::max() - run.bytes.size()) {
        throw Error{ErrorKind::limit,
                    "1,024 keys of one reference take more than 4 GB, which is too much to ask for",
                    "Cut the reference, or have it reference something shorter."};
    }
    run.bytes += key;
    run.ends.push_back(static_cast<std::uint32_t>(run.bytes.size()));
    ++size_;
}

std::string_view KeyList::bytes_at(std::size_t position) const {
    const Run& run = runs_[position / keys_in_run];
    const std::size_t index = position % keys_in_run;
    const std::size_t begin = index == 0 ? 0 : run.ends[index - 1];
    return std::string_view{run.bytes}.substr(begin, run.ends[index] - begin);
}

}  // namespace subset
