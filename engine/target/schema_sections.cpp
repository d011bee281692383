#include "target/schema_sections.hpp"

#include "subset/error.hpp"
#include "target/toc.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr Oid pg_class = 1259;  // RelationRelationId, the same in every version

using ObjectKey = std::pair<Oid, Oid>;  // catalog, object

std::string_view reason_of(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::schema_left_out:
            return "[source] schemas leaves that out";
        case Obstacle::superuser:
            return "only a superuser may create that";
        case Obstacle::foreign_server:
            return "the target has no such foreign server";
        case Obstacle::extension:
            return "[target] skip_extensions leaves its extension out";
    }
    return "";
}

bool is_by_config(Obstacle obstacle) {
    return obstacle == Obstacle::schema_left_out || obstacle == Obstacle::extension;
}

// For a table in scope, which cannot be left out.
std::string_view remedy_of(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::schema_left_out:
            return "Add that schema to [source] schemas, or leave the table's schema out too.";
        case Obstacle::extension:
            return "Have the extension created in the target and take it out of skip_extensions, "
                   "or "
                   "leave the table's schema out by [source] schemas.";
        case Obstacle::superuser:
        case Obstacle::foreign_server:
            break;
    }
    return "Connect to the target as a superuser, or have one create what is missing in a schema "
           "that is not replaced.";
}

std::string explain(const ObstructedObject& object) {
    return object.because.empty() ? fmt::format("{}: {}", object.text, reason_of(object.obstacle))
                                  : fmt::format("{}, which needs {}: {}", object.text,
                                                object.because, reason_of(object.obstacle));
}

// Decides which entries the target gets, in the order of the archive.
class Choice {
public:
    Choice(const SourceObjects& source, const TargetSurvey& survey) : survey_{survey} {
        for (const ObstructedObject& object : source.obstructed) {
            obstructed_[{object.catalog, object.object}] = &object;
        }
        for (const SourceExtension& extension : source.extensions) {
            extensions_[extension.oid] = &extension;
        }
        skipped_.insert(source.skipped_extensions.begin(), source.skipped_extensions.end());
        for (const SourceSchema& schema : source.schemas) {
            schemas_[schema.oid] = &schema;
        }
        for (const SourcePolicy& policy : source.policies) {
            policies_[policy.oid] = &policy;
        }
    }

    [[nodiscard]] bool keeps(const TocEntry& entry) {
        const bool kept = decide(entry);
        // What the target has already is not missing to anything.
        if (!kept && !present_.contains(entry.dump_id)) {
            left_out_.insert(entry.dump_id);
        }
        seen_.insert({entry.catalog, entry.object});
        return kept;
    }

    // What is written into a table cannot be left out by itself. Throws: config, privilege.
    void check_tables() const {
        std::vector<Fault> faults;
        ErrorKind kind = ErrorKind::config;
        for (const auto& [key, object] : obstructed_) {
            const bool is_part = !object->written_into.empty() && !seen_.contains(key);
            if (!is_part && !tables_.contains(key)) {
                continue;
            }
            kind = is_by_config(object->obstacle) ? kind : ErrorKind::privilege;
            faults.push_back(
                {fmt::format("{} needs {}: {}", is_part ? object->written_into : object->text,
                             object->because.empty() ? object->text : object->because,
                             reason_of(object->obstacle)),
                 std::string{remedy_of(object->obstacle)}});
        }
        if (!faults.empty()) {
            throw Error{kind, std::move(faults)};
        }
    }

