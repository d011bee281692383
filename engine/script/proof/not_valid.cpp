#include "script/proof/not_valid.hpp"

#include "dump/foreign_key_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

constexpr int not_valid_on_partitioned = 180000;  // ALTER TABLE ... ADD FOREIGN KEY ... NOT VALID

[[noreturn]] void fail(const Reference& reference, const std::string& constraint, const char* why) {
    throw Error{
        ErrorKind::not_whole,
        fmt::format("rows of {} that dangle are to be kept, but its constraint {} cannot be made "
                    "NOT VALID{}",
                    reference.child.name.text(), constraint, why),
        "Set [source] dangling = \"null\" or \"drop\", or mend these rows in the source."};
}

void mark(const Reference& reference, const std::string& constraint,
          std::vector<SchemaEntry>& entries) {
    SchemaEntry* const entry = find_foreign_key(entries, reference, constraint);
    const auto end = entry == nullptr ? std::string::npos : entry->sql.find_last_of(';');
    if (end == std::string::npos) {
        fail(reference, constraint, "");
    }
    if (entry->sql.find("NOT VALID", end >= 10 ? end - 10 : 0) == std::string::npos) {
        entry->sql.insert(end, " NOT VALID");
    }
}

}  // namespace

std::vector<SchemaEntry> mark_not_valid(const Plan& plan, const Closure& closure,
                                        std::vector<SchemaEntry> post_data,
                                        int target_version_num) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const bool dangles = closure.references[each.reference].dangling > 0;
        if (!dangles || each.dangling != Dangling::keep || !reference.declared() ||
            !reference.validated || !plan.in_twin(each.reference) ||
            !plan.catalog.table(reference.parent.table).in_scope) {
            continue;
        }
        const Table& child = plan.catalog.table(reference.child.table);
        const bool partitioned =
            std::none_of(child.leaves.begin(), child.leaves.end(),
                         [&](const Leaf& leaf) { return leaf.oid == reference.child.oid; });
        if (partitioned && target_version_num < not_valid_on_partitioned) {
            fail(reference, reference.name,
                 ": PostgreSQL allows that on a partitioned table from 18 on");
        }
        for (const std::string& name : reference.constraints) {
            mark(reference, name, post_data);
        }
    }
    return post_data;
}

}  // namespace subset
