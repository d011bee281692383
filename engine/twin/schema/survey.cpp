#include "twin/schema/survey.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "twin/schema/privileges.hpp"
#include "twin/schema/superuser_objects.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace subset {
namespace {

// Renders "a, b, c and 5 more".
std::string render_some(const std::vector<std::string>& names) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() <= most ? text : fmt::format("{} and {} more", text, names.size() - most);
}

// Renders GRANT ... ON SCHEMA "a", "b" TO "role";
std::string render_schema_grants(std::string_view privileges,
                                 const std::vector<std::string>& schemas, const std::string& role) {
    std::string names;
    for (const std::string& schema : schemas) {
        names += (names.empty() ? "" : ", ") + pg::quote_identifier(schema);
    }
    return fmt::format("GRANT {} ON SCHEMA {} TO {};", privileges, names,
                       pg::quote_identifier(role));
}

// Renders what the config would say to do without these schemas.
std::string render_schemas_without(const Catalog& catalog, const std::vector<std::string>& closed) {
    std::string rest;
    for (const std::string& schema : catalog.schemas) {
        if (!contains(closed, schema)) {
            rest += fmt::format("{}\"{}\"", rest.empty() ? "" : ", ", schema);
        }
    }
    return rest.empty()
               ? ""
               : fmt::format(" Or leave what others own out: schemas = [{}] in [source].", rest);
}

void check_schemas(pg::CopyChannel& target, const TargetState& state, const Catalog& catalog,
                   TargetSurvey& survey) {
    std::vector<std::string> closed;
    for (const pg::Row& row : target.query(pg::with_variable(
             sql::target_schemas, "schemas", pg::render_text_array(catalog.schemas)))) {
        survey.schemas.push_back(row.text(0));
        if (row.boolean(2)) {
            survey.owned_schemas.push_back(row.text(0));
        }
        // Nothing is made in the other schemas.
        if (!row.boolean(1) && contains(catalog.filled_schemas, row.text(0))) {
            closed.push_back(row.text(0));
        }
    }
    if (!closed.empty()) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the role \"{}\" may not create objects in the target's schema{} {}",
                        state.role, closed.size() == 1 ? "" : "s", render_some(closed)),
            fmt::format("Have the owner run: {}{}",
                        render_schema_grants("USAGE, CREATE", closed, state.role),
                        render_schemas_without(catalog, closed))};
    }
}

void check_objects(pg::CopyChannel& target, const TargetState& state, const std::string& schemas) {
    std::vector<std::string> foreign;
    std::string owner;
    for (const pg::Row& row : target.query(
             pg::with_variable(with_superuser_only(sql::target_objects), "schemas", schemas))) {
        if (!row.boolean(3)) {
            std::string keyword = row.text(1);
            std::transform(keyword.begin(), keyword.end(), keyword.begin(), [](char letter) {
                return letter == ' ' ? letter : static_cast<char>(letter | 0x20);
            });
            foreign.push_back(keyword + " " + row.text(2));
            owner = owner.empty() ? row.text(4) : owner;
        }
    }
    if (!foreign.empty()) {
        throw Error{
            ErrorKind::privilege,
            fmt::format("the role \"{}\" may not drop what others own in the target: {}",
                        state.role, render_some(foreign)),
            fmt::format("Have a superuser run: {} or give what \"{}\" owns to \"{}\", or move it "
                        "to a schema that is not replaced.",
                        render_membership(owner, state), owner, state.role)};
    }
}

void check_dependents(pg::CopyChannel& target, const std::string& schemas, TargetSurvey& survey) {
    std::vector<std::string> outside;
    const std::string query =
        pg::with_variable(with_superuser_only(sql::target_dependents), "going",
                          pg::render_text_array(survey.outside_dropped));
    for (const pg::Row& row : target.query(pg::with_variable(query, "schemas", schemas))) {
        const std::string& kind = row.text(0);
        if (kind == "locks") {
            survey.old_objects = {static_cast<std::uint64_t>(row.number(1)),
                                  static_cast<std::uint64_t>(row.number(2))};
        } else if (kind == "outside") {
            outside.push_back(row.cell(1).value_or("an object") + " (it needs " +
                              row.cell(2).value_or("one of them") + ")");
        } else if (kind == "publication") {
            survey.warnings.push_back({fmt::format("the target's publications lose a table: {}",
                                                   row.cell(1).value_or("one of them")),
                                       "The table is dropped and made anew; add it to the "
                                       "publication again, by `after` in [target] "
                                       "perhaps."});
        }
    }
    if (!outside.empty()) {
        throw Error{
            ErrorKind::refused,
            fmt::format(
                "outside of the replaced schemas, the target has objects that need something in "
                "them and would be dropped too: {}",
                render_some(outside)),
            "Drop them first if they may go, and have the script that `after` names in [target] "
            "make them "
            "again."};
    }
}

