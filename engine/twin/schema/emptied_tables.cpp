#include "twin/schema/emptied_tables.hpp"

#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace subset {
namespace {

void tell_missing(const RowPlan& plan, const Table& table, KeptSchema& schema) {
    if (plan.table(table.id).rows != RowsRule::keep) {
        schema.warnings.push_back(
            {fmt::format("the target has no table {}: its rows are left out", table.name.text()),
             "The target's own schema is filled; run its migrations, or let mode = \"replace\" "
             "make "
             "the tables."});
    } else if (!plan.table(table.id).by_default) {
        schema.notes.push_back(fmt::format("the target has no table {}, whose rows were to be kept",
                                           table.name.text()));
    }
}

}  // namespace

void match_source(const RowPlan& plan, bool reached_only, FoundTables& tables, KeptSchema& schema) {
    const Catalog& catalog = plan.catalog;
    std::map<QualifiedName, Oid> by_name;
    for (const auto& [oid, found] : tables) {
        by_name[found.table.name] = oid;
    }
    std::size_t wanted = 0;
    std::size_t missing = 0;
    for (const Table& table : catalog.tables) {
        if (!table.in_scope) {
            continue;
        }
        ++wanted;
        const auto namesake = by_name.find(table.name);
        if (namesake != by_name.end()) {
            tables.at(namesake->second).table.source = table.id;
            tables.at(namesake->second).table.keeps_rows =
                plan.table(table.id).rows == RowsRule::keep;
            continue;
        }
        ++missing;
        if (!reached_only || plan.table(table.id).reachable) {
            tell_missing(plan, table, schema);
        }
    }
    if (missing == wanted) {
        throw Error{ErrorKind::target_schema,
                    "the target has none of the source's tables, and its own schema is kept",
                    "Run the migrations there first, or leave out mode in [target]: \"replace\" "
                    "brings the schema from the source."};
    }
}

void match_own(const Catalog& catalog, const std::vector<TableRule>& rules, FoundTables& tables) {
    std::vector<Fault> faults;
    for (const TableRule& rule : rules) {
        const bool in_source = std::any_of(
            catalog.tables.begin(), catalog.tables.end(),
            [&](const Table& table) { return config::matches_glob(rule.name, table.name); });
        bool in_target = false;
        for (auto& [oid, found] : tables) {
            if (!found.table.source && rule.rows &&
                config::matches_glob(rule.name, found.table.name)) {
                in_target = true;
                found.table.keeps_rows =
                    rule.rows == RowsRule::keep || rule.rows == RowsRule::absent;
            }
        }
        if (rule.rows == RowsRule::keep && !config::is_glob(rule.name.value) && !in_source &&
            !in_target) {
            faults.push_back(explain_unknown("[[table]] name", rule.name, catalog));
            faults.back().message += ", nor in the target";
        }
    }
    throw_faults(faults);
}

std::set<Oid> find_emptied(const FoundTables& tables, const std::vector<FoundKey>& keys,
                           const Catalog& catalog, KeptSchema& schema) {
    std::set<Oid> emptied;
    for (const auto& [oid, found] : tables) {
        if (found.table.source && !found.table.keeps_rows) {
            emptied.insert(oid);
        }
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (const FoundKey& key : keys) {
            if (!emptied.contains(key.parent) || emptied.contains(key.child) ||
                !tables.contains(key.child) || tables.at(key.child).table.keeps_rows) {
                continue;
            }
            const QualifiedName& child = tables.at(key.child).table.name;
            if (!contains(catalog.schemas, child.schema)) {
                throw Error{
                    ErrorKind::target_schema,
                    fmt::format("in the target, {} references {} ({}), which is emptied, and its "
                                "schema is none of those that are filled",
                                child.text(), tables.at(key.parent).table.name.text(),
                                key.reference.name),
                    "Drop that foreign key, or have [source] schemas name both schemas."};
            }
            grown = emptied.insert(key.child).second;
            schema.warnings.push_back(
                {fmt::format("the target's own table {} is emptied too: it references {} ({})",
                             child.text(), tables.at(key.parent).table.name.text(),
                             key.reference.name),
                 "The source has no such table, and its rows would refer to what is gone; the "
                 "script that `after` names in [target] can fill it again."});
        }
    }
    return emptied;
}

std::set<Oid> find_shared(const FoundTables& tables) {
    std::set<Oid> shared;
    for (const auto& [oid, found] : tables) {
        if (found.table.source && !found.table.keeps_rows) {
            shared.insert(oid);
        }
    }
    return shared;
}

std::set<Oid> find_filled(const FoundTables& tables, const RowPlan& plan) {
    std::set<Oid> filled = find_shared(tables);
    std::erase_if(filled,
                  [&](Oid oid) { return !plan.table(*tables.at(oid).table.source).reachable; });
    return filled;
}

std::set<Oid> with_rejoined(const std::set<Oid>& emptied, const std::vector<FoundKey>& keys,
                            const FoundTables& tables, bool kept_rows_may_go) {
    const auto keeps = [&](Oid oid) {
        const auto found = tables.find(oid);
        return found != tables.end() && found->second.table.keeps_rows;
    };
    std::set<Oid> changed = emptied;
    for (const FoundKey& key : keys) {
        const bool parent_changes =
            emptied.contains(key.parent) || (kept_rows_may_go && keeps(key.parent));
        if (keeps(key.child) && parent_changes) {
            changed.insert(key.child);
        }
    }
    return changed;
}

void check_filling_rights(const FoundTables& tables, const std::set<Oid>& changed,
                          const TargetState& state) {
    std::vector<std::string> foreign;
    std::vector<std::string> guarded;
    std::string owner;
    for (const Oid oid : changed) {
        const FoundTable& found = tables.at(oid);
        if (!found.owned) {
            foreign.push_back(found.table.name.text());
            owner = owner.empty() ? found.owner : owner;
        } else if (found.policy_active) {
            guarded.push_back(found.table.name.text());
        }
    }
    if (!foreign.empty()) {
        throw Error{ErrorKind::privilege,
                    fmt::format("the role \"{}\" does not own what it would have to fill in the "
                                "target: {}",
                                state.role, fmt::join(foreign, ", ")),
                    fmt::format("Have a superuser run: {} or ALTER TABLE ... OWNER TO {};",
                                render_membership(owner, state), pg::quote_identifier(state.role))};
    }
    if (!guarded.empty()) {
        throw Error{ErrorKind::policy,
                    fmt::format("row security is in the way in the target, where it binds the "
                                "tables' owner too: {}",
                                fmt::join(guarded, ", ")),
                    "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY lets the owner load, or use a "
                    "role with BYPASSRLS."};
    }
}

}  // namespace subset
