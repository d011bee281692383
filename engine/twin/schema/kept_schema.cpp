#include "twin/schema/kept_schema.hpp"

#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

struct Found {
    KeptTable table;
    bool owned = false;
    std::string owner;  // of it, or of a partition, that is another role's
    bool policy_active = false;
    std::uint64_t relations = 0;
};

std::map<Oid, Found> read_tables(pg::CopyChannel& target) {
    std::map<Oid, Found> tables;
    for (const pg::Row& row : target.query(std::string{sql::kept_tables})) {
        Found& found = tables[row.oid(0)];
        found.table.oid = row.oid(0);
        found.table.name = {row.text(1), row.text(2)};
        found.table.partitioned = row.boolean(3);
        found.owned = row.boolean(4);
        found.policy_active = row.boolean(5);
        found.relations = static_cast<std::uint64_t>(row.number(6));
        found.owner = row.cell(7).value_or("");
    }
    for (const pg::Row& row : target.query(std::string{sql::kept_columns})) {
        if (const auto table = tables.find(row.oid(0)); table != tables.end()) {
            table->second.table.columns.push_back(
                {row.text(1), row.text(2), row.boolean(3), row.boolean(4), row.boolean(5)});
        }
    }
    return tables;
}

struct ForeignKey {
    Oid child = 0;
    Oid parent = 0;
    KeptReference reference;
};

std::vector<ForeignKey> read_foreign_keys(pg::CopyChannel& target) {
    std::vector<ForeignKey> keys;
    for (const pg::Row& row : target.query(std::string{sql::kept_references})) {
        keys.push_back({row.oid(0),
                        row.oid(1),
                        {{row.text(2), row.text(3)},
                         row.text(4),
                         0,
                         0,
                         row.boolean(5),
                         row.boolean(6),
                         row.text(7),
                         row.text(8),
                         row.boolean(9)}});
    }
    return keys;
}

void tell_missing(const RowPlan& plan, const Table& table, KeptSchema& schema) {
    if (plan.table(table.id).rows != RowsRule::keep) {
        schema.warnings.push_back(
            {fmt::format("the target has no table {}: its rows are left out", table.name.text()),
             "With mode = \"keep\" the target's own schema is filled; run its migrations, or let "
             "mode = \"replace\" make the tables."});
    } else if (!plan.table(table.id).by_default) {
        schema.notes.push_back(fmt::format("the target has no table {}, whose rows were to be kept",
                                           table.name.text()));
    }
}

// Gives each table of the source its namesake, and tells which it has not.
void match(const RowPlan& plan, std::map<Oid, Found>& tables, KeptSchema& schema) {
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
        tell_missing(plan, table, schema);
    }
    if (missing == wanted) {
        throw Error{ErrorKind::target_schema,
                    "the target has none of the source's tables, and mode = \"keep\" makes none",
                    "Run the migrations there first, or leave out mode in [target]: \"replace\" "
                    "brings the schema from the source."};
    }
}

