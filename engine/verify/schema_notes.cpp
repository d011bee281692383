#include "verify/schema_notes.hpp"

#include "catalog/sql.hpp"
#include "config/schema_patterns.hpp"
#include "pg/sql_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

using Notes = std::vector<std::string>;

void note_missing_schemas(const std::optional<std::vector<Text>>& schemas, const Catalog& catalog,
                          Notes& notes) {
    for (const Text& schema : schemas.value_or(std::vector<Text>{})) {
        if (!config::is_schema_pattern(schema.value) &&
            !std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), schema.value)) {
            notes.push_back(
                fmt::format("the schema {} of [source] schemas is not there", schema.value));
        }
    }
}

// A table that is gone is told as such, and its constraints with it.
void note_gone_keys(const StampedTwin& twin, const Catalog& catalog, Notes& notes) {
    std::set<std::pair<std::string, std::string>> declared;
    for (const Reference& reference : catalog.references) {
        for (const std::string& name : reference.constraints) {
            declared.emplace(reference.child.name.text(), name);
        }
    }
    for (const auto& [table, name] : twin.foreign_keys) {
        if (!declared.contains({table, name}) &&
            catalog.relation_named(parse_qualified_name(table)) != nullptr) {
            notes.push_back(fmt::format("the foreign key {} of {} is gone", name, table));
        }
    }
}

// One that was made NOT VALID for rows that dangle by rule is as it should be.
void note_weak_keys(const std::optional<StampedTwin>& twin, const Catalog& catalog,
                    pg::CopyChannel& target, Notes& notes) {
    const std::string schemas = pg::render_text_array(catalog.schemas);
    for (const pg::Row& row :
         target.query(pg::with_variable(sql::weak_foreign_keys, "schemas", schemas))) {
        const QualifiedName table{row.text(0), row.text(1)};
        const std::string& name = row.text(2);
        const bool disabled = row.boolean(4);
        const bool by_rule = twin && twin->dangling.contains(name_in_stamp(table, name));
        if (catalog.relation_named(table) == nullptr || (by_rule && !disabled)) {
            continue;
        }
        notes.push_back(fmt::format("the foreign key {} of {} is {}", name, table.text(),
                                    disabled         ? "not enforced: its triggers are disabled"
                                    : row.boolean(3) ? "NOT ENFORCED"
                                                     : "NOT VALID"));
    }
}

}  // namespace

std::vector<std::string> read_schema_notes(const std::optional<std::vector<Text>>& schemas,
                                           const Catalog& catalog,
                                           const std::optional<StampedTwin>& twin,
                                           pg::CopyChannel& target) {
    Notes notes;
    note_missing_schemas(schemas, catalog, notes);
    // Until a twin is complete, its constraints are still to come.
    if (twin && twin->stamp.complete) {
        note_gone_keys(*twin, catalog, notes);
    }
    note_weak_keys(twin, catalog, target, notes);
    return notes;
}

}  // namespace subset
