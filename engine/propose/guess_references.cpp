#include "propose/guess_references.hpp"

#include "catalog/written/find_operator.hpp"
#include "config/toml/toml_text.hpp"
#include "mask/names/name_words.hpp"
#include "mask/value_class.hpp"

#include <algorithm>
#include <string_view>

namespace subset {
namespace {

constexpr std::size_t most_parents = 3;  // that are tried for a column

std::string join_from(const std::vector<std::string>& words, std::size_t first) {
    std::string joined;
    for (std::size_t word = first; word < words.size(); ++word) {
        joined += words[word];
    }
    return joined;
}

// Returns the words before "id", of "billing_user_id" and also of "userid"; of an array, those
// before "ids", or all of "labels".
std::vector<std::string> words_before_id(const Column& column) {
    std::vector<std::string> words = split_words(column.name);
    if (words.empty()) {
        return words;
    }
    const std::string suffix = column.base_is_array ? "ids" : "id";
    std::string& last = words.back();
    if (last == suffix) {
        words.pop_back();
    } else if (last.size() > suffix.size() + 1 && last.ends_with(suffix)) {
        last.resize(last.size() - suffix.size());
    } else if (!column.base_is_array) {
        words.clear();
    }
    return words;
}

// Whether an index of the parent can compare the two, that is, without a cast of the parent's
// column.
bool can_compare(const Column& parent, const ValueType& child) {
    const auto comparison = find_operator(parent, child);
    return comparison &&
           (parent.base_type == child.base_type || comparison->child_type != "pg_catalog.numeric");
}

// Returns the last part of a type's name, which says what "App\Models\Order" and "Shop::Order"
// mean.
std::string last_part(const std::string& type) {
    const auto at = type.find_last_of("\\/.:");
    return at == std::string::npos ? type : type.substr(at + 1);
}

bool is_better(const ReferenceGuess& left, const ReferenceGuess& right, const Catalog& catalog) {
    const auto abroad = [&](const ReferenceGuess& guess) {
        return catalog.table(guess.parent).name.schema != catalog.table(guess.child).name.schema;
    };
    return left.likeness != right.likeness ? left.likeness < right.likeness
           : abroad(left) != abroad(right) ? abroad(right)
                                           : left.parent < right.parent;
}

}  // namespace

ValueType referring_type(const Column& column) {
    constexpr std::string_view array = "[]";
    if (!column.base_is_array || !column.base_type.ends_with(array)) {
        return column;
    }
    ValueType element;
    element.base_type = column.base_type.substr(0, column.base_type.size() - array.size());
    element.type = element.base_type;
    element.key_kind = element.base_type == "smallint" || element.base_type == "integer" ||
                               element.base_type == "bigint"
                           ? KeyKind::integer
                           : KeyKind::server;
    return element;
}

ReferenceGuesses::ReferenceGuesses(const Landscape& source) : source_{source} {
    for (const Table& table : source.catalog().tables) {
        declared_.emplace_back(table.columns.size(), false);
    }
    for (const Reference& reference : source.catalog().references) {
        for (const std::uint16_t column : reference.child_columns) {
            declared_[reference.child.table][column] = true;
        }
    }
    for (const Table& table : source.catalog().tables) {
        add_parent(table);
    }
}

void ReferenceGuesses::add_parent(const Table& table) {
    // A table whose key references another table only adds to that table's rows, so it is no
    // parent.
    if (!source_.comes(table.id) || !config::find_table_name(table.name) ||
        table.primary_key.size() != 1 || declared_[table.id][table.primary_key.front()]) {
        return;
    }
    const std::string& key = table.columns[table.primary_key.front()].name;
    if (key != "id") {
        keys_[key].push_back(table.id);
    }
    const std::vector<std::string> words = split_words(table.name.name);
    for (std::size_t first = 0; first < words.size(); ++first) {
        for (const std::string& name : singulars_of(join_from(words, first))) {
            parents_[name].push_back({table.id, first == 0});
        }
    }
}

bool ReferenceGuesses::is_free(const Table& table, std::uint16_t column) const {
    const bool is_key = table.primary_key.size() == 1 && table.primary_key.front() == column;
    return !is_key && !declared_[table.id][column] && !table.columns[column].generated &&
           config::can_name_column(table.columns[column].name);
}

void ReferenceGuesses::add_guess(std::vector<ReferenceGuess>& guesses,
                                 const ReferenceGuess& guess) const {
    const Table& parent = source_.catalog().table(guess.parent);
    const Column& column = source_.catalog().table(guess.child).columns[guess.column];
    const auto known =
        std::find_if(guesses.begin(), guesses.end(),
                     [&](const ReferenceGuess& each) { return each.parent == guess.parent; });
    if (!can_compare(parent.columns[parent.primary_key.front()], referring_type(column))) {
        return;
    }
    if (known == guesses.end()) {
        guesses.push_back(guess);
    } else if (guess.likeness < known->likeness) {
        *known = guess;
    }
}

void ReferenceGuesses::add_named(std::vector<ReferenceGuess>& guesses, const ReferenceGuess& guess,
                                 const std::vector<std::string>& words) const {
    for (std::size_t first = 0; first < words.size(); ++first) {
        for (const std::string& name : singulars_of(join_from(words, first))) {
            const auto found = parents_.find(name);
            if (found == parents_.end()) {
                continue;
            }
            for (const Named& parent : found->second) {
                ReferenceGuess next = guess;
                next.parent = parent.table;
                next.likeness =
                    first == 0 && parent.whole ? Likeness::table_name : Likeness::part_of_name;
                if (first == 0 || parent.whole) {
                    add_guess(guesses, next);
                }
            }
        }
    }
}

std::vector<ReferenceGuess> ReferenceGuesses::by_name() const {
    std::vector<ReferenceGuess> all;
    for (const Table& table : source_.catalog().tables) {
        if (!source_.comes(table.id) || !config::find_table_name(table.name)) {
            continue;
        }
        for (std::size_t place = 0; place < table.columns.size(); ++place) {
            const auto number = static_cast<std::uint16_t>(place);
            if (!is_free(table, number)) {
                continue;
            }
            std::vector<ReferenceGuess> guesses;
            const ReferenceGuess guess{table.id, number, {}, Likeness::key_name};
            add_named(guesses, guess, words_before_id(table.columns[number]));
            if (const auto found = keys_.find(table.columns[number].name); found != keys_.end()) {
                for (const TableId parent : found->second) {
                    ReferenceGuess next = guess;
                    next.parent = parent;
                    add_guess(guesses, next);
                }
            }
            std::sort(guesses.begin(), guesses.end(), [&](const auto& left, const auto& right) {
                return is_better(left, right, source_.catalog());
            });
            guesses.resize(std::min(guesses.size(), most_parents));
            all.insert(all.end(), guesses.begin(), guesses.end());
        }
    }
    return all;
}

std::vector<TypedPair> find_typed_pairs(const Table& table) {
    std::vector<TypedPair> pairs;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        const Column& type = table.columns[place];
        std::vector<std::string> words = split_words(type.name);
        const bool text = shape_of(type).value == ValueClass::text && !type.base_is_array;
        if ((!text && !type.is_enum) || words.size() < 2 || words.back() != "type" ||
            !config::can_name_column(type.name)) {
            continue;
        }
        words.back() = "id";
        for (std::size_t other = 0; other < table.columns.size(); ++other) {
            if (split_words(table.columns[other].name) == words) {
                pairs.push_back({table.id, static_cast<std::uint16_t>(place),
                                 static_cast<std::uint16_t>(other)});
            }
        }
    }
    return pairs;
}

