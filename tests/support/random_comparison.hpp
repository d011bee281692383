// random_comparison.hpp
//
// Renders a closure of rows in memory as the Fixpoint renders itself, so that the two can be
// compared.
#pragma once

#include "closure/closure.hpp"
#include "support/memory_source.hpp"

#include <fmt/format.h>

#include <string>

namespace subset::testing_support {

inline bool stays(const Closure& closure, TableId table, RowId row) {
    return closure.rows[table].contains(row) && !closure.patches[table].dropped.contains(row);
}

// Renders the first columns of the rows in which the reference is NULLed.
inline std::string render_nulled(const Closure& closure, const Reference& reference,
                                 const MemorySource& source) {
    std::string text;
    const TableId child = reference.child.table;
    for (const TablePatch::Nulled& nulled : closure.patches[child].nulled) {
        for (const MemoryRow& row : source.rows().of(child)) {
            if (nulled.reference == reference.id && nulled.rows.contains(row.id) &&
                stays(closure, child, row.id)) {
                text += " " + row.values[0].value();
            }
        }
    }
    return text;
}

// Renders the closure in the same form as the Fixpoint renders itself.
inline std::string render_closure(const Plan& plan, const Closure& closure,
                                  const MemorySource& source) {
    std::string text;
    for (const TablePlan& table : plan.tables) {
        const TableCounts& counts = closure.tables[table.table];
        text += fmt::format("{}: {} rows, {} chosen\n", plan.catalog.table(table.table).name.name,
                            counts.rows, counts.chosen);
    }
    for (const Reference& reference : plan.catalog.references) {
        const ReferenceCounts& counts = closure.references[reference.id];
        text +=
            fmt::format("{}: {} up, {} down, {} dangling, nulled in{}\n", reference.name, counts.up,
                        counts.down, counts.dangling, render_nulled(closure, reference, source));
    }
    return text;
}

}  // namespace subset::testing_support
