#include "load/commit_doubt.hpp"

#include <fmt/format.h>

namespace subset {

void find_out(const Error& lost, const CommitDoubt& doubt, Cancellation& cancellation,
              Observer& observer, const std::function<bool()>& come_through) {
    const bool interrupted = lost.kind() == ErrorKind::interrupted;
    const std::string cause = interrupted ? "interrupted" : "the connection to the target was lost";
    bool through = false;
    try {
        through = come_through();
    } catch (const Error& error) {
        throw Error{
            ErrorKind::in_doubt,
            fmt::format("{} during {}, and whether it came through could not be learned: {}", cause,
                        doubt.during,
                        error.kind() == ErrorKind::interrupted ? "the target did not answer in time"
                                                               : error.what()),
            doubt.look_at};
    }
    if (!through) {
        cancellation.target_is(doubt.otherwise);
        throw Error{lost.kind(),
                    fmt::format("{}; this was during {}, and {}", lost.what(), doubt.during,
                                doubt.held_before),
                    "Start again; nothing was changed."};
    }
    cancellation.target_is(TargetNow::replaced);
    observer.warning(
        {fmt::format("{} during {}, but it came through", cause, doubt.during), doubt.holds_now});
}

void tell_committed(Cancellation& cancellation, Observer& observer) {
    cancellation.target_is(TargetNow::replaced);
    if (cancellation.requested()) {
        observer.warning({"interrupted too late: it was committed already",
                          "The target holds the new twin, complete."});
    }
}

}  // namespace subset
