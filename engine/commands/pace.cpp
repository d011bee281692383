#include "commands/pace.hpp"

#include "util/amounts.hpp"

#include <fmt/format.h>

namespace subset {

void tell_pace(const SourceConfig& source, Observer& observer) {
    if (source.rate) {
        observer.note(fmt::format(
            "[source] rate: the source is asked for {}/s of rows at most, in parts; what pg_dump "
            "and the catalog's readers ask for is little, and not held back",
            report::render_bytes(*source.rate)));
    }
}

std::optional<PaceReport> make_pace_report(const SourceConfig& source,
                                           const SourceSnapshot& snapshot,
                                           std::uint64_t row_bytes) {
    const std::optional<pg::PaceUse> use = snapshot.pace_use();
    if (!use || !source.rate) {
        return std::nullopt;
    }
    return PaceReport{
        .bytes_per_second = *source.rate,
        .rows_seconds = static_cast<double>(row_bytes) / static_cast<double>(*source.rate),
        .bytes = use->bytes,
        .statements = use->statements,
        .longest_bytes = use->longest_bytes,
        .waited_seconds = use->waited_seconds};
}

}  // namespace subset
