#include "closure/dangling_samples.hpp"

#include "plan/keys/key_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace subset {
namespace {

constexpr std::size_t most_samples = 5;

// An expression may be made of a masked column.
bool has_masked_column(const TablePlan& table, const ColumnList& columns) {
    return std::any_of(columns.begin(), columns.end(), [&](std::uint16_t column) {
        return column == no_column ? table.masked() : table.masks[column].has_value();
    });
}

bool has_masked_child(const RowPlan& plan, const Reference& reference) {
    const std::vector<TableId> tables = reference.child.tables();
    return std::any_of(tables.begin(), tables.end(), [&](TableId table) {
        return has_masked_column(
            plan.table(table),
            plan.catalog.columns_in(table, reference.child.table, reference.child_columns));
    });
}

}  // namespace

std::string show_unknown(const RowPlan& plan, const ParentKey& key, const Key& unknown) {
    if (has_masked_column(plan.table(key.relation.table), key.columns)) {
        return ", such as masked";
    }
    // The SQL may have taken it from any column of any table.
    return plan.hides_values ? "; they are not shown, as they may be values of other columns"
                             : ", such as " + render_key(key, unknown);
}

void fail_dangling(const ReferencePlan& each, const Reference& reference,
                   const ReferenceCounts& counts) {
    const bool null = each.dangling == Dangling::null;
    throw Error{
        ErrorKind::not_whole,
        fmt::format("{} {} of {} reference rows of {} that do not exist ({}, keys such as {}){}",
                    counts.dangling, reference.elements ? "elements in rows" : "rows",
                    reference.child.name.text(), reference.parent.name.text(), reference.name,
                    fmt::join(counts.dangling_keys, ", "),
                    null ? ", and none of its columns can be NULL instead" : ""),
        null ? "Find these rows in the source and mend or delete them, or set [source] "
               "dangling = \"drop\"."
             : "The source breaks the reference: find these rows there and mend or delete "
               "them, or say by "
               "[source] dangling what becomes of them: \"keep\", \"null\" or \"drop\"."};
}

DanglingSamples::DanglingSamples(const RowPlan& plan, const ParentKey& key,
                                 const Reference& reference)
    : key_{key}, hidden_{has_masked_child(plan, reference)} {}

void DanglingSamples::add(const Key& key) {
    texts_.insert(hidden_ ? "masked" : render_key(key_, key));
    if (texts_.size() > most_samples) {
        texts_.erase(std::prev(texts_.end()));
    }
}

}  // namespace subset
