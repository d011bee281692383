#include "load/load_twin.hpp"

#include "load/load_apart.hpp"
#include "load/script_file.hpp"
#include "load/transaction.hpp"

namespace subset {

LoadResult load_twin(const Plan& plan, const Closure& closure, const TargetScript& script,
                     const LoadSource& source, OpenTarget& target, const Stamp& stamp,
                     Observer& observer, const Cancellation& cancellation) {
    for (const Fault& warning : script.warnings) {
        observer.warning(warning);
    }
    for (const std::string& note : script.notes) {
        observer.note(note);
    }
    if (target.file) {
        return write_script_file(plan, closure, script, source, *target.file, observer,
                                 cancellation);
    }
    if (script.beside) {
        return load_beside(plan, closure, script, source, target, stamp, observer, cancellation);
    }
    if (plan.config.target.atomic == Atomic::none) {
        return load_in_pieces(plan, closure, script, source, target, stamp);
    }
    // Whether a COMMIT came through is found out even where the user has interrupted.
    Cancellation unheard;
    pg::SessionContext again = target.context;
    again.cancellation = &unheard;
    return load_in_transaction(
        plan, closure, script, source,
        {*target.channel, [&] { return reopen_target(target, again, target.state.database); },
         stamp.identity.run_id},
        observer);
}

}  // namespace subset
