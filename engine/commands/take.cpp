// `subset take`: the closure of some rows comes beside the rows of a target.
#include "commands/cases.hpp"
#include "commands/read_plan.hpp"
#include "commands/refresh_target.hpp"
#include "config/parse_text.hpp"
#include "subset/subset.hpp"
#include "util/note_keeper.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

// Without a config, the masks are those that init() would propose, with the key that it makes.
Config with_proposed_masks(Config config, Observer& observer, Cancellation& cancellation) {
    Config proposed =
        config::parse_config_text(init(config, observer, cancellation), "what init proposes");
    std::vector<std::string> masked;
    for (TableRule& rule : proposed.tables) {
        // What the role may not read stays out of it.
        if (rule.rows != RowsRule::absent) {
            rule.rows.reset();
        }
        for (const MaskRule& mask : rule.masks) {
            masked.push_back(rule.name.name.text() + "." + mask.column.value);
        }
    }
    std::erase_if(proposed.tables,
                  [](const TableRule& rule) { return rule.masks.empty() && !rule.rows; });
    config.tables = std::move(proposed.tables);
    config.mask = std::move(proposed.mask);
    observer.note(fmt::format(
        "without a config, {} as subset init would propose it, with a key of the moment; another "
        "take makes other values of them{}{}",
        masked.size() == 1 ? "1 column is masked"
                           : fmt::format("{} columns are masked", masked.size()),
        masked.empty() ? "" : ": ", fmt::join(masked, ", ")));
    return config;
}

Config choose_masks(const Config& config, const TakeRequest& request, Observer& observer,
                    Cancellation& cancellation) {
    if (!config.file.empty()) {
        if (!request.masked) {
            throw Error{ErrorKind::usage, "--no-masks cannot stand beside a config",
                        "The config says what is masked: leave out --no-masks, or the config."};
        }
        return config;
    }
    if (request.masked) {
        return with_proposed_masks(config, observer, cancellation);
    }
    observer.note(request.file ? "nothing is masked, as --no-masks says: the script has raw rows"
                               : "nothing is masked, as --no-masks says: the rows come raw, and "
                                 "the stamp of the target says so");
    Config raw = config;
    raw.mask.unclassified = Unclassified::allow;
    return raw;
}

}  // namespace

Report take(const Config& given, const TakeRequest& request, Observer& listener,
            Cancellation& cancellation) {
    NoteKeeper observer{listener};
    check_config(given, !request.file, cancellation);
    Config config =
        with_case(choose_masks(given, request, observer, cancellation), request, observer);
    if (config.limits.fit) {
        config.limits.fit.reset();
        observer.note(
            "fit in [limits] is about refreshes: the rows of a case come whatever they take");
    }
    check_config(config, true, cancellation);
    EarlierLoads earlier;  // nothing needs to fit
    Report report = with_attempts(
                        [&](Attempt& attempt) {
                            return refresh_target(config, {"take", !request.masked}, earlier,
                                                  listener, attempt);
                        },
                        config.source.retries, observer, cancellation)
                        .value();
    const std::vector<std::string> notes = observer.notes();
    report.notes.insert(report.notes.begin(), notes.begin(), notes.end());
    return report;
}

}  // namespace subset
