#include "target/foreign_key_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {

bool is_foreign_key(const RunSection::Entry& entry) {
    return entry.name.starts_with("FK CONSTRAINT ");
}

RunSection::Entry* find_foreign_key(std::vector<RunSection::Entry>& entries,
                                    const Reference& reference, const std::string& constraint) {
    const std::string name = fmt::format("FK CONSTRAINT {} {} {}", reference.child.name.schema,
                                         reference.child.name.name, constraint);
    const auto found =
        std::find_if(entries.begin(), entries.end(),
                     [&](const RunSection::Entry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

}  // namespace subset
