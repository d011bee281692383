#include "script/extension_care.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "script/proof/dangling_sql.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr const char* staged = "pg_temp.subset_beside";

bool is_skipped(const TargetConfig& config, const std::string& extension) {
    return std::any_of(config.skip_extensions.begin(), config.skip_extensions.end(),
                       [&](const Text& name) { return name.value == extension; });
}

// The extensions' tables and sequences that the plan has to do with.
std::vector<const ExtensionRelation*> find_relations(const RowPlan& plan) {
    std::set<QualifiedName> names;
    for (const std::size_t index : plan.extension_rows) {
        names.insert(plan.catalog.extension_relations.at(index).name);
    }
    for (const Table& table : plan.catalog.tables) {
        if (!table.extension.empty()) {
            names.insert(table.name);
        }
    }
    std::vector<const ExtensionRelation*> relations;
    for (const QualifiedName& name : names) {
        relations.push_back(plan.catalog.extension_relation_named(name));
    }
    return relations;
}

std::string render_grant(std::string_view privileges, const ExtensionRelation& relation,
                         const std::string& role) {
    return fmt::format("GRANT {} ON {}{} TO {};", privileges,
                       relation.is_sequence ? "SEQUENCE " : "", pg::quote_name(relation.name),
                       pg::quote_identifier(role));
}

std::string render_warning(const std::string& message) {
    return "RAISE WARNING USING MESSAGE = " + pg::quote_literal(message) + ";";
}

std::string may(const ExtensionRelation& relation, std::string_view privilege) {
    return fmt::format("pg_catalog.has_{}_privilege({}, '{}')",
                       relation.is_sequence ? "sequence" : "table",
                       pg::quote_literal(pg::quote_name(relation.name)), privilege);
}

// The body where the table is there and may be written; else it is said that the rows are left out.
std::string render_guarded(const ExtensionRelation& relation, const std::string& what,
                           const std::string& condition, const std::string& body) {
    const std::string block = fmt::format(
        "BEGIN IF pg_catalog.to_regclass({}) IS NULL THEN {} ELSIF NOT ({}) THEN {} ELSE {} END "
        "IF; END",
        pg::quote_literal(pg::quote_name(relation.name)),
        render_warning(fmt::format("left out: {}, as extension {} has none of that name here", what,
                                   relation.extension)),
        condition,
        render_warning(fmt::format("left out: {}, which belongs to extension {}, as this role may "
                                   "not write it",
                                   what, relation.extension)),
        body);
    return "DO LANGUAGE plpgsql " + pg::quote_literal(block);
}

std::string render_insert(const ExtensionRelation& relation) {
    const std::string insert =
        fmt::format("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} AS s",
                    pg::quote_name(relation.name), relation.columns, relation.columns, staged);
    if (relation.key.empty()) {
        // Compared by their images: some types have no equality.
        return fmt::format(
            "{} WHERE NOT EXISTS (SELECT FROM (SELECT {} FROM {}) AS r WHERE r "
            "OPERATOR(pg_catalog.*=) s);",
            insert, relation.columns, pg::quote_name(relation.name));
    }
    std::string nothing = insert + " ON CONFLICT DO NOTHING;";
    if (relation.updates.empty()) {
        return nothing;
    }
    return fmt::format("IF {} AND {} THEN {} ON CONFLICT ({}) DO UPDATE SET {}; ELSE {} END IF;",
                       may(relation, "SELECT"), may(relation, "UPDATE"), insert, relation.key,
                       relation.updates, nothing);
}

std::string count_of(const ExtensionRelation& relation, const ExtensionRows& rows) {
    return relation.is_sequence
               ? "where the sequence " + relation.name.text() + " stands"
               : fmt::format("{} of {}",
                             rows.rows == 1 ? "1 row" : fmt::format("{} rows", rows.rows),
                             relation.name.text());
}

}  // namespace

