#include "dump/schema_sections.hpp"

#include "dump/choose_entries.hpp"
#include "dump/portable_section.hpp"
#include "dump/read_section.hpp"
#include "dump/toc.hpp"
#include "subset/error.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr int oldest_server = 130000;  // that a script may be loaded into

std::set<int> ids_of(const std::vector<TocEntry>& entries) {
    std::set<int> ids;
    for (const TocEntry& entry : entries) {
        ids.insert(entry.dump_id);
    }
    return ids;
}

bool is_row_security(const TocEntry& entry) {
    return entry.kind == EntryKind::row_security || entry.kind == EntryKind::policy ||
           (entry.kind == EntryKind::comment && entry.name.find(" POLICY ") != std::string::npos);
}

// The locks that creating it takes until COMMIT.
void count(const TocEntry& entry, LockNeed& need) {
    if (entry.kind == EntryKind::table) {
        need.relations += 3;  // with its TOAST table, and that one's index
        need.others += 1;
    } else if (entry.kind == EntryKind::materialized_view) {
        need.relations += 6;  // REFRESH makes another heap
        need.others += 1;
    } else if (entry.kind == EntryKind::constraint || entry.kind == EntryKind::view ||
               entry.kind == EntryKind::foreign_table) {
        need.relations += 1;
        need.others += 1;
    } else if (entry.kind == EntryKind::index || entry.kind == EntryKind::sequence) {
        need.relations += 1;
    } else if (entry.kind != EntryKind::sequence_owner && entry.kind != EntryKind::default_value) {
        need.others += 1;
    }
}

// The entries are behind the preamble, in the order of the table of contents.
void take_items_out(std::vector<SchemaEntry>& section, const std::vector<TocEntry>& entries,
                    const std::map<Oid, TableItems>& items) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto found = items.find(entries[i].object);
        if (entries[i].kind != EntryKind::table || found == items.end()) {
            continue;
        }
        if (section.size() != entries.size() + 1) {
            throw Error{ErrorKind::server,
                        fmt::format("{} cannot be found in what pg_dump wrote, and the twin must "
                                    "not have all of its columns",
                                    entries[i].title),
                        "Have the extension that they need created in the target."};
        }
        section[i + 1].sql = without_items(section[i + 1].sql, found->second);
    }
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
                            !contains(survey.needless_extensions, extension.name) &&
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
    std::vector<TocEntry> pre_data;
    std::vector<TocEntry> post_data;
    std::vector<TocEntry> row_security;
    // ENCODING and the like are in the preamble.
    std::vector<TocEntry> known;
    std::copy_if(all.begin(), all.end(), std::back_inserter(known), [&](const TocEntry& entry) {
        return before.contains(entry.dump_id) || after.contains(entry.dump_id);
    });
    ChosenEntries chosen = choose_entries(known, source, survey);
    sections.left_out = std::move(chosen.left_out);
    sections.warnings = std::move(chosen.warnings);
    sections.notes = std::move(chosen.notes);
    for (const TocEntry& entry : chosen.kept) {
        count(entry, sections.new_objects);
        if (entry.kind == EntryKind::table) {
            sections.tables[entry.dump_id] = entry.object;
        }
        std::vector<TocEntry>& section = before.contains(entry.dump_id) ? pre_data
                                         : is_row_security(entry)       ? row_security
                                                                        : post_data;
        section.push_back(entry);
    }
    if (source.large_objects > 0) {
        sections.warnings.push_back(
            {fmt::format("left out: {} large objects", source.large_objects),
             "Columns that refer to them do so in vain; a bytea column would come along."});
    }
    sections.schemas_first = find_schemas_first(source, survey);
    const auto read = [&](const std::vector<TocEntry>& entries) {
        return state.assumed()
                   ? make_portable(read_section(dump, entries, oldest_server, cancellation),
                                   entries, source)
                   : read_section(dump, entries, state.server_version_num, cancellation);
    };
    sections.pre_data = read(pre_data);
    take_items_out(sections.pre_data, pre_data, chosen.left_out_items);
    sections.post_data = read(post_data);
    sections.row_security = read(row_security);
    if (const auto warning = warn_policy_roles(source); warning && state.assumed()) {
        sections.warnings.push_back(*warning);
    }
    return sections;
}

}  // namespace subset
