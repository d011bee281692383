#include "script/fit_plan.hpp"

#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

TableFit fit_table(const Table& table, const KeptTable& kept, std::vector<Fault>& warnings) {
    TableFit fit;
    for (const Column& column : table.columns) {
        const KeptColumn* const found = kept.column_named(column.name);
        if (found == nullptr || found->generated) {
            fit.left_out.push_back(column.name);
            if (found == nullptr) {
                warnings.push_back({fmt::format("the target has no column {}.{}: it is left out",
                                                table.name.text(), column.name),
                                    "The columns of both ends are matched by name."});
            }
            continue;
        }
        if (column.generated) {
            fit.computed.push_back(column.name);
        }
        // Types of the users' own may be another thing on the other end under the same name.
        const bool own_type = found->type.find('.') != std::string::npos;
        fit.text = fit.text || own_type || found->type != column.type;
    }
    return fit;
}

void check_required(const Table& table, const KeptTable& kept, std::vector<Fault>& faults) {
    for (const KeptColumn& column : kept.columns) {
        const bool given = table.column_named(column.name).has_value();
        if (!given && column.not_null && !column.has_default && !column.generated) {
            faults.push_back({fmt::format("the target wants a value for {}.{}, which the source "
                                          "does not have",
                                          kept.name.text(), column.name),
                              "Give the column a default there, or let it be NULL."});
        }
    }
}

// The source has computed it from the raw row.
void check_computed(const Table& table, const TablePlan& plan, const TableFit& fit,
                    std::vector<Fault>& faults) {
    if (plan.masked() && !fit.computed.empty()) {
        faults.push_back({fmt::format("{}.{} is computed in the source, perhaps of masked columns, "
                                      "and an ordinary column in the target",
                                      table.name.text(), fit.computed.front()),
                          "Let the target compute it too, or drop it there."});
    }
}

bool has_columns(const Table& table, const ColumnList& columns, const KeptTable& kept) {
    return std::all_of(columns.begin(), columns.end(), [&](std::uint16_t column) {
        return column == no_column || kept.column_named(table.columns[column].name) != nullptr;
    });
}

// Written SQL may look at any column of the child.
bool has_all_columns(const Table& table, const KeptTable& kept) {
    return std::all_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
        return kept.column_named(column.name) != nullptr;
    });
}

// A single partition is looked for by its name, and ONLY by what the source is.
bool has_same_shape(const Relation& relation, const Table& table, const KeptTable& target,
                    StandingSchema schema) {
    return (relation.whole || schema == StandingSchema::source) &&
           (table.kind == TableKind::partitioned) == target.partitioned;
}

// Whether the target has what an end of a reference is made of, in each table that it covers.
template <typename HasColumns>
bool has_end(const Catalog& catalog, const Relation& end, const KeptSchema& kept,
             StandingSchema schema, const HasColumns& has) {
    const std::vector<TableId> tables = end.tables();
    return std::all_of(tables.begin(), tables.end(), [&](TableId id) {
        const KeptTable* const target = kept.table(id);
        return target != nullptr && has_same_shape(end, catalog.table(id), *target, schema) &&
               has(catalog.table(id), *target);
    });
}

bool can_be_proven(const Catalog& catalog, const Reference& reference, const KeptSchema& kept,
                   StandingSchema schema) {
    const bool written = !reference.when.empty() || !reference.by_columns();
    const auto has_child = [&](const Table& table, const KeptTable& target) {
        return has_columns(
                   table,
                   catalog.columns_in(table.id, reference.child.table, reference.child_columns),
                   target) &&
               (!written || has_all_columns(catalog.table(reference.child.table), target));
    };
    const auto has_parent = [&](const Table& table, const KeptTable& target) {
        return has_columns(
            table, catalog.columns_in(table.id, reference.parent.table, reference.parent_columns),
            target);
    };
    const bool no_parent = !catalog.in_scope(reference.parent) &&
                           kept.table(reference.parent.table) == nullptr && reference.parent.whole;
    return has_end(catalog, reference.child, kept, schema, has_child) &&
           (no_parent || has_end(catalog, reference.parent, kept, schema, has_parent));
}