std::map<QualifiedName, ExtensionRights> read_extension_rights(pg::CopyChannel& target,
                                                               const RowPlan& plan,
                                                               const TargetConfig& config) {
    std::map<QualifiedName, ExtensionRights> all;
    const std::vector<const ExtensionRelation*> relations = find_relations(plan);
    if (relations.empty()) {
        return all;
    }
    std::vector<std::string> names;
    std::vector<std::string> extensions;
    for (const ExtensionRelation* const each : relations) {
        names.push_back(pg::quote_name(each->name));
        extensions.push_back(each->extension);
    }
    std::string query =
        pg::with_variable(sql::target_extension_tables, "names", pg::render_text_array(names));
    query = pg::with_variable(query, "extensions", pg::render_text_array(extensions));
    const pg::Rows rows = target.query(query);
    const bool keep = keeps_schema(config.mode);
    for (std::size_t i = 0; i < relations.size(); ++i) {
        const pg::Row& row = rows.at(i);
        const ExtensionRelation& relation = *relations[i];
        // A database that is built beside gets the extension anew.
        if (row.boolean(0) && config.atomic != Atomic::database) {
            all[relation.name] = {
                true, row.boolean(1), row.boolean(2), row.boolean(3),
                relation.is_sequence || row.cell(4).value_or("") == relation.columns};
        } else {
            const bool own = row.boolean(5);
            all[relation.name] = {
                !keep && !is_skipped(config, relation.extension), own || relation.everybody_inserts,
                own || relation.everybody_references, own || relation.everybody_selects, true};
        }
    }
    return all;
}

ExtensionCare::ExtensionCare(std::map<QualifiedName, ExtensionRights> rights,
                             const TargetConfig& config)
    : known_{true},
      keep_{keeps_schema(config.mode)},
      beside_{config.atomic == Atomic::database},
      rights_{std::move(rights)} {}

const ExtensionRights* ExtensionCare::find(const QualifiedName& name) const {
    const auto found = rights_.find(name);
    return found == rights_.end() ? nullptr : &found->second;
}

TargetFit ExtensionCare::fit(const RowPlan& plan, TargetFit fit) const {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        if (!each.to_extension || !known_) {
            continue;
        }
        const ExtensionRights* const rights = find(plan.catalog.table(reference.parent.table).name);
        const bool taken = rights != nullptr && rights->there &&
                           (!keep_ || (rights->reads && fit.of(reference.child.table).in_twin));
        if (!taken) {
            fit.lacking.insert(each.reference);
        }
    }
    return fit;
}

void ExtensionCare::check_references(const RowPlan& plan, const TargetState& state) const {
    std::vector<Fault> faults;
    std::set<QualifiedName> told;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const Table& parent = plan.catalog.table(reference.parent.table);
        const ExtensionRights* const rights = find(parent.name);
        if (!each.to_extension || rights == nullptr || !rights->there ||
            !plan.catalog.table(reference.child.table).in_scope) {
            continue;
        }
        const bool reads = each.cut == Cut::in_target || !reference.declared();
        const bool allowed =
            (rights->references || keep_ || !reference.declared()) && (rights->reads || !reads);
        if (allowed || !told.insert(parent.name).second) {
            continue;
        }
        const ExtensionRelation& relation = *plan.catalog.extension_relation_named(parent.name);
        const bool is_there = contains(state.extensions, relation.extension) && !beside_;
        const std::string grant =
            render_grant(reads ? "SELECT, REFERENCES" : "REFERENCES", relation, state.role);
        faults.push_back(
            {fmt::format("the role \"{}\" may not reference {}, which belongs to extension {}, as "
                         "{} of {} does",
                         state.role, parent.name.text(), relation.extension, reference.name,
                         reference.child.name.text()),
             is_there ? "Have a superuser run once in the target: " + grant
             : contains(state.extensions, relation.extension)
                 ? "A database that is built beside the target has the extension anew, without "
                   "grants: leave atomic = \"database\" out of [target]."
                 : fmt::format("Have a superuser run once in the target: CREATE SCHEMA IF NOT "
                               "EXISTS {1}; CREATE EXTENSION {0} SCHEMA {1}; {2} It stays through "
                               "every refresh.",
                               pg::quote_identifier(relation.extension),
                               pg::quote_identifier(parent.name.schema), grant)});
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::privilege, std::move(faults)};
    }
}

