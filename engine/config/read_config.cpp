#include "config/config_hash.hpp"
#include "config/list_entries.hpp"
#include "config/lock_file.hpp"
#include "config/parse_text.hpp"
#include "config/sections.hpp"
#include "config/toml/section_reader.hpp"
#include "config/toml/text_file.hpp"
#include "config/toml/toml_reader.hpp"
#include "subset/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace subset {
namespace {

// Sorts faults by their place in the file, as people read a file from the top. They are found in
// another order, as sections are parsed in an order of their own and toml++ sorts keys by name.
void put_in_file_order(std::vector<Fault>& faults) {
    std::multimap<std::pair<std::uint32_t, std::uint32_t>, Fault>
        ordered;  // equal keys keep their order
    for (auto& fault : faults) {
        const std::pair place{fault.place.line, fault.place.column};
        ordered.emplace(place, std::move(fault));
    }
    faults.clear();
    for (auto& [place, fault] : ordered) {
        // What is wrong with an entry of several tables may be found once for each of them.
        const auto is_equal = [&told = fault](const Fault& each) {
            return each.message == told.message && each.place == told.place;
        };
        if (std::none_of(faults.begin(), faults.end(), is_equal)) {
            faults.push_back(std::move(fault));
        }
    }
}

void check_that_rows_are_named(const Config& config, config::SectionReader& document,
                               bool is_understood) {
    const bool whole_table =
        std::any_of(config.tables.begin(), config.tables.end(),
                    [](const TableRule& rule) { return rule.rows == RowsRule::all; });
    // Where there are other faults, the entry that should name the rows may be among them.
    if (!document.has("root") && !whole_table && is_understood) {
        document.fault(
            "the config names no rows: it has neither a [[root]] nor a [[table]] with rows = "
            "\"all\"",
            "Begin with [[root]], table = \"...\" and limit = 50, or copy every table by "
            "[[table]], "
            "name = \"*\" and rows = \"all\".",
            document.place());
    }
}

// Adds a fault where the way to make the twin cannot keep rows of the target: a file knows none,
// and in several transactions of one database they would be away for a while.
void check_kept_rows(const Config& config, config::SectionReader& document) {
    const char* const way = config.target.file                     ? "file"
                            : config.target.atomic == Atomic::none ? "atomic = \"none\""
                                                                   : nullptr;
    for (const TableRule& rule : config.tables) {
        if (rule.rows == RowsRule::keep && way != nullptr) {
            document.fault(
                fmt::format("rows = \"keep\" in [[table]] cannot stand beside {} in [target]", way),
                "The rows are put aside and brought back while nobody can see the target without "
                "them: leave out that key, or take atomic = \"database\".",
                rule.rows_place);
        }
    }
}

// Adds a fault where there is nothing of which less could come.
void check_fit(const Config& config, config::SectionReader& document) {
    if (config.limits.fit && !document.has("root")) {
        document.fault("fit in [limits] needs a [[root]]",
                       "A twin is made to fit by taking fewer of the roots' rows, and there is no "
                       "root. Add one, or leave fit out; bytes = \"...\" is a limit that stops the "
                       "run.",
                       config.limits.fit_place);
    }
}

void take_settings(config::SectionReader& document, const ConfigOverrides& overrides,
                   Config& config) {
    config.source = config::parse_source(document.section("source"), overrides);
    config.target = config::read_target(document.section("target"), overrides);
    config.limits = config::parse_limits(document.section("limits"));
    config.mask = config::parse_mask(document.section("mask"));
}

void take_rules_of_rows(config::SectionReader& document, Config& config) {
    config.roots = config::parse_roots(document.sections("root"));
    config.tables = config::parse_table_rules(document.sections("table"));
    config.children = config::parse_child_rules(document.sections("child"));
    config.references = config::parse_reference_rules(document.sections("reference"));
    config.cuts = config::parse_cut_rules(document.sections("cut"));
}

Config parse_config(const std::string& text, Config config, const ConfigOverrides& overrides) {
    config.unstamped = overrides.unstamped;
    const auto tree = config::parse_toml(text, config.file);
    config.hash = config::hash_config(tree);
    config.entries = config::list_entries(tree);

    config::SectionReader document{tree, config.file, config.faults};
    take_settings(document, overrides, config);
    config.mask.propose = overrides.propose_masks;
    if (keeps_schema(config.target.mode) && config.source.dangling == Dangling::keep) {
        document.fault(
            fmt::format("dangling = \"keep\" in [source] cannot stand beside mode = \"{}\" in "
                        "[target]",
                        config.target.mode == TargetMode::add ? "add" : "keep"),
            "The target's constraints may refuse such rows; choose \"fail\", \"null\" or "
            "\"drop\", or mode = \"replace\".",
            document.section("source").place_of("dangling"));
    }
    const auto faults_of_settings = config.faults.size();
    take_rules_of_rows(document, config);
    check_kept_rows(config, document);
    check_fit(config, document);
    document.finish();
    if (!overrides.rows_optional) {
        check_that_rows_are_named(config, document, config.faults.size() == faults_of_settings);
    }

    put_in_file_order(config.faults);
    return config;
}

}  // namespace

Config read_config(const std::filesystem::path& path, const ConfigOverrides& overrides) {
    Config config;
    config.file = path.string();
    const auto file = config::read_text_file(path, overrides.cancellation);
    if (!file.failure.empty()) {
        throw Error{ErrorKind::config,
                    fmt::format("cannot read the config \"{}\": {}", config.file, file.failure),
                    "Name an existing file; man twin.toml says what it holds."};
    }
    std::error_code ignored;
    if (overrides.locked || overrides.keep_lock || overrides.watch_lock) {
        // A config that is read from a pipe has no folder of its own.
        const bool has_place = std::filesystem::is_regular_file(path, ignored);
        config.lock = {has_place ? config::make_lock_path(path) : std::filesystem::path{},
                       overrides.locked, overrides.keep_lock};
    }
    return parse_config(file.text, std::move(config), overrides);
}

config::ConfigShape config::record_config_shape() {
    ConfigShape shape;
    Config config;
    const TomlTable empty;
    ConfigOverrides overrides;
    overrides.source_optional = true;
    SectionReader document{empty, {}, config.faults, &shape};
    take_settings(document, overrides, config);
    take_rules_of_rows(document, config);
    return shape;
}

Config config::parse_config_text(const std::string& text, const std::string& name) {
    Config config;
    config.file = name;
    ConfigOverrides overrides;
    overrides.rows_optional = true;
    overrides.source_optional = true;
    config = parse_config(text, std::move(config), overrides);
    config.file.clear();
    return config;
}

Config make_default_config(const ConfigOverrides& overrides) {
    return parse_config("", {}, overrides);
}

void throw_faults(const std::vector<Fault>& faults) {
    if (faults.empty()) {
        return;
    }
    auto ordered = faults;
    put_in_file_order(ordered);
    throw Error{ErrorKind::config, std::move(ordered)};
}

}  // namespace subset