void check_extensions(pg::CopyChannel& target, const TargetState& state,
                      const SourceObjects& source, TargetSurvey& survey) {
    std::vector<std::string> names;
    for (const SourceExtension& extension : source.extensions) {
        names.push_back(extension.name);
    }
    std::vector<Fault> faults;
    const pg::Rows rows = target.query(
        pg::with_variable(sql::target_extensions, "names", pg::render_text_array(names)));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const pg::Row& row = rows[i];
        const SourceExtension& extension = source.extensions[i];
        if (!row.is_null(1)) {
            survey.extensions.push_back(extension.name);
            if (row.text(1) != extension.schema) {
                survey.warnings.push_back(
                    {fmt::format(
                         "the extension {} is in schema {} in the target and in {} in the source",
                         extension.name, row.text(1), extension.schema),
                     fmt::format("What the source's schema calls {}.something will not be found; "
                                 "ALTER EXTENSION \"{}\" "
                                 "SET SCHEMA moves it.",
                                 extension.schema, extension.name)});
            }
        } else if (!extension.needed && !row.boolean(3)) {
            survey.needless_extensions.push_back(extension.name);
        } else if (!row.boolean(2)) {
            faults.push_back(
                {fmt::format(
                     "the source uses the extension {}, which the target's server does not offer",
                     extension.name),
                 fmt::format("Install its package on the target's server, or on a managed one "
                             "enable it; or go on without it: skip_extensions = [\"{}\"] in "
                             "[target].",
                             extension.name)});
        } else if (!row.boolean(3)) {
            faults.push_back(
                {fmt::format("the source uses the extension {}, which the target has not and the "
                             "role \"{}\" may not "
                             "create",
                             extension.name, state.role),
                 fmt::format(
                     "Have a superuser run once in the target: CREATE SCHEMA IF NOT EXISTS "
                     "\"{1}\"; CREATE "
                     "EXTENSION \"{0}\" SCHEMA \"{1}\"; it stays through every refresh. Or go "
                     "on without it: skip_extensions = [\"{0}\"] in [target].",
                     extension.name, extension.schema)});
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::privilege, std::move(faults)};
    }
}

// Decides about an object that is in no schema, and that the source has too or a run has made.
void decide_outside(const pg::Row& row, bool in_source, bool goes, TargetSurvey& survey) {
    const std::string& phrase = row.text(0);
    const bool own = row.boolean(1);
    const bool needed = row.boolean(2);
    if (goes && own && !needed) {
        survey.outside_dropped.push_back(phrase);
        return;
    }
    const char* const why = !own     ? "it is another role's"
                            : needed ? "something that is not replaced needs it"
                                     : "no refresh made it";
    if (in_source) {
        survey.outside_kept.push_back(phrase);
        survey.outside_warnings.push_back(
            {fmt::format("{} stays as the target has it: {}", phrase, why),
             "Drop it in the target, and the next refresh makes it as the source has it."});
    } else {
        survey.outside_warnings.push_back(
            {fmt::format("{} stays, though the source has it no more: {}", phrase, why),
             "Drop it when nothing needs it any more."});
    }
}

// A server may have been made for the target alone, with an address of its own. So it goes only
// where an earlier run made it.
void read_outside(pg::CopyChannel& target, const TargetState& state, const SourceObjects& source,
                  const std::string& schemas, TargetSurvey& survey) {
    std::vector<std::string> in_source;
    for (const OutsideObject& each : source.outside) {
        in_source.push_back(each.phrase);
    }
    const std::vector<std::string> made = made_by_earlier_run(state);
    std::vector<std::string> going = made;
    std::copy_if(in_source.begin(), in_source.end(), std::back_inserter(going),
                 [](const std::string& phrase) { return !phrase.starts_with("SERVER "); });
    if (going.empty() && in_source.empty()) {
        return;
    }
    std::string query = pg::with_variable(sql::target_outside, "outside", sql::outside_objects);
    query = pg::with_variable(query, "going", pg::render_text_array(going));
    for (const pg::Row& row : target.query(pg::with_variable(query, "schemas", schemas))) {
        const bool is_there = contains(in_source, row.text(0));
        if (is_there || contains(made, row.text(0))) {
            decide_outside(row, is_there, contains(going, row.text(0)), survey);
        }
    }
}

void read_missing_roles(pg::CopyChannel& target, const SourceObjects& source,
                        TargetSurvey& survey) {
    std::vector<std::string> roles;
    for (const SourcePolicy& policy : source.policies) {
        roles.insert(roles.end(), policy.roles.begin(), policy.roles.end());
    }
    if (roles.empty()) {
        return;
    }
    survey.missing_roles = read_names(
        target, "SELECT DISTINCT w.name FROM pg_catalog.unnest(" + pg::render_text_array(roles) +
                    ") AS w (name) WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE "
                    "r.rolname = w.name)");
}

}  // namespace

TargetSurvey read_target_survey(pg::CopyChannel& target, const TargetState& state,
                                const Catalog& catalog, const SourceObjects& source) {
    TargetSurvey survey;
    survey.replaced = replaced_schemas(state, catalog);
    const std::string schemas = pg::render_text_array(survey.replaced);
    check_schemas(target, state, catalog, survey);
    check_objects(target, state, schemas);
    read_outside(target, state, source, schemas, survey);
    check_dependents(target, schemas, survey);
    check_extensions(target, state, source, survey);
    read_missing_roles(target, source, survey);
    // A run that was cut off has dropped the objects on which these were granted.
    survey.privileges = state.is_twin() && !state.stamp->saved_privileges.empty()
                            ? state.stamp->saved_privileges
                            : read_privileges(target, survey.replaced);
    for (Fault& warning : find_lost_owners(target, state.role, survey.privileges)) {
        survey.warnings.push_back(std::move(warning));
    }
    return survey;
}

}  // namespace subset