std::vector<ExtensionRows> ExtensionCare::choose(const Catalog& catalog, const TargetState& state,
                                                 std::vector<ExtensionRows> rows) {
    std::vector<ExtensionRows> chosen;
    for (ExtensionRows& each : rows) {
        const ExtensionRelation& relation = catalog.extension_relations.at(each.relation);
        const ExtensionRights* const rights = find(relation.name);
        const bool compares = !relation.is_sequence && relation.key.empty();
        const bool allowed = rights == nullptr || (rights->writes && (rights->reads || !compares));
        if (rights == nullptr || (rights->there && allowed && rights->as_in_source)) {
            chosen.push_back(std::move(each));
            continue;
        }
        warnings_.push_back({fmt::format("left out: {}, which users have added to extension {}: {}",
                                         count_of(relation, each), relation.extension,
                                         !rights->there ? "the target has no such table"
                                         : !rights->as_in_source
                                             ? "the target's table has other columns"
                                             : "the role \"" + state.role + "\" may not write it"),
                             !rights->there ? "Have the extension created in the target."
                             : !rights->as_in_source
                                 ? "ALTER EXTENSION ... UPDATE brings it to the source's version."
                                 : "Have a superuser run once in the target: " +
                                       render_grant(relation.is_sequence ? "SELECT, UPDATE"
                                                                         : "SELECT, INSERT, UPDATE",
                                                    relation, state.role)});
    }
    return chosen;
}

CopyBeside make_copy_beside(const ExtensionRelation& relation, const ExtensionRows& rows) {
    const std::string condition = relation.key.empty()
                                      ? may(relation, "INSERT") + " AND " + may(relation, "SELECT")
                                      : may(relation, "INSERT");
    return {fmt::format("CREATE TEMPORARY TABLE subset_beside ({})", relation.definitions),
            fmt::format("COPY {} ({}) FROM STDIN (FORMAT text)", staged, relation.columns),
            rows.lines, rows.rows,
            render_guarded(relation, count_of(relation, rows), condition, render_insert(relation)) +
                fmt::format("; DROP TABLE {}", staged)};
}

std::string render_raise_sequence(const ExtensionRelation& relation, const ExtensionRows& rows) {
    const std::string name = pg::quote_name(relation.name);
    const std::string set = fmt::format("PERFORM pg_catalog.setval({}, {}, true)",
                                        pg::quote_literal(name), rows.last_value);
    return render_guarded(
        relation, count_of(relation, rows), may(relation, "UPDATE"),
        fmt::format("IF {} THEN {} FROM {} AS s WHERE s.last_value < {}; ELSE {}; END IF;",
                    may(relation, "SELECT"), set, name, rows.last_value, set));
}

std::string render_cuts_in_target(const Plan& plan) {
    std::string sql;
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        const TableOutput& child = plan.output(reference.child.table);
        const ReferenceOutput& output = plan.output(each.reference);
        if (each.cut != Cut::in_target || reference.elements || !output.in_twin || !child.in_twin ||
            child.columns.empty()) {
            continue;
        }
        std::string nulls;
        for (const std::uint16_t place : output.nulled_in(reference.child.table)) {
            nulls += fmt::format("{}{} = NULL", nulls.empty() ? "" : ", ",
                                 pg::quote_identifier(child.columns.at(place).name));
        }
        sql += fmt::format(
            "{}UPDATE {} AS t SET {} WHERE (t.tableoid, t.ctid) IN (SELECT "
            "c.tableoid, c.ctid {})",
            sql.empty() ? "" : "; ", render_from_item(plan.catalog, reference.child), nulls,
            render_dangling_from(plan.catalog, reference));
    }
    return sql;
}

}  // namespace subset
