#include "plan/tables/extension_rows.hpp"

#include "catalog/explain_unknown.hpp"
#include "pg/quote.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace subset {
namespace {

// Rows of these extensions make something happen (jobs, queues, policies that run), or they are
// right only with what the extension's own way to restore does besides.
constexpr std::array<std::string_view, 8> with_effects = {
    "citus",   "citus_columnar", "pg_cron",     "pg_timetable",
    "pgagent", "pgmq",           "timescaledb", "timescaledb_toolkit"};

bool has_effects(const ExtensionRelation& relation) {
    return std::find(with_effects.begin(), with_effects.end(), relation.extension) !=
           with_effects.end();
}

// Collects the names of the tables that [[table]] entries ask for whole.
std::vector<QualifiedName> take_entries(const Config& config, const Catalog& catalog,
                                        std::vector<Fault>& faults) {
    std::vector<QualifiedName> whole;
    for (const TableRule& rule : config.tables) {
        if (!names_extension_table(rule, catalog)) {
            continue;
        }
        const QualifiedName& name = rule.name.name;
        const ExtensionRelation& relation = *catalog.extension_relation_named(name);
        if (has_effects(relation) && relation.condition && rule.rows == RowsRule::all &&
            rule.masks.empty()) {
            whole.push_back(name);
            continue;
        }
        Fault fault = explain_unknown("[[table]]", rule.name, catalog);
        if (has_effects(relation) && relation.condition) {
            fault.hint =
                "Its rows stay out, as they make something happen or hold only with the "
                "extension's own restore; rows = \"all\", and nothing else, brings them "
                "all the same.";
        }
        faults.push_back(std::move(fault));
    }
    return whole;
}

Fault explain_unreadable(const Catalog& catalog, const ExtensionRelation& relation) {
    return {
        fmt::format("the rows of {} that belong to the configuration of extension {} do not come "
                    "along: {}",
                    relation.name.text(), relation.extension,
                    relation.policy_active ? "row security would hide some of them"
                                           : "the source's role may not read them"),
        relation.policy_active
            ? "A role with BYPASSRLS would see all of them."
            : fmt::format("GRANT SELECT ON {} TO {};", pg::quote_name(relation.name),
                          pg::quote_identifier(catalog.role))};
}

}  // namespace

bool names_extension_table(const TableRule& rule, const Catalog& catalog) {
    return catalog.extension_relation_named(rule.name.name) != nullptr;
}

std::vector<std::size_t> choose_extension_rows(const Config& config, const Catalog& catalog,
                                               Findings& findings) {
    std::vector<std::size_t> chosen;
    const std::vector<QualifiedName> whole = take_entries(config, catalog, findings.faults);
    std::map<std::string, std::size_t> left_out;
    for (std::size_t index = 0; index < catalog.extension_relations.size(); ++index) {
        const ExtensionRelation& relation = catalog.extension_relations[index];
        if (!relation.condition) {
            continue;
        }
        if (has_effects(relation) && !contains(whole, relation.name)) {
            ++left_out[relation.extension];
        } else if (!relation.readable || relation.policy_active) {
            findings.warnings.push_back(explain_unreadable(catalog, relation));
        } else {
            chosen.push_back(index);
        }
    }
    for (const auto& [extension, tables] : left_out) {
        findings.notes.push_back(
            fmt::format("the rows of extension {} stay out ({} of its tables), as they make "
                        "something happen or hold only with its own restore; rows = \"all\" in a "
                        "[[table]] entry of each brings them",
                        extension, tables));
    }
    return chosen;
}

}  // namespace subset
