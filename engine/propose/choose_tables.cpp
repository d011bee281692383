#include "propose/choose_tables.hpp"

#include <algorithm>
#include <utility>

namespace subset {
namespace {

constexpr std::uint64_t rows_of_whole = 1'000;
constexpr std::uint64_t bytes_of_whole = std::uint64_t{1} << 20;

// Takes from the whole tables those that refer to rows of any table, and then those that only such
// tables need. Returns them.
std::vector<TableId> take_out_about_others(const Landscape& source,
                                           const std::vector<ReferenceGuess>& guesses,
                                           IdVector<TableId, bool>& whole) {
    std::vector<TableId> out;
    const auto take = [&](TableId table) {
        whole[table] = false;
        out.push_back(table);
    };
    for (const ReferenceGuess& guess : guesses) {
        if (guess.type_column && whole[guess.child] && !whole[guess.parent]) {
            take(guess.child);
        }
    }
    std::size_t looked_at = 0;  // those behind are added on the way
    while (looked_at < out.size()) {
        for (const ReferenceId id : source.graph().parents_of[out[looked_at++]]) {
            const TableId parent = source.catalog().reference(id).parent.table;
            const auto& children = source.graph().children_of[parent];
            const bool needed_by_others =
                std::any_of(children.begin(), children.end(), [&](ReferenceId each) {
                    return whole[source.catalog().reference(each).child.table];
                });
            if (whole[parent] && !needed_by_others) {
                take(parent);
            }
        }
    }
    return out;
}

// Finds small tables all of whose parents are small too. Tables that come down from the root are
// left out, as not all of their rows are wanted.
std::vector<TableId> find_whole(const Landscape& source, const IdVector<TableId, bool>& down,
                                const std::vector<ReferenceGuess>& guesses,
                                std::vector<TableId>& about_others) {
    IdVector<TableId, bool> whole;
    for (const Table& table : source.catalog().tables) {
        const TableSize& size = source.size(table.id);
        whole.push_back(source.comes(table.id) && !down[table.id] && size.rows < rows_of_whole &&
                        size.bytes < bytes_of_whole);
    }
    about_others = take_out_about_others(source, guesses, whole);
    for (bool changed = true; changed;) {
        changed = false;
        for (const Reference& reference : source.catalog().references) {
            const TableId child = reference.child.table;
            if (whole[child] && !whole[reference.parent.table]) {
                whole[child] = false;
                changed = true;
            }
        }
    }
    // A table's name also means all tables that inherit from it.
    for (const Table& table : source.catalog().tables) {
        const std::vector<TableId> tree = source.tree(table.id);
        whole[table.id] =
            std::all_of(tree.begin(), tree.end(), [&](TableId each) { return whole[each]; });
    }
    std::vector<TableId> tables;
    for (const Table& table : source.catalog().tables) {
        const auto& ancestors = table.ancestors;
        const bool named = std::any_of(ancestors.begin(), ancestors.end(),
                                       [&](TableId each) { return whole[each]; });
        // The table of a migration tool comes without an entry.
        if (whole[table.id] && !named && source.rows_of_tree(table.id) > 0 && !table.migrations) {
            tables.push_back(table.id);
        }
    }
    return tables;
}

// Adds the tables that the rest of the config would reach and that cannot come or should not.
// Tables of which a policy hides rows are added in any case, so that somebody hears of it.
void add_empty(const Landscape& source, TableId root, const IdVector<TableId, bool>& down,
               TableChoice& choice) {
    IdVector<TableId, bool> reached = down;
    for (const TableId table : choice.whole) {
        reached[table] = true;
    }
    reached = source.with_parents(std::move(reached));
    for (const Table& table : source.catalog().tables) {
        const Standing standing = source.standing(table.id);
        const auto& parents = source.graph().parents_of[table.id];
        const bool of_reached =
            std::any_of(parents.begin(), parents.end(), [&](ReferenceId reference) {
                return reached[source.catalog().reference(reference).parent.table];
            });
        if (standing == Standing::log || standing == Standing::policy ||
            standing == Standing::transient ||
            (standing != Standing::comes && standing != Standing::out_of_scope &&
             (reached[table.id] || of_reached))) {
            choice.empty.push_back(table.id);
        } else if (standing == Standing::comes && down[table.id] && source.rows(table.id) > 0 &&
                   source.has_name_of_log(table.id) && table.id != root) {
            choice.perhaps_empty.push_back(table.id);
        }
    }
}

}  // namespace

TableChoice choose_tables(const Landscape& source, TableId root,
                          const std::vector<ReferenceGuess>& guesses) {
    const IdVector<TableId, bool> down = source.reached_down(root);
    TableChoice choice;
    choice.whole = find_whole(source, down, guesses, choice.about_others);
    add_empty(source, root, down, choice);
    for (const Table& table : source.catalog().tables) {
        if (table.absent) {
            choice.absent.push_back(table.id);
        }
    }
    return choice;
}

}  // namespace subset
