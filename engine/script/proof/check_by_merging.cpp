#include "script/proof/check_by_merging.hpp"

#include "dump/foreign_key_entry.hpp"

#include <algorithm>
#include <cstdint>

namespace subset {
namespace {

// Below, every way is quick.
constexpr std::uint64_t many_rows = 200'000;

bool sorts_quickly(const Table& parent, const Reference& reference) {
    return std::all_of(reference.parent_columns.begin(), reference.parent_columns.end(),
                       [&](auto column) {
                           const KeyKind kind = parent.columns[column].key_kind;
                           return kind == KeyKind::integer || kind == KeyKind::uuid;
                       });
}

// Whether an index has the child's keys in order.
bool is_sorted(const Table& child, const Reference& reference) {
    const ColumnList& columns = reference.child_columns;
    return std::any_of(child.indexes.begin(), child.indexes.end(), [&](const ColumnList& index) {
        return index.size() >= columns.size() &&
               std::is_permutation(columns.begin(), columns.end(), index.begin());
    });
}

}  // namespace

std::vector<SchemaEntry> check_by_merging(const Catalog& catalog, const Closure& closure,
                                          std::vector<SchemaEntry> post_data) {
    for (const Reference& reference : catalog.references) {
        const Table& parent = catalog.table(reference.parent.table);
        const Table& child = catalog.table(reference.child.table);
        const auto rows = [&](const Table& table) { return closure.tables[table.id].rows; };
        const bool merge =
            rows(parent) > many_rows || (rows(child) > many_rows && is_sorted(child, reference));
        if (!reference.declared() || reference.period || !merge ||
            !sorts_quickly(parent, reference)) {
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