    [[nodiscard]] std::vector<Fault> take_warnings() { return std::move(warnings_); }

private:
    bool decide(const TocEntry& entry) {
        if (entry.type == "EVENT TRIGGER") {
            warn(entry.text(), "event triggers stay the target's own");
            return false;
        }
        if (entry.type == "USER MAPPING") {
            warn(entry.name, "it may hold the source's secrets");
            return false;
        }
        if (const auto found = obstructed_.find({entry.catalog, entry.object});
            found != obstructed_.end()) {
            if (entry.type == "TABLE") {
                tables_.insert(found->first);
            } else {
                warn(explain(*found->second), {});
            }
            return false;
        }
        const auto is_left_out = [&](int dump_id) { return left_out_.contains(dump_id); };
        if (entry.type == "COMMENT") {
            return keeps_comment(entry);
        }
        if (entry.catalog == 0 &&
            std::any_of(entry.depends_on.begin(), entry.depends_on.end(), is_left_out)) {
            return false;  // an attached partition, a comment, row security: goes with what it is
                           // about
        }
        if (entry.type == "EXTENSION" && skipped_.contains(entry.object)) {
            warn(entry.text(), "[target] skip_extensions leaves it out, or what it requires");
            return false;
        }
        if (entry.type == "EXTENSION") {
            const auto found = extensions_.find(entry.object);
            const bool present =
                found != extensions_.end() && contains(survey_.extensions, found->second->name);
            if (present) {
                present_.insert(entry.dump_id);
            }
            return !present;
        }
        if (entry.type == "SCHEMA") {
            const auto found = schemas_.find(entry.object);
            if (found != schemas_.end() && contains(survey_.schemas, found->second->name)) {
                present_schemas_[entry.dump_id] = found->second->name;
                present_.insert(entry.dump_id);
                return false;
            }
            return true;
        }
        if (entry.type == "SERVER") {
            return !contains(survey_.servers, entry.name);
        }
        return entry.type != "POLICY" || keeps_policy(entry);
    }

    bool keeps_comment(const TocEntry& entry) {
        for (const int dump_id : entry.depends_on) {
            if (const auto schema = present_schemas_.find(dump_id);
                schema != present_schemas_.end()) {
                return contains(survey_.owned_schemas, schema->second);
            }
            if (left_out_.contains(dump_id)) {
                return false;
            }
        }
        // Only the extension's owner may comment on it, and it has the same comment from its
        // control file.
        return !entry.name.starts_with("EXTENSION ");
    }

    bool keeps_policy(const TocEntry& entry) {
        const auto found = policies_.find(entry.object);
        if (found == policies_.end()) {
            return true;
        }
        for (const std::string& role : found->second->roles) {
            if (contains(survey_.missing_roles, role)) {
                warn(fmt::format("policy {} on {}", found->second->name,
                                 found->second->table.text()),
                     fmt::format("the target has no role \"{}\"", role));
                return false;
            }
        }
        return true;
    }

    void warn(const std::string& what, const std::string& why) {
        warnings_.push_back({fmt::format("left out: {}{}{}", what, why.empty() ? "" : ": ", why),
                             "The twin is made without it; everything else is there."});
    }

    const TargetSurvey& survey_;
    std::map<ObjectKey, const ObstructedObject*> obstructed_;
    std::map<Oid, const SourceExtension*> extensions_;
    std::set<Oid> skipped_;  // extensions
    std::map<Oid, const SourceSchema*> schemas_;
    std::map<Oid, const SourcePolicy*> policies_;
    std::set<int> left_out_;                      // dump ids
    std::set<int> present_;                       // likewise: not made, as the target has them
    std::map<int, std::string> present_schemas_;  // dump ids, and the names
    std::set<ObjectKey> seen_;
    std::set<ObjectKey> tables_;
    std::vector<Fault> warnings_;
};

std::set<int> ids_of(const std::vector<TocEntry>& entries) {
    std::set<int> ids;
    for (const TocEntry& entry : entries) {
        ids.insert(entry.dump_id);
    }
    return ids;
}

bool is_row_security(const TocEntry& entry) {
    return entry.type == "ROW SECURITY" || entry.type == "POLICY" ||
           (entry.type == "COMMENT" && entry.name.find(" POLICY ") != std::string::npos);
}

