#include "plan/tables/table_rules.hpp"

#include "catalog/explain_unknown.hpp"
#include "catalog/names_table.hpp"
#include "plan/tables/extension_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// Where an entry that matches nothing is about masks, raw values could come instead.
void add_unmatched(const TableRule& rule, Fault fault, Findings& findings) {
    if (rule.masks.empty() && !rule.mask_when && !rule.identity) {
        findings.warnings.push_back(std::move(fault));
    } else {
        fault.hint = "Its masks would mask nothing. " + fault.hint;
        findings.faults.push_back(std::move(fault));
    }
}

// Returns "Did you mean ...?" where a table is spelled nearly like the glob, otherwise nothing.
std::string suggest_for_glob(const TableRule& rule, const Catalog& catalog) {
    Text plain = rule.name;
    std::erase_if(plain.value, [](char c) { return c == '*' || c == '?'; });
    const QualifiedName name = parse_qualified_name(plain.value);
    if (name.schema.empty() || name.name.empty() || catalog.relation_named(name) != nullptr) {
        return {};
    }
    const std::string hint = explain_unknown("[[table]] name", plain, catalog).hint;
    return hint.starts_with("Did you mean") ? hint + " " : "";
}

void explain_unmatched_glob(const TableRule& rule, const Catalog& catalog, Findings& findings) {
    Fault fault{
        fmt::format("[[table]] name \"{}\" matches no table", rule.name.value),
        suggest_for_glob(rule, catalog) +
            "The entry does nothing; a name without a dot is in schema public, partitions and "
            "views are no tables of their own, and a migration tool's table is meant only "
            "where it is named.",
        rule.name.place};
    add_unmatched(rule, std::move(fault), findings);
}

// A table that only the target has is looked for in the target.
bool may_be_of_target(const Config& config, const TableRule& rule) {
    return keeps_schema(config.target.mode) && rule.rows == RowsRule::keep;
}

void explain_unmatched_name(const Config& config, const Catalog& catalog, const TableRule& rule,
                            Findings& findings) {
    const QualifiedName& name = rule.name.name;
    const Relation* const relation = catalog.relation_named(name);
    if (relation != nullptr && !relation->whole) {
        findings.faults.push_back({fmt::format("[[table]] names {}, a partition", name.text()),
                                   fmt::format("Name its partitioned table, {}.",
                                               catalog.table(relation->table).name.text()),
                                   rule.name.place});
    } else if (relation != nullptr) {
        add_unmatched(
            rule,
            {fmt::format("[[table]] names {}, which is in a schema that is left out", name.text()),
             "The entry does nothing; add its schema to [source] schemas, or remove it.",
             rule.name.place},
            findings);
    } else if (!may_be_of_target(config, rule)) {
        Fault fault = explain_unknown("[[table]] name", rule.name, catalog);
        if (rule.rows == RowsRule::keep) {
            fault.hint +=
                " With mode = \"replace\" only rows of tables that both ends have can be "
                "kept; mode = \"keep\" leaves the target's own tables as they are.";
        }
        findings.faults.push_back(std::move(fault));
    }
}

std::string join_names(const std::vector<const Table*>& tables) {
    std::string names;
    for (const Table* const table : tables) {
        names += (names.empty() ? "" : ", ") + table->name.text();
    }
    return names;
}

// Without these rows an application could neither start on the twin nor migrate it.
void tell_migrations(const Config& config, const Catalog& catalog,
                     const IdVector<TableId, RowsRule>& rules, Findings& findings) {
    std::vector<const Table*> found;
    for (const Table& table : catalog.tables) {
        if (table.in_scope && has_rows_by_default(config, table)) {
            found.push_back(&table);
        }
    }
    if (found.empty()) {
        return;
    }
    const bool keeps = keeps_schema(config.target.mode);
    const bool one = found.size() == 1;
    findings.notes.push_back(fmt::format(
        "{} {}, as a migration tool keeps its state there; a [[table]] entry that "
        "names {} says otherwise",
        join_names(found),
        keeps ? (one ? "keeps the rows that the target has" : "keep the rows that the target has")
              : (one ? "comes whole and unmasked" : "come whole and unmasked"),
        one ? "it" : "one"));
    for (const Table* const table : found) {
        // A script that names the table has seen to it.
        if (rules[table->id] == RowsRule::all && table->name.name == "ar_internal_metadata" &&
            config.target.after_sql.find(table->name.name) == std::string::npos) {
            findings.notes.push_back(fmt::format(
                "{}: environment = production comes along if the source says so; {}",
                table->name.text(),
                config.target.after ? "the script that `after` names says nothing of this table"
                                    : "a script that `after` names in [target] may change it"));
        }
    }
}

// Tells of masks of a table whose rows do not come. A glob may well match such a table beside
// others.
void tell_unmet_masks(const Config& config, const Catalog& catalog,
                      const IdVector<TableId, RowsRule>& rules, Findings& findings) {
    for (const TableRule& rule : config.tables) {
        if (rule.masks.empty() || config::is_glob(rule.name.value)) {
            continue;
        }
        for (const Table& table : catalog.tables) {
            const RowsRule rows = rules[table.id];
            if (takes_no_rows(rows) && (table.in_scope || table.absent) &&
                names_table(rule, table)) {
                findings.notes.push_back(fmt::format("the masks of {} meet no row: it {} ({})",
                                                     table.name.text(), why_no_rows(table, rows),
                                                     rule.name.place.text()));
            }
        }
    }
}

}  // namespace

IdVector<TableId, RowsRule> make_table_rules(const Config& config, const Catalog& catalog,
                                             Findings& findings) {
    IdVector<TableId, RowsRule> rules(catalog.tables.size(), RowsRule::closure);
    for (const Table& table : catalog.tables) {
        if (table.migrations) {
            rules[table.id] = keeps_schema(config.target.mode) ? RowsRule::keep : RowsRule::all;
        }
    }
    for (const TableRule& rule : config.tables) {
        if (rule.name.value.empty()) {
            continue;  // told by the config's own faults
        }
        if (names_extension_table(rule, catalog)) {
            continue;  // told by add_extension_rows()
        }
        bool matched = false;
        for (const Table& table : catalog.tables) {
            if ((table.in_scope || table.absent) && names_table(rule, table)) {
                matched = true;
                rules[table.id] = rule.rows.value_or(rules[table.id]);
            }
        }
        if (!matched && config::is_glob(rule.name.value)) {
            explain_unmatched_glob(rule, catalog, findings);
        } else if (!matched) {
            explain_unmatched_name(config, catalog, rule, findings);
        }
    }
    for (const Table& table : catalog.tables) {
        if (!table.in_scope && !table.absent) {
            rules[table.id] = RowsRule::none;
        }
    }
    tell_migrations(config, catalog, rules, findings);
    tell_unmet_masks(config, catalog, rules, findings);
    return rules;
}

std::string why_no_rows(const Table& table, RowsRule rows) {
    if (!table.extension.empty()) {
        return "belongs to extension " + table.extension;
    }
    return table.absent             ? "has rows = \"absent\""
           : !table.in_scope        ? "is in a schema that is left out"
           : rows == RowsRule::keep ? "has rows = \"keep\""
                                    : "has rows = \"none\"";
}

}  // namespace subset
