#include "commands/cases.hpp"

#include "plan/root_plans.hpp"
#include "source/case_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

// A stamp is a comment of a database, and no place for more.
constexpr std::uint64_t most_remembered = 1000;
constexpr std::size_t most_told = 5;

std::string list_cases(const std::vector<StampCase>& cases) {
    std::string text;
    for (std::size_t i = 0; i < std::min(cases.size(), most_told); ++i) {
        text += (text.empty() ? "" : ", ") + cases[i].text();
    }
    return text + (cases.size() > most_told ? fmt::format(" and {} more", cases.size() - most_told)
                                            : std::string{});
}

std::vector<StampCase> make_cases(const RootPlan& root, const Table& table, const CaseKeys& keys) {
    std::vector<StampCase> cases;
    for (const std::vector<std::string>& key : keys) {
        cases.push_back({table.name.text(), key, root.rule.children});
    }
    return cases;
}

// Why the stamp cannot say which rows these are.
std::string find_why_forgotten(const Plan& plan, const Table& table, std::size_t rows) {
    if (table.primary_key.empty()) {
        return fmt::format("{} has no primary key", table.name.text());
    }
    for (const std::uint16_t column : table.primary_key) {
        if (plan.table(table.id).masks_column(column)) {
            return fmt::format("its key {} is masked", table.qualified_name_of(column));
        }
    }
    return rows > most_remembered ? fmt::format("it has more than {} rows", most_remembered) : "";
}

[[noreturn]] void throw_missing(const Table& table, const CaseKeys& missing) {
    throw Error{ErrorKind::system,
                fmt::format("no row of {} in the source has this primary key: {}",
                            table.name.text(), list_cases(make_cases({}, table, missing))),
                "Nothing was changed."};
}

// A script goes into whatever database, so nothing of the target's own counts.
TargetConfig to_script(const TargetConfig& given, const std::string& file, DataForm form) {
    TargetConfig target;
    target.file = Text{file};
    target.contents = Contents::data;
    target.form = form;
    target.after = given.after;
    target.lock_timeout = given.lock_timeout;
    return target;
}

}  // namespace

Config with_case(const Config& given, const TakeRequest& request, Observer& observer) {
    Config config = given;
    RootConfig root;
    root.table = request.table;
    root.where = request.where;
    root.order_by = request.order_by;
    root.limit = request.limit;
    root.keys = request.keys;
    root.children = request.children;
    root.title = "the rows that take names";
    config.roots = {std::move(root)};
    config.target.mode = TargetMode::add;
    config.target.update = request.update;
    config.target.only_told = request.only_plan;
    if (request.file) {
        config.target = to_script(config.target, *request.file, request.form);
    }
    if (config.target.after) {
        observer.note(
            fmt::format("not run: {}, which `after` names in [target], as it belongs to "
                        "a refresh",
                        config.target.after->value));
        config.target.after.reset();
    }
    for (TableRule& rule : config.tables) {
        if (rule.rows == RowsRule::all) {
            rule.rows = RowsRule::closure;
            observer.note(
                fmt::format("of {}, which comes whole in a refresh ({}), only the rows "
                            "come that the case needs",
                            rule.name.value, rule.rows_place.text()));
        }
    }
    return config;
}

void add_case_roots(const std::vector<StampCase>& cases, Config& config) {
    for (const StampCase& each : cases) {
        RootConfig root;
        root.table = {each.table};
        root.keys = {each.key};
        root.children = each.children;
        root.title = std::string{kept_case_title} + each.text();
        config.roots.push_back(std::move(root));
    }
}

Config with_kept_cases(Config config, const OpenTarget& target, Observer& observer) {
    // Where rows come beside those that are there, none goes.
    if (target.file || target.mode == TargetMode::add || !target.state.is_twin()) {
        return config;
    }
    const std::optional<Stamp> stamp = parse_whole_stamp(target.state.comment);
    if (!stamp || stamp->cases.empty()) {
        return config;
    }
    if (!config.target.keep_cases) {
        observer.note(fmt::format(
            "{} added by subset take {}: {}; keep_cases = true in [target] "
            "brings them again",
            stamp->cases.size() == 1 ? "a case" : fmt::format("{} cases", stamp->cases.size()),
            stamp->cases.size() == 1 ? "goes" : "go", list_cases(stamp->cases)));
        return config;
    }
    add_case_roots(stamp->cases, config);
    return config;
}

std::vector<StampCase> read_cases(const Plan& plan, pg::CopyChannel& reader, Observer& observer) {
    std::vector<StampCase> cases;
    for (const RootPlan& root : plan.roots) {
        if (root.rule.title.empty()) {
            continue;
        }
        if (root.relation.oid == 0) {
            observer.note(fmt::format("forgotten: {}, as the source has no such table any more",
                                      root.rule.title));
            continue;
        }
        const Table& table = plan.catalog.table(root.table);
        CaseKeys keys = root.rule.keys;
        if (!keys.empty()) {
            const CaseKeys missing = read_missing_keys(plan, root, reader);
            if (!missing.empty() && !may_be_gone(root.rule)) {
                throw_missing(table, missing);
            }
            if (!missing.empty()) {
                observer.note(fmt::format("forgotten: {}, as the source has no such row any more",
                                          root.rule.title));
                continue;
            }
        } else {
            keys = read_keys_of_rows(plan, root, most_remembered + 1, reader);
            if (keys.empty() && !table.primary_key.empty()) {
                throw Error{ErrorKind::system,
                            fmt::format("no row of {} in the source is what --where names",
                                        table.name.text()),
                            "Nothing was changed."};
            }
        }
        const std::string why = find_why_forgotten(plan, table, keys.size());
        if (!why.empty()) {
            observer.note(fmt::format("the case is not remembered in the stamp, as {}", why));
            continue;
        }
        for (StampCase& each : make_cases(root, table, keys)) {
            cases.push_back(std::move(each));
        }
    }
    return cases;
}

}  // namespace subset
