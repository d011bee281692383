#include "suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace subset::cli {
namespace {

constexpr std::string_view see_help = "Run subset --help for the commands and options.";

struct Known {
    std::string_view word;
    std::string_view also;  // what people type instead, between blanks
};

constexpr std::array<Known, 8> known_commands{
    {{"run", " refresh update sync make load copy start "},
     {"plan", " check dry-run preview validate "},
     {"graph", " diagram draw erd dot "},
     {"why", " explain show "},
     {"verify", " prove test compare diff "},
     {"init", " new create generate setup config "},
     {"schema", " json-schema jsonschema "},
     {"take", " add pull fetch get grab "}}};

constexpr std::array<Known, 22> known_options{{{"--config", " -f --file --cfg --conf "},
                                               {"--source", " -s --from --src --prod "},
                                               {"--target", " -t --to --dest --dev "},
                                               {"--jobs", " -j --parallel --threads "},
                                               {"--report", " -o --output --out --json "},
                                               {"--quiet", " -q --silent "},
                                               {"--verbose", " -v -vv --debug "},
                                               {"--log-sql", " --sql --log "},
                                               {"--log-format", " --log-json --json-log "},
                                               {"--try", " --demo --sample --example "},
                                               {"--since", " --compare --diff "},
                                               {"--progress", " --no-progress --progress-bar "},
                                               {"--metrics", " --prometheus --textfile "},
                                               {"--version", ""},
                                               {"--help", " -? -help "},
                                               {"--dry-run", " -n --dryrun --plan-only "},
                                               {"--locked", " --frozen "},
                                               {"--html", " --page "},
                                               {"--estimate", " --fast "},
                                               {"--format", ""},
                                               {"--masks", " --mask "},
                                               {"--all", " -a "}}};

// Counts how many characters must be changed, put in, left out, or exchanged with the next one to
// make one word of the other.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        const std::vector<std::size_t> above = row;
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before = above;
    }
    return row.back();
}

template <std::size_t Size>
std::optional<std::string_view> find_meant(std::string_view word,
                                           const std::array<Known, Size>& known) {
    const std::string between = fmt::format(" {} ", word);
    std::optional<std::string_view> nearest;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const Known& each : known) {
        if (each.also.find(between) != std::string_view::npos) {
            return each.word;
        }
        if (const std::size_t away = distance(word, each.word); away < least) {
            least = away;
            nearest = each.word;
        }
    }
    return nearest;
}

std::string begin_of(const std::string& command) {
    return command.empty() ? "subset" : "subset " + command;
}

}  // namespace

Fault make_extra_fault(const std::vector<std::string>& extra, const std::string& command) {
    const std::string& first = extra.front();
    if (first.starts_with('-')) {
        const std::string option = first.substr(0, first.find('='));
        const auto meant = find_meant(option, known_options);
        const std::string hint =
            meant
                ? fmt::format("Did you mean {}? subset --help says which command takes it.", *meant)
                : std::string{see_help};
        return {fmt::format("unknown option \"{}\"", option), hint};
    }
    if (first.ends_with(".toml") && first.find_first_of(":=@") == std::string::npos) {
        return {fmt::format("unexpected argument \"{}\"", first),
                fmt::format("A config is named by an option: {} --config {}.", begin_of(command),
                            first)};
    }
    if (first.find_first_of(":=@/") != std::string::npos) {
        return {"unexpected argument",
                "A connection string belongs behind --source or --target, or into the environment: "
                "PROD_DATABASE_URL, DEV_DATABASE_URL."};
    }
    const auto meant = find_meant(first, known_commands);
    if (!command.empty()) {
        return {fmt::format("unknown command or argument \"{}\"", first),
                meant == first ? fmt::format("One command at a time: {0} or subset {1}.",
                                             begin_of(command), first)
                               : fmt::format("{} takes options alone; subset --help has them.",
                                             begin_of(command))};
    }
    return {fmt::format("unknown command or argument \"{}\"", first),
            meant ? fmt::format("Did you mean subset {}?", *meant) : std::string{see_help}};
}

Fault make_no_config_fault(const std::string& command, bool has_twin) {
    if (has_twin) {
        return {"no config is named",
                "A refresh wants it to be named: subset --config twin.toml, or subset run, which "
                "takes the twin.toml of this folder; subset plan shows what would come."};
    }
    return {"no config is named, and there is no twin.toml in this folder",
            fmt::format("Name one: {} --config twin.toml. subset init writes a first one.",
                        begin_of(command))};
}

}  // namespace subset::cli
