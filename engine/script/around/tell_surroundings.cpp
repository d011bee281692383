#include "script/around/tell_surroundings.hpp"

#include "script/around/surroundings.hpp"

#include <optional>
#include <string>

namespace subset {

void tell_surroundings(const TargetConfig& config, const std::vector<std::string>& schemas,
                       pg::CopyChannel& reader, OpenTarget* target, Observer& observer) {
    std::optional<TwinDatabase> twin;
    if (target != nullptr && target->channel) {
        twin = TwinDatabase{target->state.database, target->state.role,
                            read_surroundings(*target->channel, {}).settings};
    }
    for (const std::string& note :
         make_surroundings_notes(read_surroundings(reader, schemas), config, twin)) {
        observer.note(note);
    }
}

}  // namespace subset
