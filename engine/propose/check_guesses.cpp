#include "propose/check_guesses.hpp"

#include "catalog/written_references.hpp"
#include "pg/quote.hpp"
#include "pg/savepoint.hpp"
#include "source/statements/table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t rows_sampled = 1'000;
constexpr std::size_t types_of_pair = 20;
constexpr std::size_t at_once = 20;
constexpr std::size_t most_guesses = 500;

bool holds(const ReferenceGuess& guess) {
    return guess.values > 0 && guess.found * 100 >= guess.values * 95;
}

// Renders some rows of a table with these of their columns. The LIMIT stands beneath everything
// else, so that no more rows are read, whatever they hold.
std::string render_sample(const Table& table, const std::string& columns) {
    return fmt::format("(SELECT {} FROM {} AS c LIMIT {}) AS s", columns, render_own_rows(table),
                       rows_sampled);
}

// Renders a query that returns one row: the guess's index, how many different values there are, and
// how many of them the parent has. The LIMIT in the lateral query makes each value a look-up in the
// primary key, whatever the planner thinks of the sizes.
std::string render_check(const Catalog& catalog, std::size_t position,
                         const ReferenceGuess& guess) {
    const Table& child = catalog.table(guess.child);
    const Table& parent = catalog.table(guess.parent);
    const Column& key = parent.columns[parent.primary_key.front()];
    const Column& value = child.columns[guess.column];
    std::string columns = fmt::format("c.{} AS v", pg::quote_identifier(value.name));
    std::string when;
    if (guess.type_column) {
        columns += fmt::format(", c.{}::pg_catalog.text AS t",
                               pg::quote_identifier(child.columns[*guess.type_column].name));
        when = " AND s.t = " + pg::quote_literal(guess.type_value);
    }
    return fmt::format(
        "SELECT {}, pg_catalog.count(*), pg_catalog.count(f.hit) FROM (SELECT DISTINCT s.v FROM {} "
        "WHERE s.v IS NOT NULL{}) AS d LEFT JOIN LATERAL (SELECT true AS hit FROM {} AS p WHERE "
        "p.{} {} d.v LIMIT 1) AS f ON true",
        position, render_sample(child, columns), when, render_own_rows(parent),
        pg::quote_identifier(key.name), find_operator(key, value)->parent_child);
}

std::string render_types(const Catalog& catalog, std::size_t position, const TypedPair& pair) {
    const Table& table = catalog.table(pair.table);
    return fmt::format(
        "SELECT {}, d.t FROM (SELECT DISTINCT s.t FROM {} WHERE s.t <> '' ORDER BY s.t LIMIT {}) "
        "AS d",
        position,
        render_sample(table,
                      fmt::format("c.{}::pg_catalog.text COLLATE \"C\" AS t",
                                  pg::quote_identifier(table.columns[pair.type_column].name))),
        types_of_pair);
}

class Asker {
public:
    explicit Asker(pg::CopyChannel& reader) : reader_{reader} {}
    void finish() { savepoint_.release(); }

    // Asks several questions in one statement, and asks them one by one where that fails: a type
    // may have rules of its own about what can be compared.
    void ask(std::size_t count, const std::function<std::string(std::size_t)>& render,
             const std::function<void(const pg::Row&)>& take) {
        for (std::size_t first = 0; first < count; first += at_once) {
            const std::size_t last = std::min(count, first + at_once);
            if (!ask_together(first, last, render, take)) {
                for (std::size_t each = first; each < last; ++each) {
                    (void)ask_together(each, each + 1, render, take);
                }
            }
        }
    }

private:
    bool ask_together(std::size_t first, std::size_t last,
                      const std::function<std::string(std::size_t)>& render,
                      const std::function<void(const pg::Row&)>& take) {
        std::string sql;
        for (std::size_t each = first; each < last; ++each) {
            sql += (sql.empty() ? "(" : " UNION ALL (") + render(each) + ")";
        }
        try {
            for (const pg::Row& row : reader_.query(sql)) {
                take(row);
            }
            return true;
        } catch (const pg::StatementError& error) {
            if (error.kind() != ErrorKind::server) {
                throw;
            }
            savepoint_.roll_back();
            return false;
        }
    }

    pg::CopyChannel& reader_;
    pg::Savepoint savepoint_{reader_, "guesses"};
};

std::vector<ReferenceGuess> guess_types(const Catalog& catalog, const ReferenceGuesses& guesses,
                                        Asker& asker) {
    const std::vector<TypedPair> pairs = guesses.typed_pairs();
    std::vector<ReferenceGuess> found;
    asker.ask(
        pairs.size(), [&](std::size_t at) { return render_types(catalog, at, pairs[at]); },
        [&](const pg::Row& row) {
            const TypedPair& pair = pairs[row.place(0, pairs.size())];
            const auto meant = guesses.meant_by(pair, row.text(1));
            found.insert(found.end(), meant.begin(), meant.end());
        });
    return found;
}

// Chooses the best guess that holds for each column and type. A column that is polymorphic is
// nothing else.
std::vector<ReferenceGuess> choose(const std::vector<ReferenceGuess>& guesses) {
    std::set<std::pair<TableId, std::uint16_t>> polymorphic;
    std::set<std::tuple<TableId, std::uint16_t, std::string>> taken;
    std::vector<ReferenceGuess> chosen;
    for (const ReferenceGuess& guess : guesses) {
        const bool other = !guess.type_column && polymorphic.contains({guess.child, guess.column});
        if (!holds(guess) || other ||
            !taken.emplace(guess.child, guess.column, guess.type_value).second) {
            continue;
        }
        if (guess.type_column) {
            polymorphic.emplace(guess.child, guess.column);
        }
        chosen.push_back(guess);
    }
    std::sort(chosen.begin(), chosen.end(), [](const auto& left, const auto& right) {
        return std::tie(left.child, left.column, left.type_value) <
               std::tie(right.child, right.column, right.type_value);
    });
    return chosen;
}

}  // namespace

UndeclaredReferences find_undeclared_references(const Landscape& source, pg::CopyChannel& reader) {
    const Catalog& catalog = source.catalog();
    const ReferenceGuesses by_names{source};
    Asker asker{reader};
    std::vector<ReferenceGuess> guesses = guess_types(catalog, by_names, asker);
    const std::vector<ReferenceGuess> named = by_names.by_name();
    guesses.insert(guesses.end(), named.begin(), named.end());

    UndeclaredReferences undeclared;
    undeclared.left_out = guesses.size() - std::min(guesses.size(), most_guesses);
    guesses.resize(guesses.size() - undeclared.left_out);
    asker.ask(
        guesses.size(), [&](std::size_t at) { return render_check(catalog, at, guesses[at]); },
        [&](const pg::Row& row) {
            ReferenceGuess& guess = guesses[row.place(0, guesses.size())];
            guess.values = static_cast<std::uint64_t>(row.number(1));
            guess.found = static_cast<std::uint64_t>(row.number(2));
        });
    asker.finish();
    undeclared.references = choose(guesses);
    return undeclared;
}

}  // namespace subset