// Tables that the target alone has are meant by the same entries, and those with rows = "absent"
// are as good as that: they stay as they are. A name that neither end has is
// told here, as the plan has left it to the target.
void match_own(const Catalog& catalog, const std::vector<TableRule>& rules,
               std::map<Oid, Found>& tables) {
    std::vector<Fault> faults;
    for (const TableRule& rule : rules) {
        const bool in_source = std::any_of(
            catalog.tables.begin(), catalog.tables.end(),
            [&](const Table& table) { return config::matches_glob(rule.name.value, table.name); });
        bool in_target = false;
        for (auto& [oid, found] : tables) {
            if (!found.table.source && rule.rows &&
                config::matches_glob(rule.name.value, found.table.name)) {
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

// What references an emptied table would refer to nothing afterwards.
std::set<Oid> find_emptied(const std::map<Oid, Found>& tables, const std::vector<ForeignKey>& keys,
                           const Catalog& catalog, KeptSchema& schema) {
    std::set<Oid> emptied;
    for (const auto& [oid, found] : tables) {
        if (found.table.source && !found.table.keeps_rows) {
            emptied.insert(oid);
        }
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (const ForeignKey& key : keys) {
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

// And the kept tables whose foreign keys must make way.
std::set<Oid> with_rejoined(const std::set<Oid>& emptied, const std::vector<ForeignKey>& keys,
                            const std::map<Oid, Found>& tables, bool kept_rows_may_go) {
    const auto keeps = [&](Oid oid) {
        const auto found = tables.find(oid);
        return found != tables.end() && found->second.table.keeps_rows;
    };
    std::set<Oid> changed = emptied;
    for (const ForeignKey& key : keys) {
        const bool parent_changes =
            emptied.contains(key.parent) || (kept_rows_may_go && keeps(key.parent));
        if (keeps(key.child) && parent_changes) {
            changed.insert(key.child);
        }
    }
    return changed;
}

std::set<Oid> with_kept(std::set<Oid> oids, const std::map<Oid, Found>& tables) {
    for (const auto& [oid, found] : tables) {
        if (found.table.keeps_rows) {
            oids.insert(oid);
        }
    }
    return oids;
}

std::vector<Oid> sort_by_name(const std::map<Oid, Found>& tables, const std::set<Oid>& oids) {
    std::vector<Oid> sorted(oids.begin(), oids.end());
    std::sort(sorted.begin(), sorted.end(), [&](Oid left, Oid right) {
        return tables.at(left).table.name < tables.at(right).table.name;
    });
    return sorted;
}

void check_rights(const std::map<Oid, Found>& tables, const std::set<Oid>& emptied,
                  const TargetState& state) {
    std::vector<std::string> foreign;
    std::vector<std::string> guarded;
    std::string owner;
    for (const Oid oid : emptied) {
        const Found& found = tables.at(oid);
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

using Places = std::map<Oid, std::size_t>;  // of KeptSchema::tables

void read_triggers(pg::CopyChannel& target, const std::set<Oid>& changed, KeptSchema& schema) {
    for (const pg::Row& row : target.query(std::string{sql::kept_triggers})) {
        if (changed.contains(row.oid(0))) {
            schema.triggers.push_back(
                {{row.text(1), row.text(2)}, row.text(3), row.text(4).at(0), row.boolean(5)});
        }
    }
}

// Those that stand somewhere in the source, and those that count the rows of an emptied table. One
// that is another role's can be set where UPDATE is granted, but not altered.
void read_sequences(pg::CopyChannel& target, const TargetState& state, const RowPlan& plan,
                    const Places& places, KeptSchema& schema) {
    std::set<QualifiedName> of_source;
    for (const Sequence& sequence : plan.catalog.sequences) {
        const bool keeps = sequence.owner && plan.table(*sequence.owner).rows == RowsRule::keep;
        if (sequence.readable && !keeps) {
            of_source.insert(sequence.name);
        }
    }
    std::vector<std::string> closed;
    for (const pg::Row& row : target.query(std::string{sql::sequences})) {
        KeptSequence sequence{{row.text(1), row.text(2)}, {}, {}, row.boolean(6)};
        if (!row.is_null(3) && places.contains(row.oid(3))) {
            if (schema.tables[places.at(row.oid(3))].keeps_rows) {
                continue;  // it goes on where it is
            }
            sequence.table = places.at(row.oid(3));
            sequence.column = row.text(4);
        } else if (!of_source.contains(sequence.name)) {
            continue;
        }
        if (!sequence.owned && !row.boolean(7)) {
            closed.push_back(pg::quote_name(sequence.name));
        } else if (!sequence.owned) {
            schema.warnings.push_back(
                {fmt::format("the target's sequence {} belongs to another role: it is set by "
                             "setval, and stays so where this run fails afterwards",
                             sequence.name.text()),
                 fmt::format("ALTER SEQUENCE {} OWNER TO {}; lets a failure take it back.",
                             pg::quote_name(sequence.name), pg::quote_identifier(state.role))});
        }
        schema.sequences.push_back(std::move(sequence));
    }
    if (!closed.empty()) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the role \"{}\" may not set what others own in the target: sequence{} {}",
                        state.role, closed.size() == 1 ? "" : "s", fmt::join(closed, ", ")),
            fmt::format("Have the owner run: GRANT UPDATE ON SEQUENCE {} TO {}; or better ALTER "
                        "SEQUENCE ... OWNER TO {}, as an owner's change goes with a failed run.",
                        fmt::join(closed, ", "), pg::quote_identifier(state.role),
                        pg::quote_identifier(state.role))};
    }
}

// Those of the schemas that the twin is in.
void read_views(pg::CopyChannel& target, const Catalog& catalog, KeptSchema& schema) {
    for (const pg::Row& row : target.query(std::string{sql::materialized_views})) {
        if (row.boolean(3) && contains(catalog.schemas, row.text(1))) {
            schema.views.push_back({row.text(1), row.text(2)});
        }
    }
}

}  // namespace

const KeptColumn* KeptTable::column_named(std::string_view column) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const KeptColumn& each) { return each.name == column; });
    return found == columns.end() ? nullptr : &*found;
}

const KeptTable* KeptSchema::table(TableId source) const {
    const auto found = by_source.find(source);
    return found == by_source.end() ? nullptr : &tables[found->second];
}

bool KeptSchema::stands_in_way(const KeptReference& reference) const {
    return tables[reference.child].keeps_rows &&
           (!tables[reference.parent].keeps_rows || kept_rows_may_go);
}

std::vector<KeptTable> read_target_tables(pg::CopyChannel& target) {
    std::vector<KeptTable> tables;
    for (auto& [oid, found] : read_tables(target)) {
        tables.push_back(std::move(found.table));
    }
    return tables;
}

KeptSchema read_kept_schema(pg::CopyChannel& target, const TargetState& state, const RowPlan& plan,
                            const Config& config) {
    const Catalog& catalog = plan.catalog;
    KeptSchema schema;
    schema.kept_rows_may_go = config.source.dangling == Dangling::drop;
    // Names of types come with their schemas, as they do from the source.
    target.execute("BEGIN READ ONLY; SET LOCAL search_path = ''");
    std::map<Oid, Found> tables = read_tables(target);
    const std::vector<ForeignKey> keys = read_foreign_keys(target);
    match(plan, tables, schema);
    match_own(catalog, config.tables, tables);
    const std::set<Oid> emptied = find_emptied(tables, keys, catalog, schema);
    const std::set<Oid> changed = with_rejoined(emptied, keys, tables, schema.kept_rows_may_go);
    check_rights(tables, changed, state);

    Places places;
    for (const Oid oid : sort_by_name(tables, with_kept(emptied, tables))) {
        const Found& found = tables.at(oid);
        places[oid] = schema.tables.size();
        if (found.table.source) {
            schema.by_source[*found.table.source] = schema.tables.size();
        }
        schema.relations += changed.contains(oid) ? found.relations : 0;
        schema.tables.push_back(found.table);
    }
    for (const ForeignKey& key : keys) {
        if (places.contains(key.child) && places.contains(key.parent)) {
            schema.references.push_back(key.reference);
            schema.references.back().child = places[key.child];
            schema.references.back().parent = places[key.parent];
        }
    }
    read_triggers(target, changed, schema);
    read_sequences(target, state, plan, places, schema);
    read_views(target, catalog, schema);
    target.execute("ROLLBACK");
    return schema;
}

}  // namespace subset
