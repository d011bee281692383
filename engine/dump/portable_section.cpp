#include "dump/portable_section.hpp"

#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace subset {
namespace {

void replace_first(std::string& text, std::string_view what, std::string_view with) {
    if (const auto at = text.find(what); at != std::string::npos) {
        text.replace(at, what.size(), with);
    }
}

// The statement where the condition holds; else what is said, if anything.
std::string render_where(const std::string& condition, const std::string& sql,
                         const std::string& otherwise) {
    const std::string block = fmt::format(
        "BEGIN IF {} THEN EXECUTE {};{} END IF; END", condition, pg::quote_literal(sql),
        otherwise.empty()
            ? ""
            : fmt::format(" ELSE RAISE WARNING USING MESSAGE = {};", pg::quote_literal(otherwise)));
    return "DO LANGUAGE plpgsql " + pg::quote_literal(block) + ";\n";
}

std::string render_roles_are_there(const std::vector<std::string>& roles) {
    return fmt::format(
        "NOT EXISTS (SELECT FROM pg_catalog.unnest({}) AS w (name) WHERE w.name NOT IN (SELECT "
        "r.rolname FROM pg_catalog.pg_roles AS r))",
        pg::render_text_array(roles));
}

// The schema that a comment's entry is about: "SCHEMA probes".
std::string render_schema_is_own(const std::string& schema) {
    return fmt::format(
        "(SELECT pg_catalog.pg_has_role(n.nspowner, 'USAGE') FROM pg_catalog.pg_namespace AS n "
        "WHERE n.nspname = {})",
        pg::quote_literal(schema));
}

class Portable {
public:
    explicit Portable(const SourceObjects& source) {
        for (const SourcePolicy& policy : source.policies) {
            policies_[policy.oid] = &policy;
        }
    }

    void change(const TocEntry& toc, SchemaEntry& entry) {
        constexpr std::string_view schema = "SCHEMA ";
        if (toc.kind == EntryKind::schema) {
            replace_first(entry.sql, "\nCREATE SCHEMA ", "\nCREATE SCHEMA IF NOT EXISTS ");
        } else if (toc.kind == EntryKind::comment && toc.name.starts_with(schema)) {
            entry.sql =
                render_where(render_schema_is_own(toc.name.substr(schema.size())), entry.sql, {});
        } else if (toc.kind == EntryKind::policy) {
            if (const auto found = policies_.find(toc.object); found != policies_.end()) {
                const SourcePolicy& policy = *found->second;
                with_roles_[toc.dump_id] = &policy;
                entry.sql = render_where(
                    render_roles_are_there(policy.roles), entry.sql,
                    fmt::format("left out: policy {} on {}, as not all of its roles are here: {}",
                                policy.name, policy.table.text(), fmt::join(policy.roles, ", ")));
            }
        } else if (toc.kind == EntryKind::comment) {
            for (const int id : toc.depends_on) {
                if (const auto policy = with_roles_.find(id); policy != with_roles_.end()) {
                    entry.sql =
                        render_where(render_roles_are_there(policy->second->roles), entry.sql, {});
                }
            }
        }
    }

private:
    std::map<Oid, const SourcePolicy*> policies_;
    std::map<int, const SourcePolicy*> with_roles_;  // by dump id
};

}  // namespace

std::vector<SchemaEntry> make_portable(std::vector<SchemaEntry> entries,
                                       const std::vector<TocEntry>& toc,
                                       const SourceObjects& source) {
    if (entries.empty()) {
        return entries;
    }
    // psql would show what set_config() returns.
    replace_first(entries.front().sql, "SELECT pg_catalog.set_config('search_path', '', false);",
                  "SET search_path = '';");
    if (entries.size() != toc.size() + 1) {
        return entries;
    }
    Portable portable{source};
    for (std::size_t i = 0; i < toc.size(); ++i) {
        portable.change(toc[i], entries[i + 1]);
    }
    return entries;
}

std::optional<Fault> warn_policy_roles(const SourceObjects& source) {
    std::set<std::string> roles;
    for (const SourcePolicy& policy : source.policies) {
        roles.insert(policy.roles.begin(), policy.roles.end());
    }
    if (roles.empty()) {
        return std::nullopt;
    }
    return Fault{
        fmt::format("the script makes {} row-security {} only where {} there: {}",
                    source.policies.size(), source.policies.size() == 1 ? "policy" : "policies",
                    roles.size() == 1 ? "this role is" : "these roles are", fmt::join(roles, ", ")),
        "Create the roles before you load it, if the policies are wanted."};
}

}  // namespace subset
