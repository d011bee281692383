#include "mask/columns/column_states.hpp"

#include "config/glob.hpp"
#include "mask/columns/asked_columns.hpp"
#include "mask/columns/kept_columns.hpp"
#include "mask/names/personal_names.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

std::string name_of(const Catalog& catalog, ColumnOf of) {
    return catalog.table(of.table).qualified_name_of(of.column);
}

std::string describe_type(const Column& column) {
    return column.type == column.sized_type ? column.type
                                            : column.type + " over " + column.sized_type;
}

// A StateMaker fills in what make_column_states() returns.
class StateMaker {
public:
    StateMaker(const Config& config, const Catalog& catalog, const ColumnGroups& groups,
               const Masks& masks, const ComingColumns& coming)
        : config_{config}, catalog_{catalog}, groups_{groups}, masks_{masks}, coming_{coming} {
        for (const UnmaskedColumn& each : masks.lifted) {
            lifted_.emplace(each.column, &each);
        }
    }

    [[nodiscard]] ColumnStates make() {
        const KeptColumns kept = find_kept_columns(config_, catalog_);
        for (const Table& table : catalog_.tables) {
            StatesOfTable& states = made_.tables.emplace_back();
            for (std::size_t place = 0; place < table.columns.size(); ++place) {
                const ColumnOf of{table.id, static_cast<std::uint16_t>(place)};
                states.push_back(decide(of, kept));
            }
        }
        made_.faults = kept.faults;
        check_entries(kept);
        tell_needless();
        tell();
        return std::move(made_);
    }

private:
    [[nodiscard]] const std::optional<ColumnMask>& mask_of(ColumnOf of) const {
        return masks_.tables[of.table][of.column];
    }

    [[nodiscard]] ColumnDecision decide(ColumnOf of, const KeptColumns& kept) const {
        const auto& mask = mask_of(of);
        const Table& table = catalog_.table(of.table);
        const Column& column = table.columns[of.column];
        const auto null = coming_.null.find(of);
        if (null != coming_.null.end() && coming_.reachable[of.table]) {
            return {ColumnState::null, null->second};
        }
        if (mask) {
            return {ColumnState::masked, explain_mask(*mask, of), mask->place};
        }
        if (masks_.refused.contains(of)) {
            return {ColumnState::masked, "by a mask that is wrong"};
        }
        if (column.generated) {
            return {ColumnState::computed, "the target computes it from the row's other columns"};
        }
        if (!coming_.reachable[of.table]) {
            return {ColumnState::no_rows, "no row comes into its table"};
        }
        if (table.migrations) {
            return {ColumnState::kept, "a migration tool keeps its state there"};
        }
        if (auto kept_itself = find_keeper(of, kept)) {
            return std::move(*kept_itself);
        }
        for (const ColumnOf parent : groups_.ancestors_of_all_rows(of)) {
            if (auto kept_there = find_keeper(parent, kept)) {
                kept_there->reason = fmt::format("as it references {}, kept {}",
                                                 name_of(catalog_, parent), kept_there->reason);
                return std::move(*kept_there);
            }
        }
        return decide_of_unsaid(of, column);
    }

    [[nodiscard]] std::string explain_mask(const ColumnMask& mask, ColumnOf of) const {
        const std::string by =
            mask.column == name_of(catalog_, of)
                ? "by [[table]] mask"
                : fmt::format("as it references {}, which is masked", mask.column);
        return mask.when ? fmt::format("{}, but for rows for which this is false: {}", by,
                                       mask.when->value)
                         : by;
    }

    // Finds the line of the config that names the column and keeps it.
    [[nodiscard]] std::optional<ColumnDecision> find_keeper(ColumnOf of,
                                                            const KeptColumns& kept) const {
        if (const Text* const entry = kept.entry_of(of)) {
            return ColumnDecision{ColumnState::kept, fmt::format("by keep \"{}\"", entry->value),
                                  entry->place};
        }
        if (const auto found = lifted_.find(of); found != lifted_.end()) {
            return ColumnDecision{
                ColumnState::kept,
                fmt::format("by an exception to the mask {}", found->second->mask),
                found->second->place};
        }
        return std::nullopt;
    }

    [[nodiscard]] ColumnDecision decide_of_unsaid(ColumnOf of, const Column& column) const {
        const Place place = config_.mask.unclassified_place;
        switch (find_personal(catalog_, groups_, of)) {
            case Personal::by_type:
                return {ColumnState::unclassified,
                        describe_type(column) + " can hold personal data", place};
            case Personal::by_name:
                return {ColumnState::unclassified, "a number that is personal by its name", place};
            case Personal::by_reference:
                return {ColumnState::unclassified,
                        "a number that references one that is personal by its name", place};
            case Personal::no:
                break;
        }
        if (is_key(catalog_, groups_, of)) {
            return {ColumnState::key, contains(catalog_.table(of.table).primary_key, of.column)
                                          ? "part of the primary key"
                                          : "part of a reference"};
        }
        if (config_.mask.unclassified == Unclassified::strict) {
            return {ColumnState::unclassified, "unclassified = \"strict\" asks about all columns",
                    place};
        }
        return {ColumnState::plain,
                fmt::format("only unclassified = \"strict\" asks about columns of {}",
                            describe_type(column))};
    }

