#include "verify/counting.hpp"

#include "pg/sqlstates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

// As many as save round trips and are planned in no time; so many bytes as are read in about a
// second.
constexpr std::size_t most_counts = 100;
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

// Where the statement that begins with the count at `first` ends.
std::size_t find_end(const std::vector<Count>& counts, std::size_t first) {
    if (counts[first].user_sql != nullptr) {
        return first + 1;
    }
    std::uint64_t bytes = counts[first].about_bytes;
    std::size_t end = first + 1;
    while (end < counts.size() && end - first < most_counts && counts[end].user_sql == nullptr &&
           bytes + counts[end].about_bytes <= most_bytes) {
        bytes += counts[end].about_bytes;
        ++end;
    }
    return end;
}

}  // namespace

pg::Rows query_with_place(pg::CopyChannel& target, const std::string& sql, const Text* user_sql) {
    if (user_sql == nullptr) {
        return target.query(sql);
    }
    try {
        return target.query(sql, pg::Protocol::extended);
    } catch (const pg::StatementError& error) {
        const bool of_sql =
            error.kind() == ErrorKind::server || error.kind() == ErrorKind::privilege;
        if (!of_sql || error.sqlstate() == sqlstate::query_canceled) {
            throw;
        }
        throw Error{ErrorKind::user_sql,
                    fmt::format("[[reference]] when or columns failed in the target: {}",
                                error.message().primary),
                    error.message().hint.empty()
                        ? "Try the SQL in psql with the same role; it runs in a read-only "
                          "transaction."
                        : error.message().hint,
                    user_sql->place, error.sqlstate()};
    }
}

std::vector<std::uint64_t> read_counts(pg::CopyChannel& target, const std::vector<Count>& counts,
                                       Observer& observer) {
    std::vector<std::uint64_t> rows(counts.size());
    std::uint64_t total = 0;
    for (std::size_t first = 0; first < counts.size();) {
        observer.progress({Stage::finish, counts[first].what, 0, total, 0, 0});
        const std::size_t end = find_end(counts, first);
        std::string sql;
        for (std::size_t i = first; i < end; ++i) {
            sql += fmt::format("{}SELECT {}, pg_catalog.count(*) {}",
                               i == first ? "" : "\nUNION ALL\n", i, counts[i].from);
        }
        for (const pg::Row& row : query_with_place(target, sql, counts[first].user_sql)) {
            const auto position = row.place(0, rows.size());
            rows[position] = static_cast<std::uint64_t>(row.number(1));
            total += rows[position];
        }
        observer.progress({Stage::finish, counts[end - 1].what, rows[end - 1], total, 0, 0});
        first = end;
    }
    return rows;
}

}  // namespace subset
