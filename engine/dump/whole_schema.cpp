#include "dump/whole_schema.hpp"

#include "dump/personal_literals.hpp"
#include "dump/read_section.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace subset {
namespace {

constexpr int any_version = 1'000'000;  // the preamble is of no interest

std::vector<SchemaEntry> read_whole_section(const DumpFile& dump, const std::vector<TocEntry>& all,
                                            const std::string& section,
                                            const Cancellation& cancellation) {
    std::set<int> ids;
    for (const TocEntry& entry :
         parse_toc(run_pg_restore(dump, {"--list", "--section=" + section}, {}, cancellation))) {
        ids.insert(entry.dump_id);
    }
    std::vector<TocEntry> entries;
    std::copy_if(all.begin(), all.end(), std::back_inserter(entries),
                 [&](const TocEntry& entry) { return ids.contains(entry.dump_id); });
    std::vector<SchemaEntry> read = read_section(dump, entries, any_version, cancellation);
    if (!read.empty()) {
        read.erase(read.begin());  // the preamble
    }
    return read;
}

// Whether a literal stands in the SQL that is more than the name of an object: not empty, and
// neither nextval('...') nor '...'::regclass.
bool holds_literal(std::string_view sql) {
    for (auto quote = sql.find('\''); quote != std::string_view::npos;) {
        const auto end = sql.find('\'', quote + 1);
        if (end == std::string_view::npos) {
            return true;
        }
        const std::string_view rest = sql.substr(end + 1);
        const bool names_object = rest.starts_with("::regclass");
        const bool is_empty = end == quote + 1 && !rest.starts_with('\'');
        if (!names_object && !is_empty) {
            return true;
        }
        quote = sql.find('\'', end + 1);
    }
    return false;
}

// The header that pg_dump writes names the entry, and is no SQL.
std::string_view without_header(std::string_view sql) {
    while (sql.starts_with("--") || sql.starts_with('\n')) {
        const auto end = sql.find('\n');
        if (end == std::string_view::npos) {
            return {};
        }
        sql.remove_prefix(end + 1);
    }
    return sql;
}

}  // namespace

std::vector<SchemaEntry> read_whole_schema(const DumpFile& dump, const Cancellation& cancellation) {
    const std::vector<TocEntry> all =
        parse_toc(run_pg_restore(dump, {"--list", "--verbose"}, {}, cancellation));
    std::vector<SchemaEntry> entries = read_whole_section(dump, all, "pre-data", cancellation);
    std::vector<SchemaEntry> after = read_whole_section(dump, all, "post-data", cancellation);
    std::move(after.begin(), after.end(), std::back_inserter(entries));
    return entries;
}

std::vector<AuditedObject> find_literals(const std::vector<SchemaEntry>& entries) {
    std::vector<AuditedObject> objects;
    std::vector<AuditedObject> others;
    for (const SchemaEntry& entry : entries) {
        const std::string_view sql = without_header(entry.sql);
        if (holds_address(sql) || holds_personal_number(sql)) {
            objects.push_back({entry.title, true});
        } else if (holds_literal(sql)) {
            others.push_back({entry.title, false});
        }
    }
    objects.insert(objects.end(), others.begin(), others.end());
    return objects;
}

}  // namespace subset
