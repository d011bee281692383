// Reads [source], [target] and [limits].
#include "config/environment.hpp"
#include "config/sections.hpp"
#include "config/toml/quantity_reader.hpp"
#include "config/toml/text_file.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace subset::config {
namespace {

constexpr std::uint64_t most_retries = 1'000'000;

struct Url {
    Text text;
    std::optional<Fault> fault;
};

// Finds the connection string of one end. The command line's comes first, then the config's, then
// the environment variable's. An empty one is a fault, as libpq would then connect to its default.
// No message holds a value.
Url find_url(SectionReader& section, const std::optional<std::string>& over_config,
             std::string_view default_variable) {
    const bool given = section.has("url");
    auto written = section.raw_text("url");
    const auto option =
        fmt::format("--{}", section.header().substr(1, section.header().size() - 2));
    auto where = fmt::format("url in {}", section.header());
    if (over_config) {
        written = Text{*over_config, {}};
        where = option;
    } else if (!given) {
        written = Text{fmt::format("${{{}}}", default_variable), section.place()};
        where += " is read from it by default";
    } else if (!written) {
        return {};  // not a string: told already
    }

    auto substituted = substitute_environment(written->value);
    if (!substituted.unset.empty()) {
        return {
            {{}, written->place},
            Fault{fmt::format("environment variable {} is not set{}",
                              fmt::join(substituted.unset, ", "),
                              given || over_config ? ", and " + where + " names it" : "; " + where),
                  fmt::format("Set it, or give the connection string by {} or as url in {}.",
                              option, section.header()),
                  written->place}};
    }
    if (substituted.text.find_first_not_of(" \t\r\n") == std::string::npos ||
        substituted.text.find('\0') != std::string::npos) {
        return {{{}, written->place},
                Fault{over_config || given ? where + " is empty"
                                           : fmt::format("environment variable {} is empty; {}",
                                                         default_variable, where),
                      "An empty connection string would mean whatever database is the default "
                      "here; name one.",
                      written->place}};
    }
    return {{std::move(substituted.text), written->place}, std::nullopt};
}

void take_duration(SectionReader& section, std::string_view key,
                   std::chrono::milliseconds& setting) {
    if (const auto duration = read_duration(section, key)) {
        setting = *duration;
    }
}

// Reads the name of a file. A url in its place is refused without being shown, as it may hold a
// password.
std::optional<Text> read_file_name(SectionReader& section, std::string_view key) {
    auto name = section.text(key);
    if (name && name->value.find("://") != std::string::npos) {
        section.fault(fmt::format("{} in [target]: this is a url, not a file", key),
                      "A database is named by url in [target].", name->place);
        return std::nullopt;
    }
    return name;
}

bool is_standard_output(std::string_view path) {
    return path == "-" || path == "/dev/stdout" || path == "/dev/fd/1";
}

// Adds a fault for each key that only a database can have, and that means nothing beside `file`.
void check_file(SectionReader& section, const std::vector<std::string_view>& beside,
                const Text& file, bool folder) {
    (void)section.raw_text("url");
    for (const std::string_view key : beside) {
        section.fault(fmt::format("{} in [target] means nothing beside file", key),
                      fmt::format("Leave out {}, or leave out file to write to a database.", key),
                      section.place_of(key));
    }
    if (file.value.ends_with('/') && !folder) {
        section.fault("file in [target] names a folder", "Name a file, or \"-\".", file.place);
    }
}

// Reads what a script is to hold, and in which form.
void read_contents(SectionReader& section, const ConfigOverrides& overrides, TargetConfig& target) {
    constexpr std::array<std::string_view, 2> contents{"all", "data"};
    if (const auto chosen = section.choice("contents", contents)) {
        target.contents = static_cast<Contents>(chosen->value);
    }
    if (section.stands_alone("contents", "file")) {
        section.fault("contents in [target] means nothing without file",
                      "It says what a script holds: name one by file = \"rows.sql\", or leave "
                      "contents out.",
                      section.place_of("contents"));
    }
    target.form = overrides.form.value_or(target.form);
    const bool data = target.file && target.contents == Contents::data;
    if (overrides.form && !data) {
        section.fault("--format says how a script of rows alone has them, and none is written",
                      "Write file = \"rows.sql\" and contents = \"data\" in [target].",
                      section.place());
    }
    if (target.form == DataForm::csv && target.file && target.file->value == "-") {
        section.fault("--format csv makes a folder, which standard output cannot be",
                      "Name a folder by file in [target].", target.file->place);
    }
}

// Adds a fault for each key that means nothing where the target's own schema stands.
void check_kept_schema(SectionReader& section, const TargetConfig& target) {
    const std::string mode = target.mode == TargetMode::add ? "mode = \"add\"" : "mode = \"keep\"";
    if (target.keep_cases && target.mode == TargetMode::add) {
        section.fault(fmt::format("keep_cases in [target] means nothing beside {}", mode),
                      "It brings cases again where a refresh makes the tables anew.",
                      section.place_of("keep_cases"));
    }
    if (target.file) {
        section.fault(mode + " in [target] means nothing beside file",
                      "A script brings the schema along; leave out one of the two.",
                      section.place_of("mode"));
    }
    if (target.atomic == Atomic::database || target.atomic == Atomic::none) {
        section.fault(mode + " in [target] goes with atomic = \"transaction\" or \"rows\" alone",
                      "The target's own tables are filled in one transaction; leave atomic out.",
                      section.place_of("atomic"));
    } else if (target.atomic == Atomic::rows && target.mode == TargetMode::add) {
        section.fault(mode + " in [target] goes with atomic = \"transaction\" alone",
                      "Rows come beside those that are there, and none goes; leave atomic out.",
                      section.place_of("atomic"));
    }
    if (!target.skip_extensions.empty()) {
        section.fault("skip_extensions in [target] means nothing beside " + mode,
                      "The target's own extensions stay as they are; leave it out.",
                      section.place_of("skip_extensions"));
    }
    if (!target.foreign_servers.empty()) {
        section.fault("foreign_servers in [target] means nothing beside " + mode,
                      "The target's own foreign servers and tables stay as they are; leave it out.",
                      section.place_of("foreign_servers"));
    }
}

}  // namespace

