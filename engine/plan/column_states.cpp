#include "plan/column_states.hpp"

#include "catalog/explain_unknown.hpp"
#include "config/glob.hpp"
#include "plan/column_groups.hpp"
#include "plan/personal_names.hpp"
#include "plan/value_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t most_named = 8;

bool matches_column(const Text& pattern, const Table& table, const Column& column) {
    const auto dot = pattern.value.rfind('.');
    return config::matches_glob(pattern.value.substr(0, dot), table.name) &&
           config::matches_text(pattern.value.substr(dot + 1), column.name);
}

// A slip would leave a column unmasked that nobody has looked at, or keep nothing.
void explain_unmatched(Plan& plan, const Text& pattern) {
    const auto dot = pattern.value.rfind('.');
    const Text table{pattern.value.substr(0, dot), pattern.place};
    const std::string message =
        fmt::format("keep in [mask] names \"{}\", which is no column", pattern.value);
    if (config::is_glob(pattern.value)) {
        plan.warnings.push_back({message, "The entry does nothing.", pattern.place});
        return;
    }
    const Relation* const relation = plan.catalog.relation_named(parse_qualified_name(table.value));
    plan.faults.push_back(
        {message,
         relation == nullptr
             ? explain_unknown("keep in [mask]", table, plan.catalog).hint
             : fmt::format("Of {}, {}", relation->name.text(),
                           render_columns_hint(plan.catalog.table(relation->table))),
         pattern.place});
}

// The groups of all columns that an entry of `keep` names, and those of no group.
std::set<std::size_t> find_kept(Plan& plan, const ColumnGroups& groups) {
    std::set<std::size_t> kept;
    for (const Text& pattern : plan.config.mask.keep) {
        if (pattern.value.find('.') == std::string::npos) {
            continue;  // told with the config
        }
        bool matched = false;
        for (const Table& table : plan.catalog.tables) {
            for (std::size_t place = 0; place < table.columns.size(); ++place) {
                const auto number = static_cast<std::uint16_t>(place);
                if (matches_column(pattern, table, table.columns[number])) {
                    matched = true;
                    kept.insert(groups.group_of({table.id, number}));
                }
            }
        }
        if (!matched) {
            explain_unmatched(plan, pattern);
        }
    }
    return kept;
}

std::string render_columns(const Plan& plan, const std::vector<UnclassifiedColumn>& columns) {
    std::string text;
    for (std::size_t index = 0; index < std::min(columns.size(), most_named); ++index) {
        const UnclassifiedColumn& each = columns[index];
        const Table& table = plan.catalog.table(each.table);
        text += fmt::format("{}{}.{}", index == 0 ? "" : ", ", table.name.text(),
                            table.columns[each.column].name);
    }
    if (columns.size() > most_named) {
        text += fmt::format(" and {} more", columns.size() - most_named);
    }
    return text;
}

// The words of a masked text are in there too.
void refuse_words(Plan& plan) {
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t place = 0; each.masked() && place < each.states.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            const bool words = shape_of(table.columns[number]).value == ValueClass::words;
            if (words && each.states[number] == ColumnState::unclassified &&
                !plan.config.mask.propose) {
                plan.faults.push_back(
                    {fmt::format("{}.{} holds words of other columns of its row, of which some are "
                                 "masked",
                                 table.name.text(), table.columns[number].name),
                     "Mask it too, by \"''::tsvector\", or name it in keep of [mask].",
                     {plan.config.file}});
            }
        }
    }
}

void tell(Plan& plan) {
    if (plan.config.mask.propose || plan.config.mask.unclassified == Unclassified::allow) {
        return;
    }
    const std::vector<UnclassifiedColumn> columns = find_unclassified(plan);
    if (columns.empty()) {
        return;
    }
    const auto personal = std::count_if(columns.begin(), columns.end(),
                                        [](const auto& each) { return !each.looks_like.empty(); });
    Fault fault{
        fmt::format("{} that may hold personal data {} neither masked nor in keep of [mask]{}: {}",
                    columns.size() == 1 ? "1 column" : fmt::format("{} columns", columns.size()),
                    columns.size() == 1 ? "is" : "are",
                    personal == 0 ? "" : fmt::format(", {} of them personal by name", personal),
                    render_columns(plan, columns)),
        "subset plan --masks proposes a line for each; [mask] unclassified says what is done about "
        "them: \"allow\", \"warn\" or \"error\".",
        plan.config.mask.unclassified_place};
    if (plan.config.mask.unclassified == Unclassified::error) {
        plan.faults.push_back(std::move(fault));
    } else {
        plan.warnings.push_back(std::move(fault));
    }
}

}  // namespace

void add_column_states(Plan& plan, const ColumnGroups& groups) {
    const std::set<std::size_t> kept = find_kept(plan, groups);
    for (TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        each.states.assign(table.columns.size(), ColumnState::plain);
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            const Column& column = table.columns[number];
            if (each.masks[number]) {
                each.states[number] = ColumnState::masked;
            } else if (may_be_personal(shape_of(column)) && !column.generated) {
                const bool is_kept =
                    table.migrations || kept.contains(groups.group_of({table.id, number}));
                each.states[number] = is_kept          ? ColumnState::kept
                                      : each.reachable ? ColumnState::unclassified
                                                       : ColumnState::plain;
            }
        }
    }
    refuse_words(plan);
    tell(plan);
}

std::vector<UnclassifiedColumn> find_unclassified(const Plan& plan) {
    std::vector<UnclassifiedColumn> personal;
    std::vector<UnclassifiedColumn> others;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t place = 0; place < each.states.size(); ++place) {
            if (each.states[place] == ColumnState::unclassified) {
                const std::string_view mask = guess_mask(table.name.name, table.columns[place]);
                (mask.empty() ? others : personal)
                    .push_back({each.table, static_cast<std::uint16_t>(place), std::string{mask}});
            }
        }
    }
    personal.insert(personal.end(), others.begin(), others.end());
    return personal;
}

}  // namespace subset