    // An entry that keeps nothing, or says the opposite of another, is not what somebody meant.
    void check_entries(const KeptColumns& kept) {
        for (const auto& [entry, columns] : kept.columns) {
            const bool comes = std::any_of(columns.begin(), columns.end(), [&](ColumnOf of) {
                return coming_.reachable[of.table];
            });
            if (!comes) {
                made_.notes.push_back(fmt::format(
                    "keep \"{}\" meets no row: no row comes into {} ({})", entry->value,
                    catalog_.table(columns.front().table).name.text(), entry->place.text()));
            }
            for (const ColumnOf of : columns) {
                const auto& mask = mask_of(of);
                if (mask && !config::is_glob(entry->value) && !mask->by_glob) {
                    made_.faults.push_back(
                        {fmt::format("keep in [mask] names \"{}\", and {} is masked by {} ({})",
                                     entry->value, mask->column, mask->text, mask->place.text()),
                         "Remove one of the two: what is masked is not kept.", entry->place});
                }
            }
        }
    }

    void tell_needless() {
        for (const auto& [column, reason] : coming_.null) {
            const auto& mask = mask_of(column);
            if (mask && coming_.reachable[column.table]) {
                made_.notes.push_back(fmt::format("the mask of {} meets no value: {} ({})",
                                                  name_of(catalog_, column), reason,
                                                  mask->place.text()));
            }
        }
    }

    void tell() {
        if (config_.mask.propose || config_.mask.unclassified == Unclassified::allow) {
            return;
        }
        const std::vector<UnclassifiedColumn> columns = find_unclassified(catalog_, made_.tables);
        if (columns.empty()) {
            return;
        }
        const bool strict = config_.mask.unclassified == Unclassified::strict;
        const bool refused = strict || config_.mask.unclassified == Unclassified::error;
        const auto personal = std::count_if(columns.begin(), columns.end(), [](const auto& each) {
            return !each.looks_like.empty();
        });
        Fault fault{
            fmt::format(
                "{}{} {} neither masked nor in keep of [mask]{}: {}",
                columns.size() == 1 ? "1 column" : fmt::format("{} columns", columns.size()),
                strict ? "" : " that may hold personal data", columns.size() == 1 ? "is" : "are",
                personal == 0 ? "" : fmt::format(", {} of them personal by name", personal),
                render_columns(columns, refused ? most_columns_refused : most_columns_told)),
            "subset plan --masks proposes a line for each; [mask] unclassified says what is done "
            "about them: \"allow\", \"warn\", \"error\" or \"strict\".",
            config_.mask.unclassified_place};
        (refused ? made_.faults : made_.warnings).push_back(std::move(fault));
    }

    // The refused columns must be named, as each of them needs a line; a warning names a few.
    static constexpr std::size_t most_columns_refused = 100;
    static constexpr std::size_t most_columns_told = 8;

    [[nodiscard]] std::string render_columns(const std::vector<UnclassifiedColumn>& columns,
                                             std::size_t most) const {
        std::string text;
        for (std::size_t index = 0; index < std::min(columns.size(), most); ++index) {
            text += (index == 0 ? "" : ", ") +
                    name_of(catalog_, {columns[index].table, columns[index].column});
        }
        if (columns.size() > most) {
            text += fmt::format(" and {} more", columns.size() - most);
        }
        return text;
    }

    const Config& config_;
    const Catalog& catalog_;
    const ColumnGroups& groups_;
    const Masks& masks_;
    const ComingColumns& coming_;
    std::map<ColumnOf, const UnmaskedColumn*> lifted_;
    ColumnStates made_;
};

}  // namespace

ColumnStates make_column_states(const Config& config, const Catalog& catalog,
                                const ColumnGroups& groups, const Masks& masks,
                                const ComingColumns& coming) {
    return StateMaker{config, catalog, groups, masks, coming}.make();
}

std::vector<UnclassifiedColumn> find_unclassified(const Catalog& catalog,
                                                  const IdVector<TableId, StatesOfTable>& states) {
    std::vector<UnclassifiedColumn> personal;
    std::vector<UnclassifiedColumn> others;
    for (const Table& table : catalog.tables) {
        const StatesOfTable& of_table = states[table.id];
        for (std::size_t place = 0; place < of_table.size(); ++place) {
            if (of_table[place].state == ColumnState::unclassified) {
                const std::string_view mask = guess_mask(table.name.name, table.columns[place]);
                (mask.empty() ? others : personal)
                    .push_back({table.id, static_cast<std::uint16_t>(place), std::string{mask}});
            }
        }
    }
    personal.insert(personal.end(), others.begin(), others.end());
    return personal;
}

}  // namespace subset