// The locks that creating it takes until COMMIT.
void count(const TocEntry& entry, LockNeed& need) {
    if (entry.type == "TABLE") {
        need.relations += 3;  // with its TOAST table, and that one's index
        need.others += 1;
    } else if (entry.type == "MATERIALIZED VIEW") {
        need.relations += 6;  // REFRESH makes another heap
        need.others += 1;
    } else if (entry.type == "CONSTRAINT" || entry.type == "VIEW" ||
               entry.type == "FOREIGN TABLE") {
        need.relations += 1;
        need.others += 1;
    } else if (entry.type == "INDEX" || entry.type == "SEQUENCE") {
        need.relations += 1;
    } else if (entry.type != "SEQUENCE OWNED BY" && entry.type != "DEFAULT") {
        need.others += 1;
    }
}

std::vector<RunSection::Entry> read_section(const DumpFile& dump,
                                            const std::vector<TocEntry>& entries,
                                            int target_version_num,
                                            const Cancellation& cancellation) {
    if (entries.empty()) {
        return {};
    }
    std::string list;
    for (const TocEntry& entry : entries) {
        list += entry.line + "\n";
    }
    const std::string text = run_pg_restore(
        dump, {"--verbose", "--no-owner", "--no-privileges", "--no-tablespaces", "--file=-"}, list,
        cancellation);
    return split_section(text, entries, target_version_num);
}

// The schemas that the dump does not make: `public`, which initdb made once, and those that are
// left out but hold an extension.
std::vector<std::string> find_schemas_first(const SourceObjects& source,
                                            const TargetSurvey& survey) {
    std::vector<std::string> in_scope;
    for (const SourceSchema& schema : source.schemas) {
        in_scope.push_back(schema.name);
    }
    std::vector<std::string> schemas;
    if (contains(in_scope, "public") && !contains(survey.schemas, "public")) {
        schemas.emplace_back("public");
    }
    for (const SourceExtension& extension : source.extensions) {
        const bool is_new = !contains(survey.extensions, extension.name) &&
                            !contains(in_scope, extension.schema) &&
                            extension.schema != "pg_catalog";
        if (is_new && !contains(schemas, extension.schema)) {
            schemas.push_back(extension.schema);
        }
    }
    return schemas;
}

}  // namespace

SchemaSections read_schema_sections(const DumpFile& dump, const SourceObjects& source,
                                    const TargetState& state, const TargetSurvey& survey,
                                    const Cancellation& cancellation) {
    const std::vector<TocEntry> all =
        parse_toc(run_pg_restore(dump, {"--list", "--verbose"}, {}, cancellation));
    const std::set<int> before =
        ids_of(parse_toc(run_pg_restore(dump, {"--list", "--section=pre-data"}, {}, cancellation)));
    const std::set<int> after = ids_of(
        parse_toc(run_pg_restore(dump, {"--list", "--section=post-data"}, {}, cancellation)));

    SchemaSections sections;
    Choice choice{source, survey};
    std::vector<TocEntry> pre_data;
    std::vector<TocEntry> post_data;
    std::vector<TocEntry> row_security;
    for (const TocEntry& entry : all) {
        const bool known = before.contains(entry.dump_id) || after.contains(entry.dump_id);
        if (!known) {
            continue;  // ENCODING and the like, which are in the preamble
        }
        if (!choice.keeps(entry)) {
            if (entry.catalog == pg_class) {
                sections.left_out.push_back(entry.object);
            }
            continue;
        }
        count(entry, sections.new_objects);
        std::vector<TocEntry>& section = before.contains(entry.dump_id) ? pre_data
                                         : is_row_security(entry)       ? row_security
                                                                        : post_data;
        section.push_back(entry);
    }
    choice.check_tables();
    sections.warnings = choice.take_warnings();
    if (source.large_objects > 0) {
        sections.warnings.push_back(
            {fmt::format("left out: {} large objects", source.large_objects),
             "Columns that refer to them do so in vain; a bytea column would come along."});
    }
    sections.schemas_first = find_schemas_first(source, survey);
    sections.pre_data = read_section(dump, pre_data, state.server_version_num, cancellation);
    sections.post_data = read_section(dump, post_data, state.server_version_num, cancellation);
    sections.row_security =
        read_section(dump, row_security, state.server_version_num, cancellation);
    return sections;
}

}  // namespace subset
