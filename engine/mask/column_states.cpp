#include "mask/column_states.hpp"

#include "catalog/explain_unknown.hpp"
#include "config/glob.hpp"
#include "mask/column_groups.hpp"
#include "mask/personal_names.hpp"
#include "mask/value_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t most_columns_named = 8;

bool matches_column(const Text& pattern, const Table& table, const Column& column) {
    const auto dot = pattern.value.rfind('.');
    return config::matches_glob(pattern.value.substr(0, dot), table.name) &&
           config::matches_text(pattern.value.substr(dot + 1), column.name);
}

// A StateMaker fills in what make_column_states() returns.
class StateMaker {
public:
    StateMaker(const Config& config, const Catalog& catalog, const ColumnGroups& groups)
        : config_{config}, catalog_{catalog}, groups_{groups} {}

    [[nodiscard]] ColumnStates make(const Masks& made, const IdVector<TableId, bool>& reachable) {
        const IdVector<TableId, MasksOfTable>& masks = made.tables;
        std::set<std::size_t> kept = find_kept();
        for (const UnmaskedColumn& lifted : made.lifted) {
            kept.insert(groups_.group_of(lifted.column));
        }
        for (const Table& table : catalog_.tables) {
            const MasksOfTable& masks_of_table = masks[table.id];
            StatesOfTable& states =
                made_.tables.emplace_back(table.columns.size(), ColumnState::plain);
            for (std::size_t place = 0; place < table.columns.size(); ++place) {
                const auto number = static_cast<std::uint16_t>(place);
                const Column& column = table.columns[number];
                if (masks_of_table[number]) {
                    states[number] = ColumnState::masked;
                } else if (may_be_personal(shape_of(column)) && !column.generated) {
                    const bool is_kept =
                        table.migrations || kept.contains(groups_.group_of({table.id, number}));
                    states[number] = is_kept               ? ColumnState::kept
                                     : reachable[table.id] ? ColumnState::unclassified
                                                           : ColumnState::plain;
                }
            }
        }
        refuse_words(masks);
        tell();
        return std::move(made_);
    }

private:
    // A misspelt entry could leave a column unmasked that nobody has looked at, or keep nothing.
    void explain_unmatched(const Text& pattern) {
        const auto dot = pattern.value.rfind('.');
        const TableName table{pattern.value.substr(0, dot), pattern.place};
        const std::string message =
            fmt::format("keep in [mask] names \"{}\", which is no column", pattern.value);
        if (config::is_glob(pattern.value)) {
            made_.warnings.push_back({message, "The entry does nothing.", pattern.place});
            return;
        }
        const Relation* const relation = catalog_.relation_named(table.name);
        made_.faults.push_back(
            {message,
             relation == nullptr
                 ? explain_unknown("keep in [mask]", table, catalog_).hint
                 : fmt::format("Of {}, {}", relation->name.text(),
                               render_columns_hint(catalog_.table(relation->table))),
             pattern.place});
    }

    // Finds the groups of all columns that an entry of `keep` names, columns without references
    // included.
    std::set<std::size_t> find_kept() {
        std::set<std::size_t> kept;
        for (const Text& pattern : config_.mask.keep) {
            if (pattern.value.find('.') == std::string::npos) {
                continue;  // told with the config's own faults
            }
            bool matched = false;
            for (const Table& table : catalog_.tables) {
                for (std::size_t place = 0; place < table.columns.size(); ++place) {
                    const auto number = static_cast<std::uint16_t>(place);
                    if (matches_column(pattern, table, table.columns[number])) {
                        matched = true;
                        kept.insert(groups_.group_of({table.id, number}));
                    }
                }
            }
            if (!matched) {
                explain_unmatched(pattern);
            }
        }
        return kept;
    }

    // A column of words may hold the words of a text that is masked elsewhere in the row.
    void refuse_words(const IdVector<TableId, MasksOfTable>& masks) {
        for (const Table& table : catalog_.tables) {
            const bool masked = has_mask(masks[table.id]);
            for (std::size_t place = 0; masked && place < table.columns.size(); ++place) {
                const bool words = shape_of(table.columns[place]).value == ValueClass::words;
                if (words && !config_.mask.propose &&
                    made_.tables[table.id][place] == ColumnState::unclassified) {
                    made_.faults.push_back(
                        {fmt::format("{}.{} holds words of other columns of its row, of which "
                                     "some are masked",
                                     table.name.text(), table.columns[place].name),
                         "Mask it too, by \"''::tsvector\", or name it in keep of [mask].",
                         {config_.file}});
                }
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
        const auto personal = std::count_if(columns.begin(), columns.end(), [](const auto& each) {
            return !each.looks_like.empty();
        });
        Fault fault{
            fmt::format(
                "{} that may hold personal data {} neither masked nor in keep of [mask]{}: {}",
                columns.size() == 1 ? "1 column" : fmt::format("{} columns", columns.size()),
                columns.size() == 1 ? "is" : "are",
                personal == 0 ? "" : fmt::format(", {} of them personal by name", personal),
                render_columns(columns)),
            "subset plan --masks proposes a line for each; [mask] unclassified says what is done "
            "about them: \"allow\", \"warn\", \"error\" or \"strict\".",
            config_.mask.unclassified_place};
        (config_.mask.unclassified == Unclassified::warn ? made_.warnings : made_.faults)
            .push_back(std::move(fault));
    }

    [[nodiscard]] std::string render_columns(const std::vector<UnclassifiedColumn>& columns) const {
        std::string text;
        for (std::size_t index = 0; index < std::min(columns.size(), most_columns_named); ++index) {
            const UnclassifiedColumn& each = columns[index];
            const Table& table = catalog_.table(each.table);
            text += fmt::format("{}{}.{}", index == 0 ? "" : ", ", table.name.text(),
                                table.columns[each.column].name);
        }
        if (columns.size() > most_columns_named) {
            text += fmt::format(" and {} more", columns.size() - most_columns_named);
        }
        return text;
    }

    const Config& config_;
    const Catalog& catalog_;
    const ColumnGroups& groups_;
    ColumnStates made_;
};

}  // namespace

ColumnStates make_column_states(const Config& config, const Catalog& catalog,
                                const ColumnGroups& groups, const Masks& masks,
                                const IdVector<TableId, bool>& reachable) {
    return StateMaker{config, catalog, groups}.make(masks, reachable);
}

std::vector<UnclassifiedColumn> find_unclassified(const Catalog& catalog,
                                                  const IdVector<TableId, StatesOfTable>& states) {
    std::vector<UnclassifiedColumn> personal;
    std::vector<UnclassifiedColumn> others;
    for (const Table& table : catalog.tables) {
        const StatesOfTable& of_table = states[table.id];
        for (std::size_t place = 0; place < of_table.size(); ++place) {
            if (of_table[place] == ColumnState::unclassified) {
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