std::vector<TypedPair> ReferenceGuesses::typed_pairs() const {
    std::vector<TypedPair> pairs;
    for (const Table& table : source_.catalog().tables) {
        if (!source_.comes(table.id) || !config::find_table_name(table.name)) {
            continue;
        }
        for (const TypedPair& pair : find_typed_pairs(table)) {
            if (is_free(table, pair.id_column)) {
                pairs.push_back(pair);
            }
        }
    }
    return pairs;
}

std::vector<ReferenceGuess> ReferenceGuesses::meant_by(const TypedPair& pair,
                                                       const std::string& type_value) const {
    std::vector<ReferenceGuess> guesses;
    if (type_value.find("${") != std::string::npos) {
        return guesses;
    }
    const ReferenceGuess guess{pair.table,           pair.id_column,   {},
                               Likeness::table_name, pair.type_column, type_value};
    for (const std::string& name : {type_value, last_part(type_value)}) {
        const std::vector<std::string> words = split_words(name);
        if (!words.empty()) {
            add_named(guesses, guess, {join_from(words, 0)});
        }
    }
    std::sort(guesses.begin(), guesses.end(), [&](const auto& left, const auto& right) {
        return is_better(left, right, source_.catalog());
    });
    guesses.resize(std::min(guesses.size(), most_parents));
    return guesses;
}

}  // namespace subset
