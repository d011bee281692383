#include "target/check_by_merging.hpp"

#include "target/foreign_key_entry.hpp"

#include <algorithm>
#include <cstdint>

namespace subset {
namespace {

constexpr std::uint64_t most_hashed_parents = 200'000;

bool sorts_quickly(const Table& parent, const Reference& reference) {
    return std::all_of(reference.parent_columns.begin(), reference.parent_columns.end(),
                       [&](auto column) {
                           const KeyKind kind = parent.columns[column].key_kind;
                           return kind == KeyKind::integer || kind == KeyKind::uuid;
                       });
}

}  // namespace

std::vector<RunSection::Entry> check_by_merging(const Plan& plan, const Closure& closure,
                                                std::vector<RunSection::Entry> post_data) {
    for (const Reference& reference : plan.catalog.references) {
        const TableId parent = reference.parent.table;
        if (!reference.declared() || reference.period ||
            closure.tables[index_of(parent)].rows <= most_hashed_parents ||
            !sorts_quickly(plan.catalog.table(parent), reference)) {
            continue;
        }
        for (const std::string& constraint : reference.constraints) {
            if (auto* const entry = find_foreign_key(post_data, reference, constraint)) {
                entry->sql =
                    "SET enable_hashjoin = off;\n" + entry->sql + "\n;RESET enable_hashjoin;\n";
            }
        }
    }
    return post_data;
}

}  // namespace subset
