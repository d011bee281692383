#include "propose/unnamed_types.hpp"

#include "pg/quote.hpp"
#include "plan/tables/table_rules.hpp"
#include "propose/check_guesses.hpp"
#include "propose/guess_references.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

constexpr std::size_t most_named = 5;

// Whether a reference says what the ids of rows of this type mean. A condition that holds the
// type's literal is about it, whatever else it says.
bool is_named(const RowPlan& plan, const TypedPair& pair, const std::string& type) {
    std::string literal = pg::quote_literal(type);  // " E'...'" where it has a backslash
    literal.erase(0, literal.find_first_not_of(' '));
    const std::string plain = "'" + type + "'";
    const auto& references = plan.graph.parents_of[pair.table];
    return std::any_of(references.begin(), references.end(), [&](ReferenceId id) {
        const Reference& reference = plan.catalog.reference(id);
        const ColumnList& columns = reference.child_columns;
        return std::find(columns.begin(), columns.end(), pair.id_column) != columns.end() &&
               (reference.when.empty() || reference.when.find(literal) != std::string::npos ||
                reference.when.find(plain) != std::string::npos);
    });
}

std::string list_types(const std::vector<std::string>& types, bool more) {
    std::string list;
    for (std::size_t place = 0; place < std::min(most_named, types.size()); ++place) {
        list += (place == 0 ? "" : ", ") + pg::quote_literal(types[place]);
    }
    return list + (more || types.size() > most_named ? " and others" : "");
}

}  // namespace

std::vector<std::string> find_unnamed_types(const RowPlan& plan, pg::CopyChannel& reader) {
    std::vector<TypedPair> pairs;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        if (table.in_scope && each.reachable && !takes_no_rows(each.rows)) {
            const std::vector<TypedPair> found = find_typed_pairs(table);
            pairs.insert(pairs.end(), found.begin(), found.end());
        }
    }
    std::vector<std::string> sentences;
    const std::vector<PairTypes> types = read_pair_types(plan.catalog, pairs, reader);
    for (std::size_t at = 0; at < pairs.size(); ++at) {
        std::vector<std::string> unnamed;
        for (const std::string& type : types[at].types) {
            if (!is_named(plan, pairs[at], type)) {
                unnamed.push_back(type);
            }
        }
        if (unnamed.empty()) {
            continue;
        }
        const Table& table = plan.catalog.table(pairs[at].table);
        const bool masked = plan.table(table.id).masks[pairs[at].type_column].has_value();
        sentences.push_back(fmt::format(
            "{}.{} names other tables by {}: no [[reference]] is for {}, so its rows come without "
            "the rows that they are about; `subset init` proposes entries",
            table.name.text(), table.columns[pairs[at].id_column].name,
            table.columns[pairs[at].type_column].name,
            masked ? fmt::format("{} of its types", unnamed.size())
                   : list_types(unnamed, types[at].more)));
    }
    return sentences;
}

}  // namespace subset
