#include "config/lock_file.hpp"

#include "config/toml/text_file.hpp"
#include "config/toml/toml_reader.hpp"
#include "config/toml/toml_text.hpp"
#include "subset/error.hpp"
#include "subset/output_file.hpp"

#include <fmt/format.h>

#include <string_view>
#include <variant>

namespace subset::config {
namespace {

[[noreturn]] void fail(Place place, const std::string& what) {
    throw Error{ErrorKind::config, "the lock file " + what,
                "Remove it and run once without --locked: that writes it anew.", std::move(place)};
}

const TomlValue* find(const TomlTable& table, std::string_view key) {
    for (const TomlEntry& entry : table) {
        if (entry.key == key) {
            return &entry.value;
        }
    }
    return nullptr;
}

// Reads a table of strings, which is empty where the file has none.
std::map<std::string, std::string> read_strings(const TomlTable& table, std::string_view key) {
    std::map<std::string, std::string> strings;
    const TomlValue* const value = find(table, key);
    if (value == nullptr) {
        return strings;
    }
    const auto* const entries = std::get_if<TomlTable>(&value->data);
    if (entries == nullptr) {
        fail(value->place, fmt::format("has {} where {} must be a table", value->type_name(), key));
    }
    for (const TomlEntry& entry : *entries) {
        const auto* const text = std::get_if<std::string>(&entry.value.data);
        if (text == nullptr) {
            fail(entry.value.place,
                 fmt::format("has {} where a string must be", entry.value.type_name()));
        }
        strings.emplace(entry.key, *text);
    }
    return strings;
}

std::string render_strings(std::string_view header,
                           const std::map<std::string, std::string>& strings) {
    std::string text;
    for (const auto& [name, value] : strings) {
        text += text.empty() ? fmt::format("[table.{}]\n", header) : "";
        text += fmt::format("{} = {}\n", render_key(name), render_string(value));
    }
    return text;
}

std::string render(const Lock& lock) {
    std::string text =
        "# What subset saw in the source at its last run. Keep it with the config: with --locked, "
        "a\n"
        "# table, column or reference that has come since is refused until a run without it.\n";
    for (const auto& [name, table] : lock.tables) {
        text += fmt::format("\n[[table]]\nname = {}\n", render_string(name));
        text += render_strings("columns", table.columns);
        text += render_strings("references", table.references);
    }
    return text;
}

}  // namespace

std::filesystem::path make_lock_path(const std::filesystem::path& config) {
    constexpr std::string_view extension = ".lock";
    if (config.extension() == extension) {
        return std::filesystem::path{config} += extension;
    }
    return std::filesystem::path{config}.replace_extension(extension);
}

std::optional<Lock> read_lock(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return std::nullopt;
    }
    const TextFile file = read_text_file(path);
    if (!file.failure.empty()) {
        fail({path.string()}, "cannot be read: " + file.failure);
    }
    Lock lock;
    const TomlTable document = parse_toml(file.text, path.string());
    const TomlValue* const list = find(document, "table");
    const auto* const tables = list == nullptr ? nullptr : std::get_if<TomlArray>(&list->data);
    if (tables == nullptr && !document.empty()) {
        fail({path.string()}, "does not hold what subset writes");
    }
    for (std::size_t place = 0; tables != nullptr && place < tables->size(); ++place) {
        const TomlValue& each = (*tables)[place];
        const auto* const table = std::get_if<TomlTable>(&each.data);
        const TomlValue* const name = table == nullptr ? nullptr : find(*table, "name");
        const auto* const text = name == nullptr ? nullptr : std::get_if<std::string>(&name->data);
        if (text == nullptr) {
            fail(each.place, "has a [[table]] without a name");
        }
        lock.tables[*text] = {read_strings(*table, "columns"), read_strings(*table, "references")};
    }
    return lock;
}

void write_lock(const std::filesystem::path& path, const Lock& lock) {
    const std::string text = render(lock);
    if (read_text_file(path).text == text) {
        return;
    }
    OutputFile file{path, OutputFile::Readers::umask};
    file.write(text);
    file.finish();
}

}  // namespace subset::config
