#include "twin/schema/kept_schema.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"
#include "twin/schema/emptied_tables.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

FoundTables read_tables(pg::CopyChannel& target) {
    FoundTables tables;
    for (const pg::Row& row : target.query(std::string{sql::kept_tables})) {
        FoundTable& found = tables[row.oid(0)];
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
            table->second.table.columns.push_back({row.text(1), row.text(2), row.boolean(3),
                                                   row.boolean(4), row.boolean(5), row.boolean(6)});
        }
    }
    return tables;
}

std::vector<FoundKey> read_foreign_keys(pg::CopyChannel& target) {
    std::vector<FoundKey> keys;
    for (const pg::Row& row : target.query(std::string{sql::kept_references})) {
        keys.push_back(
            {row.oid(0),
             row.oid(1),
             {{row.text(2), row.text(3)},
              row.text(4),
              0,
              0,
              row.boolean(5),
              row.boolean(6),
              row.text(7),
              row.text(8),
              row.boolean(9),
              row.boolean(10),
              {row.letter(11), row.letter(12), row.text(13), row.text(14), row.text(15)}}});
    }
    return keys;
}

std::set<Oid> with_kept(std::set<Oid> oids, const FoundTables& tables) {
    for (const auto& [oid, found] : tables) {
        if (found.table.keeps_rows) {
            oids.insert(oid);
        }
    }
    return oids;
}

std::vector<Oid> sort_by_name(const FoundTables& tables, const std::set<Oid>& oids) {
    std::vector<Oid> sorted(oids.begin(), oids.end());
    std::sort(sorted.begin(), sorted.end(), [&](Oid left, Oid right) {
        return tables.at(left).table.name < tables.at(right).table.name;
    });
    return sorted;
}

using Places = std::map<Oid, std::size_t>;  // of KeptSchema::tables

void read_triggers(pg::CopyChannel& target, const std::set<Oid>& changed, KeptSchema& schema) {
    for (const pg::Row& row : target.query(std::string{sql::kept_triggers})) {
        if (changed.contains(row.oid(0))) {
            schema.triggers.push_back({{row.text(1), row.text(2)},
                                       row.text(3),
                                       row.text(4).at(0),
                                       row.boolean(5),
                                       row.oid(0)});
        }
    }
}

// The key that comes first tells rows apart, so one in which a row may have no value is none.
void put_best_key_first(std::vector<KeptKey>& keys) {
    const auto best =
        std::find_if(keys.begin(), keys.end(), [](const KeptKey& key) { return key.not_null; });
    if (best == keys.end()) {
        keys.clear();
    } else {
        std::rotate(keys.begin(), best, best + 1);
    }
}

// The keys of the tables into which rows come, and the rules that would do something about them.
void read_keys_and_rules(pg::CopyChannel& target, const Places& places, KeptSchema& schema) {
    for (const pg::Row& row : target.query(std::string{sql::kept_keys})) {
        const auto place = places.find(row.oid(0));
        if (place == places.end()) {
            continue;
        }
        if (!row.is_null(9)) {
            schema.rules.push_back({{row.text(1), row.text(2)}, row.text(3), row.text(9).at(0)});
            continue;
        }
        std::vector<KeptKey>& keys = schema.tables[place->second].keys;
        if (keys.empty() || keys.back().name != row.text(3)) {
            keys.push_back({row.text(3), {}, true, row.boolean(5)});
        }
        keys.back().columns.push_back({row.text(6), row.text(8)});
        keys.back().not_null = keys.back().not_null && row.boolean(7);
    }
    for (KeptTable& table : schema.tables) {
        put_best_key_first(table.keys);
    }
}

// Those that stand somewhere in the source, and those that count the rows of an emptied table. One
// that is another role's can be set where UPDATE is granted, but not altered.
void read_sequences(pg::CopyChannel& target, const TargetState& state, const RowPlan& plan,
                    const Places& places, TargetMode mode, KeptSchema& schema) {
    std::set<QualifiedName> of_source;
    for (const Sequence& sequence : plan.catalog.sequences) {
        if (mode == TargetMode::add) {
            break;  // the target's go on where they are, unless a row that comes is past that
        }
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
        if (!row.boolean(3) || !contains(catalog.schemas, row.text(1))) {
            continue;
        }
        QualifiedName name{row.text(1), row.text(2)};
        if (row.boolean(4)) {
            schema.notes.push_back(
                "not refreshed: the materialized view " + name.text() +
                " of the target, as it reads a foreign table or asks another server");
        } else {
            schema.views.push_back(std::move(name));
        }
    }
}

// Names of types come with their schemas, as they do from the source.
void ask_ahead(pg::CopyChannel& target, bool adds) {
    std::vector<std::string> queries;
    for (const std::string_view query :
         {sql::kept_tables, sql::kept_columns, sql::kept_references, sql::kept_triggers,
          sql::sequences, sql::materialized_views, sql::enum_labels}) {
        queries.emplace_back(query);
    }
    if (adds) {
        queries.emplace_back(sql::kept_keys);
    }
    target.ask_ahead(queries, "BEGIN READ ONLY; SET LOCAL search_path = ''", "ROLLBACK");
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
    const bool adds = config.target.mode == TargetMode::add;
    ask_ahead(target, adds);
    FoundTables tables = read_tables(target);
    const std::vector<FoundKey> keys = read_foreign_keys(target);
    match_source(plan, adds, tables, schema);
    match_own(catalog, config.tables, tables);
    const std::set<Oid> shared =
        adds ? find_shared(tables) : find_emptied(tables, keys, catalog, schema);
    const std::set<Oid> changed =
        adds ? find_filled(tables, plan)
             : with_rejoined(shared, keys, tables, schema.kept_rows_may_go);
    check_filling_rights(tables, changed, state);

    Places places;
    for (const Oid oid : sort_by_name(tables, with_kept(shared, tables))) {
        const FoundTable& found = tables.at(oid);
        places[oid] = schema.tables.size();
        if (found.table.source) {
            schema.by_source[*found.table.source] = schema.tables.size();
        }
        schema.relations += changed.contains(oid) ? found.relations : 0;
        schema.tables.push_back(found.table);
    }
    for (const FoundKey& key : keys) {
        if (places.contains(key.child) && places.contains(key.parent)) {
            schema.references.push_back(key.reference);
            schema.references.back().child = places[key.child];
            schema.references.back().parent = places[key.parent];
        }
    }
    read_triggers(target, changed, schema);
    if (adds) {
        std::erase_if(places, [&](const auto& place) { return !changed.contains(place.first); });
    }
    read_sequences(target, state, plan, places, config.target.mode, schema);
    if (adds) {
        read_keys_and_rules(target, places, schema);
    }
    read_views(target, catalog, schema);
    return schema;
}

}  // namespace subset
