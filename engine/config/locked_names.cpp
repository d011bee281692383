#include "config/lock_file.hpp"
#include "subset/config.hpp"

namespace subset {

std::vector<std::string> list_locked_names(const std::filesystem::path& config,
                                           const std::string& table) {
    const auto lock = config::read_lock(config::make_lock_path(config));
    std::vector<std::string> names;
    if (!lock) {
        return names;
    }
    if (table.empty()) {
        constexpr std::string_view usual = "public.";
        for (const auto& [name, locked] : lock->tables) {
            // A name that has a dot itself cannot do without its schema.
            const bool bare = name.starts_with(usual) && name.find('.', usual.size()) == name.npos;
            names.push_back(bare ? name.substr(usual.size()) : name);
        }
        return names;
    }
    const auto found = lock->tables.find(parse_qualified_name(table).text());
    if (found != lock->tables.end()) {
        for (const auto& [name, type] : found->second.columns) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace subset
