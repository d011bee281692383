#include "dump/read_section.hpp"

#include <string>

namespace subset {

std::vector<SchemaEntry> read_section(const DumpFile& dump, const std::vector<TocEntry>& entries,
                                      int target_version_num, const Cancellation& cancellation) {
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

}  // namespace subset
