#include "propose/check_guesses.hpp"

#include "catalog/written/find_operator.hpp"
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

// Renders rows from all over a table with these of their columns. The LIMIT stands beneath
// everything else, so that no more rows are read, whatever they hold.
std::string render_sample(const Table& table, const std::string& columns) {
    return fmt::format("(SELECT {}{}) AS s", columns, render_sampled_rows(table, rows_sampled));
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
    const bool array = value.base_is_array && !key.base_is_array;
    return fmt::format(
        "SELECT {}, pg_catalog.count(*), pg_catalog.count(f.hit) FROM (SELECT DISTINCT {}.v FROM "
        "{}{} WHERE {}.v IS NOT NULL{}) AS d LEFT JOIN LATERAL (SELECT true AS hit FROM {} AS p "
        "WHERE "
        "p.{} {} d.v LIMIT 1) AS f ON true",
        position, array ? "e" : "s", render_sample(child, columns),
        array ? " CROSS JOIN LATERAL pg_catalog.unnest(s.v) AS e (v)" : "", array ? "e" : "s", when,
        render_own_rows(parent), pg::quote_identifier(key.name),
        find_operator(key, referring_type(value))->parent_child);
}

// Renders a query of the most frequent types, one more than are looked at: those of sampled rows
// and, where the role may read them, those that the statistics count.
std::string render_types(const Catalog& catalog, std::size_t position, const TypedPair& pair,
                         bool statistics) {
    const Table& table = catalog.table(pair.table);
    const std::string& column = table.columns[pair.type_column].name;
    const std::string counted =
        statistics
            ? fmt::format(
                  " UNION ALL SELECT m.t COLLATE \"C\", m.f FROM pg_catalog.pg_stats AS p, "
                  "ROWS FROM (pg_catalog.unnest(p.most_common_vals::pg_catalog.text::pg_catalog."
                  "text[]), pg_catalog.unnest(p.most_common_freqs)) AS m (t, f) WHERE p.schemaname "
                  "= {} AND p.tablename = {} "
                  "AND p.attname = {}",
                  pg::quote_literal(table.name.schema), pg::quote_literal(table.name.name),
                  pg::quote_literal(column))
            : "";
    return fmt::format(
        "SELECT {}, d.t FROM (SELECT e.t, pg_catalog.max(e.f) AS f FROM (SELECT s.t, "
        "pg_catalog.count(*)::pg_catalog.float4 / {} AS f FROM {} GROUP BY s.t{}) AS e WHERE e.t "
        "<> '' GROUP BY e.t ORDER BY f DESC, e.t LIMIT {}) AS d",
        position, rows_sampled,
        render_sample(table, fmt::format("c.{}::pg_catalog.text COLLATE \"C\" AS t",
                                         pg::quote_identifier(column))),
        counted, types_of_pair + 1);
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

bool may_read_statistics(pg::CopyChannel& reader) {
    return reader.query("SELECT pg_catalog.has_table_privilege('pg_catalog.pg_stats', 'SELECT')")
        .at(0)
        .boolean(0);
}

std::vector<PairTypes> ask_types(const Catalog& catalog, const std::vector<TypedPair>& pairs,
                                 bool statistics, Asker& asker) {
    std::vector<PairTypes> found(pairs.size());
    asker.ask(
        pairs.size(),
        [&](std::size_t at) { return render_types(catalog, at, pairs[at], statistics); },
        [&](const pg::Row& row) {
            PairTypes& of_pair = found[row.place(0, pairs.size())];
            if (of_pair.types.size() < types_of_pair) {
                of_pair.types.push_back(row.text(1));
            } else {
                of_pair.more = true;
            }
        });
    return found;
}

// Guesses what the types of polymorphic pairs mean, and says in `unseen` which were too many.
std::vector<ReferenceGuess> guess_types(const Catalog& catalog, const ReferenceGuesses& guesses,
                                        bool statistics, Asker& asker,
                                        std::vector<std::string>& unseen) {
    const std::vector<TypedPair> pairs = guesses.typed_pairs();
    const std::vector<PairTypes> types = ask_types(catalog, pairs, statistics, asker);
    std::vector<ReferenceGuess> found;
    for (std::size_t at = 0; at < pairs.size(); ++at) {
        for (const std::string& type : types[at].types) {
            const auto meant = guesses.meant_by(pairs[at], type);
            found.insert(found.end(), meant.begin(), meant.end());
        }
        if (types[at].more) {
            const Table& table = catalog.table(pairs[at].table);
            unseen.push_back(fmt::format(
                "{}.{} has other types than the {} most frequent ones, which alone were looked "
                "at.",
                table.name.text(), table.columns[pairs[at].type_column].name, types_of_pair));
        }
    }
    return found;
}

// Adds to `unseen` which types are known of the statistics alone.
void tell_unseen_types(const Catalog& catalog, const std::vector<ReferenceGuess>& guesses,
                       std::vector<std::string>& unseen) {
    std::set<std::tuple<TableId, std::uint16_t, std::string>> told;
    for (const ReferenceGuess& guess : guesses) {
        if (guess.type_column && guess.values == 0 &&
            told.emplace(guess.child, guess.column, guess.type_value).second) {
            const Table& table = catalog.table(guess.child);
            unseen.push_back(fmt::format(
                "{}.{} also has the type {}, of which no row was looked at.", table.name.text(),
                table.columns[*guess.type_column].name, pg::quote_literal(guess.type_value)));
        }
    }
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

std::vector<PairTypes> read_pair_types(const Catalog& catalog, const std::vector<TypedPair>& pairs,
                                       pg::CopyChannel& reader) {
    if (pairs.empty()) {
        return {};
    }
    const bool statistics = may_read_statistics(reader);
    Asker asker{reader};
    std::vector<PairTypes> types = ask_types(catalog, pairs, statistics, asker);
    asker.finish();
    return types;
}

UndeclaredReferences find_undeclared_references(const Landscape& source, pg::CopyChannel& reader) {
    const Catalog& catalog = source.catalog();
    const ReferenceGuesses by_names{source};
    UndeclaredReferences undeclared;
    const bool statistics = may_read_statistics(reader);
    Asker asker{reader};
    std::vector<ReferenceGuess> guesses =
        guess_types(catalog, by_names, statistics, asker, undeclared.unseen);
    const std::vector<ReferenceGuess> named = by_names.by_name();
    guesses.insert(guesses.end(), named.begin(), named.end());

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
    tell_unseen_types(catalog, guesses, undeclared.unseen);
    undeclared.references = choose(guesses);
    return undeclared;
}

}  // namespace subset
