#include "init_command.hpp"

#include "log/tell_lines.hpp"
#include "outputs.hpp"
#include "subset/config.hpp"
#include "subset/output_file.hpp"
#include "subset/subset.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace subset::cli {
namespace {

// Editors take the schema of a config from here.
constexpr const char* schema_file = "twin.schema.json";
constexpr const char* schema_line =
    "#:schema ./twin.schema.json\n# (for editors; it is made by: subset schema > "
    "twin.schema.json)\n\n";

std::string path_of_config(const CommandLine& command_line) {
    return command_line.config.empty() ? "twin.toml" : command_line.config.string();
}

void check_config_is_new(const std::string& path) {
    std::error_code error;
    const bool taken = path != standard_output && std::filesystem::exists(path, error) &&
                       std::filesystem::file_size(path, error) != 0;
    if (taken) {
        throw Error{ErrorKind::usage, fmt::format("there is a \"{}\" already", path),
                    "Name another file: subset init --config other.toml; \"-\" is standard output "
                    "alone."};
    }
}

// Writes the schema that the first line of a config names, but never over another file.
void write_schema_beside(const std::filesystem::path& config, RunLog& log,
                         const Cancellation& cancellation) {
    const auto path = config.parent_path() / schema_file;
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        log.note(fmt::format("{} is there already, and stays as it is", path.string()));
        return;
    }
    try {
        auto file = open_file(path.string(), "schema", OutputFile::Readers::umask, cancellation);
        write_file(*file, render_config_schema());
    } catch (const Error& failure) {
        // The config is there by now, and its schema is a help for editors alone.
        log.warning({failure.what(), failure.hint()});
        return;
    }
    log.note(fmt::format("{} tells editors what the config may hold", path.string()));
}

// Makes the config and writes it to its file, which is its owner's alone: it holds the key of the
// masks.
std::string write_first_config(const std::string& path, const ConfigOverrides& overrides,
                               RunLog& log, Cancellation& cancellation) {
    auto file = open_file(path, "config", OutputFile::Readers::owner, cancellation);
    const std::string text = schema_line + init(make_default_config(overrides), log, cancellation);
    if (file) {
        write_file(*file, text);
        write_schema_beside(path, log, cancellation);
    }
    return text;
}

// Tells how to look at the sample, to go on with it and to be rid of it.
void tell_sample(const SampleShop& shop, const std::string& path) {
    tell_sentence(fmt::format("This was the sample shop, copied by {}.", path));
    tell_sentence("To go on with it (a password of the url is not shown; it belongs there, too):");
    tell_sentence(fmt::format("  export PROD_DATABASE_URL=\"{}\"", shop.source_shown));
    tell_sentence(fmt::format("  export DEV_DATABASE_URL=\"{}\"", shop.target_shown));
    tell_sentence(fmt::format("  subset plan --config {}", path));
    tell_sentence("To be rid of it, in psql on that server:");
    tell_sentence("  DROP DATABASE subset_try_shop; DROP DATABASE subset_try_twin;");
}

Outcome execute_try(const CommandLine& command_line, RunLog& log, Cancellation& cancellation) {
    const std::string path = path_of_config(command_line);
    if (path == standard_output) {
        throw Error{ErrorKind::usage, "--try runs a config, which standard output cannot keep",
                    "Name a file by --config, or leave it out."};
    }
    check_config_is_new(path);
    const SampleShop shop = make_sample_shop(*command_line.try_url, log, cancellation);
    ConfigOverrides overrides = command_line.overrides;
    overrides.source_url = shop.source_url;
    (void)write_first_config(path, overrides, log, cancellation);
    overrides.target_url = shop.target_url;
    overrides.rows_optional = false;
    overrides.keep_lock = true;
    auto report = run(read_config(path, overrides), log, cancellation);
    log.finish();
    log.result(report);
    if (!command_line.console.quiet) {
        write_text(command_line, false,
                   [&](int width) { return render_report_text(report, width); });
        tell_sample(shop, path);
    }
    return {std::move(report)};
}

}  // namespace

// The config is written to standard output, too, where that is redirected, so that
// `subset init > my.toml` does what it looks like. A terminal is not shown the text, as it holds
// the key of the masks.
Outcome execute_init(const CommandLine& command_line, RunLog& log, Cancellation& cancellation) {
    if (command_line.try_url) {
        return execute_try(command_line, log, cancellation);
    }
    const std::string path = path_of_config(command_line);
    check_config_is_new(path);
    const std::string text = write_first_config(path, command_line.overrides, log, cancellation);
    log.finish();
    const bool shown = !command_line.console.quiet && ::isatty(STDOUT_FILENO) == 0;
    if (shown || path == standard_output) {
        write_output(command_line, text);
    }
    if (path != standard_output && !command_line.console.quiet) {
        tell_sentence(fmt::format("Written to {0}. Next: subset plan --config {0}", path));
    }
    return {};
}

}  // namespace subset::cli
