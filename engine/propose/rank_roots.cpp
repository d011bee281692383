#include "propose/rank_roots.hpp"

#include "catalog/migration_tables.hpp"
#include "config/toml/toml_text.hpp"
#include "mask/names/name_words.hpp"
#include "propose/estimate_down.hpp"
#include "util/contains.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace subset {
namespace {

// People give such names to the things that all else belongs to. The numbers say how much better
// the name makes a table.
struct TellingName {
    std::string_view word;
    double alone;   // the whole name
    double at_end;  // "auth_user"
};
constexpr double person_alone = 4;
constexpr double person_at_end = 2.5;
constexpr double thing_alone = 2;
constexpr double thing_at_end = 1.5;
constexpr std::array telling_names = std::to_array<TellingName>({
    {"user", person_alone, person_at_end},
    {"customer", person_alone, person_at_end},
    {"account", person_alone, person_at_end},
    {"client", person_alone, person_at_end},
    {"person", person_alone, person_at_end},
    {"patient", person_alone, person_at_end},
    {"member", person_alone, person_at_end},
    {"subscriber", person_alone, person_at_end},
    {"order", thing_alone, thing_at_end},
    {"organization", thing_alone, thing_at_end},
    {"organisation", thing_alone, thing_at_end},
    {"tenant", thing_alone, thing_at_end},
    {"company", thing_alone, thing_at_end},
    {"project", thing_alone, thing_at_end},
    {"site", thing_alone, thing_at_end},
    {"device", thing_alone, thing_at_end},
});

// Such things tell rows apart: many rows reference them, and yet nobody owns them.
constexpr std::array words_of_lookups = std::to_array<std::string_view>(
    {"type",    "kind",   "status",   "state",     "code",     "category", "class",      "group",
     "role",    "tag",    "language", "locale",    "unit",     "currency", "permission", "country",
     "region",  "city",   "address",  "zone",      "domain",   "concept",  "vocabulary", "template",
     "setting", "config", "version",  "migration", "calendar", "date"});

// Columns with such words in their names say when a row was made.
constexpr std::array words_of_making = std::to_array<std::string_view>(
    {"created", "creation", "create", "inserted", "added", "registered", "joined", "signup",
     "placed", "ordered", "opened", "received", "issued", "timestamp"});

constexpr double weight_of_empty = 0.25;  // a table counts a little, however few rows it has
constexpr double rows_welcome = 20'000;   // so many may come with the root
constexpr std::uint64_t rows_of_lookup = 1'000;
constexpr std::uint64_t rows_sorted_easily = 1'000'000;
constexpr double when_empty = 0.01;
constexpr double when_all_taken = 0.3;  // for a table with next to no rows
constexpr double when_lookup = 0.2;
constexpr double when_log = 0.2;
constexpr double without_order = 0.7;
constexpr double for_each_parent = 0.25;

double value_of_name(const std::string& name) {
    const std::vector<std::string> words = split_words(name);
    const bool lookup =
        !words.empty() &&
        std::any_of(words_of_lookups.begin(), words_of_lookups.end(),
                    [&](std::string_view each) { return is_same_word(words.back(), each); });
    if (lookup) {
        return when_lookup;
    }
    for (const TellingName& each : telling_names) {
        if (!words.empty() && is_same_word(words.back(), each.word)) {
            return words.size() == 1 ? each.alone : each.at_end;
        }
    }
    return 1;
}

// A table with fewer rows than are asked for comes whole, and a table with a handful of rows is a
// lookup.
double value_of_size(std::uint64_t rows) {
    const double share = static_cast<double>(rows) / static_cast<double>(root_limit);
    return rows == 0 ? when_empty : std::min(1.0, when_all_taken + (1 - when_all_taken) * share);
}

bool is_time(const Column& column) {
    return column.base_type.starts_with("timestamp ") || column.base_type == "date";
}

bool has_index(const Table& table, std::uint16_t column) {
    return std::any_of(table.indexes.begin(), table.indexes.end(),
                       [&](const ColumnList& index) { return index.front() == column; });
}

// Counts the parents that are no lookups: where there are some, the table is somewhere in the
// middle of the graph.
std::size_t count_large_parents(const Landscape& source, TableId table) {
    std::set<TableId> large;
    for (const ReferenceId id : source.graph().parents_of[table]) {
        const TableId parent = source.catalog().reference(id).parent.table;
        const bool lookup =
            source.rows(parent) < rows_of_lookup || source.rows(parent) < source.rows(table) / 20;
        if (parent != table && !lookup) {
            large.insert(parent);
        }
    }
    return large.size();
}

RootCandidate weigh(const Landscape& source, TableId id) {
    const Table& table = source.catalog().table(id);
    RootCandidate root;
    root.table = id;
    root.latest_by = find_latest_by(source, id);
    const std::vector<TableId> tree = source.tree(id);
    const IdVector<TableId, bool> reached = source.reached_down(id);
    for (const Table& each : source.catalog().tables) {
        if (reached[each.id]) {
            root.reached += contains(tree, each.id) ? 0U : 1U;
            root.score +=
                weight_of_empty + std::log10(1 + static_cast<double>(source.rows(each.id)));
        }
    }
    const DownEstimate estimate = estimate_down(source, id);
    const double of_name = value_of_name(table.name.name);
    root.by_name = of_name > 1;
    root.score *= of_name;
    root.score /= 1 + for_each_parent * static_cast<double>(count_large_parents(source, id));
    if (estimate.total > rows_welcome) {
        root.score *= std::sqrt(rows_welcome / estimate.total);
    }
    root.score *= value_of_size(source.rows_of_tree(id));
    root.score *= source.has_name_of_log(id) ? when_log : 1;
    root.score *= root.latest_by ? 1 : without_order;
    return root;
}

}  // namespace

std::optional<LatestBy> find_latest_by(const Landscape& source, TableId id) {
    const Table& table = source.catalog().table(id);
    const auto can_be_named = [&](std::uint16_t column) {
        return config::can_name_column(table.columns[column].name);
    };
    if (table.primary_key.size() == 1) {
        const std::uint16_t key = table.primary_key.front();
        if (table.columns[key].key_kind == KeyKind::integer && can_be_named(key)) {
            return LatestBy{key, false};
        }
    }
    for (const std::string_view word : words_of_making) {
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            const Column& column = table.columns[number];
            const bool cheap = (has_index(table, number) && column.not_null) ||
                               source.rows_of_tree(id) < rows_sorted_easily;
            if (is_time(column) && cheap && can_be_named(number) &&
                has_word(words_of(column.name), word)) {
                return LatestBy{number, !column.not_null};
            }
        }
    }
    return std::nullopt;
}

std::vector<RootCandidate> rank_roots(const Landscape& source) {
    std::vector<RootCandidate> roots;
    for (const Table& table : source.catalog().tables) {
        const bool named = source.comes(table.id) && !source.is_heir(table.id) &&
                           !table.migrations &&
                           !is_metadata_table(table.name.schema, table.name.name);
        if (named && config::find_table_name(table.name)) {
            roots.push_back(weigh(source, table.id));
        }
    }
    std::sort(roots.begin(), roots.end(), [](const auto& left, const auto& right) {
        return left.score != right.score ? left.score > right.score : left.table < right.table;
    });
    return roots;
}

}  // namespace subset
