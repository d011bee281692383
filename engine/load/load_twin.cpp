#include "load/load_twin.hpp"

#include "load/apart/load_apart.hpp"
#include "load/commit_doubt.hpp"
#include "load/file/script_file.hpp"
#include "load/transaction.hpp"

namespace subset {

LoadResult load_twin(const TargetScript& script, const LoadSource& source, OpenTarget& target,
                     const Stamp& stamp, Observer& observer) {
    for (const Fault& warning : script.warnings) {
        observer.warning(warning);
    }
    for (const std::string& note : script.notes) {
        observer.note(note);
    }
    if (target.file) {
        OutputFolder* const folder = target.folder ? &*target.folder : nullptr;
        return write_script_file(script, source, {*target.file, folder}, observer,
                                 *target.context.cancellation);
    }
    if (script.beside) {
        return load_beside(script, source, target, stamp, observer);
    }
    // Whether a COMMIT came through is found out even where the user has interrupted.
    Cancellation afterwards{target.context.cancellation, time_to_find_out};
    pg::SessionContext again = target.context;
    again.cancellation = &afterwards;
    const LoadEnds ends{*target.channel,
                        [&] { return reopen_target(target, again, target.state.database); },
                        stamp.identity.run_id, *target.context.cancellation};
    return script.in_pieces ? load_in_pieces(script, source, target, ends, stamp, observer)
                            : load_in_transaction(script, source, ends, observer);
}

}  // namespace subset
