#include "propose/landscape.hpp"

#include "mask/names/name_words.hpp"
#include "propose/transient_tables.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

namespace subset {
namespace {

constexpr std::uint64_t rows_of_large = 100'000;
constexpr std::uint64_t bytes_of_large = std::uint64_t{100} << 20;
// A large table is also large beside the rest: it has at least one in so many of the database's
// rows or bytes.
constexpr std::uint64_t share_of_large = 20;

constexpr std::array log_words = std::to_array<std::string_view>(
    {"log", "event", "audit", "history", "session", "job", "queue", "outbox"});

Transient transient_kind(const Table& table) {
    std::vector<std::string> columns;
    for (const Column& column : table.columns) {
        columns.push_back(column.name);
    }
    return find_transient(table.name.name, columns);
}

// Whether a cut could make the reference NULL: it needs a nullable column that no other reference
// needs.
bool can_be_null(const Landscape& source, const Reference& reference) {
    const Table& child = source.catalog().table(reference.child.table);
    return std::any_of(
        reference.child_columns.begin(), reference.child_columns.end(), [&](std::uint16_t column) {
            const auto& others = source.graph().parents_of[child.id];
            return !child.columns[column].not_null &&
                   std::none_of(others.begin(), others.end(), [&](ReferenceId id) {
                       const Reference& other = source.catalog().reference(id);
                       return other.id != reference.id && source.comes(other.parent.table) &&
                              std::find(other.child_columns.begin(), other.child_columns.end(),
                                        column) != other.child_columns.end();
                   });
        });
}

}  // namespace

Landscape::Landscape(const Catalog& catalog, const ReferenceGraph& graph,
                     IdVector<TableId, TableSize> sizes)
    : catalog_{catalog},
      graph_{graph},
      sizes_{std::move(sizes)},
      standings_(catalog.tables.size(), Standing::comes) {
    for (const TableSize& each : sizes_) {
        total_.rows += each.rows;
        total_.bytes += each.bytes;
    }
    for (const Table& table : catalog.tables) {
        Standing& standing = standings_[table.id];
        standing = !table.in_scope                               ? Standing::out_of_scope
                   : table.row_security.hides                    ? Standing::policy
                   : table.foreign_partition                     ? Standing::foreign_partition
                   : transient_kind(table) != Transient::no      ? Standing::transient
                   : !table.migrations && is_large_log(table.id) ? Standing::log
                                                                 : Standing::comes;
    }
    // Where there are only logs, they are what the database is about.
    const bool has_others =
        std::any_of(catalog.tables.begin(), catalog.tables.end(),
                    [&](const Table& table) { return comes(table.id) && rows(table.id) > 0; });
    if (!has_others) {
        std::replace(standings_.begin(), standings_.end(), Standing::log, Standing::comes);
        std::replace(standings_.begin(), standings_.end(), Standing::transient, Standing::comes);
    }
    for (const Reference& reference : catalog.references) {
        Standing& standing = standings_[reference.child.table];
        if (reference.period && standing == Standing::comes) {
            standing = Standing::period;
        }
    }
    add_through_parents();
}

void Landscape::add_through_parents() {
    for (bool changed = true; changed;) {
        changed = false;
        for (const Reference& reference : catalog_.references) {
            Standing& standing = standings_[reference.child.table];
            if (standing == Standing::comes && !comes(reference.parent.table) &&
                !can_be_null(*this, reference)) {
                standing = Standing::through_parent;
                changed = true;
            }
        }
    }
}

std::vector<TableId> Landscape::tree(TableId table) const {
    std::vector<TableId> members = catalog_.tree_of(catalog_.own_rows(table)).tables();
    std::erase_if(members, [&](TableId id) { return id != table && !comes(id); });
    return members;
}

TableSize Landscape::size_of_tree(TableId table) const {
    TableSize all;
    for (const TableId member : tree(table)) {
        all.rows += size(member).rows;
        all.bytes += size(member).bytes;
    }
    return all;
}

bool Landscape::is_heir(TableId table) const {
    const std::vector<TableId>& ancestors = catalog_.table(table).ancestors;
    return std::any_of(ancestors.begin(), ancestors.end(), [&](TableId id) { return comes(id); });
}

IdVector<TableId, bool> Landscape::reached_down(TableId table) const {
    IdVector<TableId, bool> reached(standings_.size(), false);
    std::vector<TableId> pending = tree(table);
    for (const TableId member : pending) {
        reached[member] = true;
    }
    while (!pending.empty()) {
        const TableId parent = pending.back();
        pending.pop_back();
        for (const ReferenceId id : graph_.children_of[parent]) {
            const TableId child = catalog_.reference(id).child.table;
            if (comes(child) && !reached[child]) {
                reached[child] = true;
                pending.push_back(child);
            }
        }
    }
    return reached;
}

IdVector<TableId, bool> Landscape::with_parents(IdVector<TableId, bool> tables) const {
    // Children come first in this order, so that one pass is enough; a cycle takes another pass.
    for (bool changed = true; changed;) {
        changed = false;
        for (const TableId table : std::ranges::reverse_view(graph_.load_order)) {
            for (const ReferenceId id : graph_.parents_of[table]) {
                const TableId parent = catalog_.reference(id).parent.table;
                if (tables[table] && comes(table) && !tables[parent]) {
                    tables[parent] = true;
                    changed = true;
                }
            }
        }
    }
    return tables;
}

double Landscape::fan_out(const Reference& reference) const {
    const Table& child = catalog_.table(reference.child.table);
    const auto parents = static_cast<double>(rows(reference.parent.table));
    const double average = static_cast<double>(rows(child.id)) / std::max(1.0, parents);
    const bool unique =
        std::any_of(child.unique_keys.begin(), child.unique_keys.end(), [&](const ColumnList& key) {
            return std::all_of(key.begin(), key.end(), [&](std::uint16_t column) {
                const ColumnList& columns = reference.child_columns;
                return std::find(columns.begin(), columns.end(), column) != columns.end();
            });
        });
    // A reference that only some of the partitions declare has the rows of these alone.
    const double share =
        reference.child.whole
            ? 1
            : static_cast<double>(reference.child.leaves.size()) /
                  static_cast<double>(std::max<std::size_t>(1, child.leaves.size()));
    return unique ? std::min(1.0, average * share) : average * share;
}

bool Landscape::has_name_of_log(TableId table) const {
    const std::vector<std::string> words = split_words(catalog_.table(table).name.name);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return std::any_of(log_words.begin(), log_words.end(),
                           [&](std::string_view of_log) { return is_same_word(word, of_log); });
    });
}

bool Landscape::is_referenced(TableId table) const {
    const auto& children = graph_.children_of[table];
    return std::any_of(children.begin(), children.end(),
                       [&](ReferenceId id) { return catalog_.reference(id).child.table != table; });
}

bool Landscape::is_large_log(TableId table) const {
    const TableSize& own = size(table);
    const bool large = own.rows >= rows_of_large || own.bytes >= bytes_of_large;
    const bool beside_others = own.rows >= total_.rows / share_of_large ||
                               own.bytes >= total_.bytes / share_of_large ||
                               catalog_.table(table).kind == TableKind::partitioned;
    return large && beside_others && has_name_of_log(table) && !is_referenced(table);
}

}  // namespace subset
