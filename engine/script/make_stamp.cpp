#include "script/make_stamp.hpp"

#include "subset/version.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

// Rows that are in the twin although their parent row is not.
void add_dangling(const Plan& plan, const Closure& closure, Stamp& stamp) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const std::uint64_t rows = closure.references.at(each.reference).dangling;
        if (rows == 0 || each.dangling != Dangling::keep || !plan.in_twin(each.reference) ||
            !plan.catalog.in_scope(reference.child)) {
            continue;
        }
        stamp.dangling.push_back({name_in_stamp(reference.child.name, reference.name), rows});
        for (const std::string& name : reference.equal_names) {
            stamp.dangling.push_back({name_in_stamp(reference.child.name, name), rows});
        }
    }
}

void add_foreign_keys(const Plan& plan, Stamp& stamp) {
    for (const Reference& reference : plan.catalog.references) {
        if (!reference.declared() || !plan.in_twin(reference.id) ||
            !plan.catalog.table(reference.child.table).in_scope ||
            !plan.catalog.table(reference.parent.table).in_scope) {
            continue;
        }
        const std::string table = reference.child.name.text();
        if (stamp.foreign_keys.empty() || stamp.foreign_keys.back().table != table) {
            stamp.foreign_keys.push_back({table, {}});
        }
        for (const std::string& name : reference.constraints) {
            stamp.foreign_keys.back().keys.push_back(
                {name, plan.catalog.table(reference.child.table).names_of(reference.child_columns),
                 reference.parent.name,
                 plan.catalog.table(reference.parent.table).names_of(reference.parent_columns)});
        }
    }
}

// By table, in the table's order.
std::vector<std::string> find_masked(const Plan& plan) {
    std::vector<std::string> columns;
    for (const Table& table : plan.catalog.tables) {
        const MasksOfTable& masks = plan.table(table.id).masks;
        for (std::size_t column = 0; column < masks.size(); ++column) {
            if (masks[column] && plan.in_twin(table.id) && !table.columns[column].generated) {
                columns.push_back(table.qualified_name_of(column));
            }
        }
    }
    return columns;
}

std::string render_made(const std::vector<std::string>& schemas) {
    std::string lines;
    for (const std::string& schema : schemas) {
        lines += fmt::format("SCHEMA {}\n", schema);
    }
    return lines;
}

}  // namespace

Stamp make_stamp(const Config& config, const Plan& plan, const Closure& closure,
                 const TargetState& state, TwinOrigin origin, std::string run_id) {
    Stamp stamp;
    stamp.identity = {std::string{version}, state.database, std::to_string(state.database_oid),
                      state.cluster.value_or(""), std::move(run_id)};
    stamp.identity.origin = std::move(origin);
    stamp.source_server_version = plan.catalog.server_version;
    stamp.config_hash = config.hash;
    stamp.schemas = plan.catalog.schemas;
    stamp.masked = find_masked(plan);
    if (!keeps_schema(config.target.mode)) {
        stamp.identity.made = render_made(plan.catalog.filled_schemas);
    }
    for (const Table& table : plan.catalog.tables) {
        const std::uint64_t rows = plan.in_twin(table.id) ? closure.tables.at(table.id).rows : 0;
        stamp.rows += rows;
        if (rows > 0) {
            stamp.tables.push_back({table.name.text(), rows});
        }
    }
    for (const ExtensionRows& each : closure.extension_rows) {
        stamp.rows += each.rows;
    }
    add_dangling(plan, closure, stamp);
    if (!keeps_schema(config.target.mode)) {
        add_foreign_keys(plan, stamp);
    }
    return stamp;
}

}  // namespace subset