SourceConfig parse_source(SectionReader section, const ConfigOverrides& overrides) {
    SourceConfig source;
    auto url = find_url(section, overrides.source_url, "PROD_DATABASE_URL");
    source.url = std::move(url.text);
    if (url.fault && !overrides.source_optional) {
        section.fault(url.fault->message, url.fault->hint, url.fault->place);
    }
    source.schemas = section.texts("schemas");
    take_duration(section, "statement_timeout", source.statement_timeout);
    take_duration(section, "lock_timeout", source.lock_timeout);
    take_duration(section, "connect_timeout", source.connect_timeout);
    take_duration(section, "silence_timeout", source.silence_timeout);
    const auto jobs = section.integer_within(
        "jobs", {1, most_jobs}, "It is how many connections read side by side; 2 is the default.");
    source.jobs = overrides.jobs.value_or(jobs.value_or(source.jobs));
    source.rate = read_rate(section, "rate");
    constexpr std::array<std::string_view, 4> dangling_names{"fail", "keep", "null", "drop"};
    constexpr std::array<Dangling, 4> danglings{Dangling::fail, Dangling::keep, Dangling::null,
                                                Dangling::drop};
    if (const auto dangling = section.choice("dangling", dangling_names)) {
        source.dangling = danglings[dangling->value];
    }
    source.retries =
        section.integer_within("retries", {0, most_retries}, "0 is the default: no second try.")
            .value_or(source.retries);
    section.finish();
    return source;
}

TargetConfig read_target(SectionReader section, const ConfigOverrides& overrides) {
    constexpr std::array<std::string_view, 3> modes{"replace", "keep", "add"};
    constexpr std::array<std::string_view, 4> atomics{"transaction", "database", "none", "rows"};

    TargetConfig target;
    target.file = read_file_name(section, "file");
    if (overrides.target_url) {
        target.file.reset();  // the command line says where to instead
    }
    constexpr std::array<std::string_view, 4> of_databases{"url", "force", "lock_timeout",
                                                           "atomic"};
    const auto beside_file = section.beside("file", of_databases);
    if (target.file) {
        check_file(section, beside_file, *target.file, overrides.form == DataForm::csv);
        const auto folder = std::filesystem::path{section.place().file}.parent_path();
        target.file->value =
            is_standard_output(target.file->value) ? "-" : (folder / target.file->value).string();
    } else {
        auto url = find_url(section, overrides.target_url, "DEV_DATABASE_URL");
        target.url = std::move(url.text);
        target.target_fault = std::move(url.fault);
    }
    read_contents(section, overrides, target);
    const auto mode = section.choice("mode", modes);
    if (mode) {
        target.mode = static_cast<TargetMode>(mode->value);
    }
    if (const auto atomic = section.choice("atomic", atomics)) {
        target.atomic = static_cast<Atomic>(atomic->value);
    }
    target.force = section.text("force");
    target.after = read_file_name(section, "after");
    take_duration(section, "lock_timeout", target.lock_timeout);
    target.keep_cases = section.flag("keep_cases").value_or(false);
    target.skip_extensions = section.texts("skip_extensions").value_or(std::vector<Text>{});
    target.foreign_servers = section.texts("foreign_servers").value_or(std::vector<Text>{});
    if (keeps_schema(target.mode)) {
        check_kept_schema(section, target);
    }
    section.finish();

    if (target.after) {
        const auto folder = std::filesystem::path{section.place().file}.parent_path();
        auto script = read_text_file(folder / target.after->value, overrides.cancellation);
        if (!script.failure.empty()) {
            section.fault(
                fmt::format("cannot read the script \"{}\" that after in [target] names: {}",
                            target.after->value, script.failure),
                "A relative path starts at the config's folder.", target.after->place);
        } else if (script.text.find('\0') != std::string::npos) {
            section.fault(fmt::format("the script \"{}\" that after in [target] names is not text",
                                      target.after->value),
                          "It holds a NUL character, which no SQL does.", target.after->place);
        }
        target.after_sql = std::move(script.text);
    }
    return target;
}

Limits parse_limits(SectionReader section) {
    constexpr std::string_view no_limit = "Leave the key out where there is to be no limit.";
    Limits limits;
    if (const auto rows = section.count("rows", no_limit)) {
        limits.rows = rows->value;
        limits.rows_place = rows->place;
    }
    if (const auto bytes = read_size(section, "bytes")) {
        limits.bytes = bytes->value;
        limits.bytes_place = bytes->place;
    }
    SectionReader of_tables = section.names("tables");
    for (const std::string_view name : of_tables.keys()) {
        TableName table{std::string{name}, of_tables.place_of(name)};
        of_tables.check_table("a table", table);
        if (const auto rows = of_tables.count(name, no_limit)) {
            limits.tables.push_back({std::move(table), rows->value});
        }
    }
    if (const auto fit = read_size(section, "fit")) {
        limits.fit = fit->value;
        limits.fit_place = fit->place;
    }
    if (const auto memory = read_size(section, "memory")) {
        limits.memory_bytes = memory->value;
    }
    section.finish();
    return limits;
}

}  // namespace subset::config