// Before 14 the binary form of arrays and composites must hold the column's own oids
// (POSTGRES.md 9).
bool must_be_text(const Table& table, int server_version_num) {
    constexpr int takes_other_oids = 140'000;
    return server_version_num < takes_other_oids &&
           std::any_of(
               table.columns.begin(), table.columns.end(),
               [](const Column& column) { return column.binary_has_own_oids; });
}

}  // namespace

TargetFit fit_kept(const RowPlan& plan, KeptSchema& kept, StandingSchema schema) {
    TargetFit fit;
    std::vector<Fault> faults;
    for (const Table& table : plan.catalog.tables) {
        const TablePlan& each = plan.table(table.id);
        const KeptTable* const target = kept.table(table.id);
        TableFit& own = fit.tables.emplace_back();
        own.in_twin = target != nullptr;
        if (target == nullptr) {
            continue;
        }
        if (each.rows != RowsRule::keep) {
            own = fit_table(table, *target, kept.warnings);
        }
        if (each.reachable) {
            check_required(table, *target, faults);
            check_computed(table, each, own, faults);
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::target_schema, std::move(faults)};
    }
    for (const Reference& reference : plan.catalog.references) {
        // Extensions' tables are no part of a schema that is kept: ExtensionCare says of them.
        if (plan.reference(reference.id).to_extension ||
            can_be_proven(plan.catalog, reference, kept, schema)) {
            continue;
        }
        fit.lacking.insert(reference.id);
        if (fit.of(reference.child.table).in_twin) {
            kept.warnings.push_back(
                {fmt::format("{} of {} to {} is not proven: the target lacks what it is made of, "
                             "or has it in another shape",
                             reference.name, reference.child.name.text(),
                             reference.parent.name.text()),
                 "The target's own constraints hold all the same."});
        }
    }
    return fit;
}

TargetFit fit_replaced(const Catalog& catalog, const std::vector<ObstructedObject>& obstructed,
                       int server_version_num) {
    TargetFit fit;
    for (const Table& table : catalog.tables) {
        TableFit& own = fit.tables.emplace_back();
        own.text = must_be_text(table, server_version_num);
        for (const ObstructedObject& object : obstructed) {
            if (object.is_column && object.table == table.oid) {
                own.left_out.push_back(object.item);
            }
        }
    }
    const auto lacks = [&](TableId id, const ColumnList& columns) {
        const Table& table = catalog.table(id);
        return std::any_of(columns.begin(), columns.end(), [&](std::uint16_t column) {
            return column != no_column && contains(fit.of(id).left_out, table.columns[column].name);
        });
    };
    const auto some_lack = [&](const Relation& end, const ColumnList& columns) {
        const std::vector<TableId> tables = end.tables();
        return std::any_of(tables.begin(), tables.end(), [&](TableId id) {
            return lacks(id, catalog.columns_in(id, end.table, columns));
        });
    };
    for (const Reference& reference : catalog.references) {
        const bool written = !reference.when.empty() || !reference.by_columns();
        if (some_lack(reference.child, reference.child_columns) ||
            some_lack(reference.parent, reference.parent_columns) ||
            (written && !fit.of(reference.child.table).left_out.empty())) {
            fit.lacking.insert(reference.id);
        }
    }
    return fit;
}

void check_dangling(const Plan& plan, const Closure& closure, std::string_view loads) {
    std::vector<Fault> faults;
    for (const Reference& reference : plan.catalog.references) {
        const ReferencePlan& each = plan.reference(reference.id);
        const ReferenceCounts& counts = closure.references.at(reference.id);
        if (counts.dangling > 0 && each.dangling == Dangling::keep && plan.in_twin(reference.id) &&
            reference.declared()) {
            faults.push_back(
                {fmt::format("{} rows of {} refer by {} to rows of {} that do not exist (such as "
                             "{}), and {} loads into a table that may refuse them",
                             counts.dangling, reference.child.name.text(), reference.name,
                             reference.parent.name.text(), fmt::join(counts.dangling_keys, ", "),
                             loads),
                 "[source] dangling = \"null\" or \"drop\" makes the twin whole; mode = "
                 "\"replace\" keeps such rows under a constraint that is NOT VALID.",
                 plan.place});
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::not_whole, std::move(faults)};
    }
}

}  // namespace subset
