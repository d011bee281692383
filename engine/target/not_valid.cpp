#include "target/not_valid.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

void mark(const Reference& reference, const std::string& constraint, std::vector<RunSection::Entry>& entries) {
    const std::string name = 
        fmt::format("FK CONSTRAINT {} {} {}", reference.child.name.schema, reference.child.name.name, constraint);
    for (RunSection::Entry& entry : entries) {
        const auto end = entry.sql.find_last_of(';');
        if (entry.name != name || end == std::string::npos) {
            continue;
        }
        if (entry.sql.find("NOT VALID", end >= 10 ? end - 10 : 0) == std::string::npos) {
            entry.sql.insert(end, " NOT VALID");
        }
        return;
    }
    throw Error{ErrorKind::not_whole,
                fmt::format("rows of {} that dangle are to be kept, but its constraint {} cannot be made NOT VALID",
                            reference.child.name.text(), constraint),
                "Set [source] dangling = \"null\" or \"drop\", or mend these rows in the source."};
}

}  // namespace

std::vector<RunSection::Entry> mark_not_valid(const Plan& plan, const Closure& closure,
                                              std::vector<RunSection::Entry> post_data) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool dangles = closure.references[index_of(each.reference)].dangling > 0;
        if (!dangles || each.dangling != Dangling::keep || !reference.declared || !reference.validated) {
            continue;
        }
        mark(reference, reference.name, post_data);
        for (const std::string& name : reference.equal_names) {
            mark(reference, name, post_data);
        }
    }
    return post_data;
}

}  // namespace subset
