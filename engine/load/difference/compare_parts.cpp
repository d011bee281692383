#include "load/difference/compare_parts.hpp"

#include "pg/savepoint.hpp"
#include "source/statements/table_sql.hpp"
#include "util/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <random>
#include <thread>

namespace subset {
namespace {

// Fewer parts say too little.
constexpr std::size_t least_parts = 4;
// A search among bounds of no fixed length takes a time that grows with their number.
constexpr std::uint64_t most_parts_by_bytes = 200;
// Where that share of the rows is in parts that differ, the whole table is read.
constexpr double share_of_whole = 0.9;

std::int64_t draw_part_seed() {
    std::random_device device;
    return static_cast<std::int64_t>(std::uint64_t{device()} << 32 | device());
}

// Takes so many of the values, evenly.
std::vector<std::string> thin_out(std::vector<std::string> values, std::uint64_t wanted) {
    if (values.size() <= wanted) {
        return values;
    }
    std::vector<std::string> some;
    for (std::uint64_t place = 0; place < wanted; ++place) {
        some.push_back(std::move(values[place * values.size() / wanted]));
    }
    return some;
}

PartSums read_part_sums(const pg::Rows& rows, std::size_t parts) {
    PartSums sums;
    for (const pg::Row& row : rows) {
        sums[row.place(0, parts)] = {static_cast<std::uint64_t>(row.number(1)), row.text(2),
                                     row.text(3)};
    }
    return sums;
}

std::vector<std::size_t> find_differing(const PartSums& there, const PartSums& comes) {
    std::vector<std::size_t> differing;
    for (const auto& [part, sum] : comes) {
        const auto found = there.find(part);
        if (found == there.end() || found->second != sum) {
            differing.push_back(part);
        }
    }
    for (const auto& [part, sum] : there) {
        if (!comes.contains(part)) {
            differing.push_back(part);
        }
    }
    std::sort(differing.begin(), differing.end());
    return differing;
}

// Whether reading the whole table may do without what failed.
bool can_be_done_without(const pg::StatementError& error) {
    return error.kind() == ErrorKind::server || error.kind() == ErrorKind::disk;
}

// Runs a query on another thread, where there is one to be had. Nobody else uses its connection
// until its answer is taken.
class QueryAside {
public:
    QueryAside(pg::CopyChannel& channel, std::string sql)
        : channel_{channel}, sql_{std::move(sql)} {
        try {
            thread_ = start_thread([this]() noexcept { run(); });
        } catch (const NoMoreThreads&) {
            return;  // take() runs it
        }
    }

    // Throws: what the query threw.
    [[nodiscard]] pg::Rows take() {
        if (thread_.joinable()) {
            thread_.join();
        } else {
            run();
        }
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        return std::move(rows_);
    }

private:
    void run() noexcept {
        try {
            rows_ = channel_.query(sql_);
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    pg::CopyChannel& channel_;
    std::string sql_;
    pg::Rows rows_;
    std::exception_ptr failure_;
    std::jthread thread_;  // the last: it ends before what it writes to
};

std::string where(const std::string& condition) {
    return condition.empty() ? "" : " WHERE " + condition;
}

}  // namespace

RowsToRead PartComparison::read_whole(TableId table, std::string reason) {
    rows_.reads_whole(table, reason);
    read_whole_[std::move(reason)].push_back(table);
    return {};
}

RowsToRead PartComparison::compare(std::size_t number) {
    const DifferenceTable& table = work_.tables[number];
    if (!table.parts) {
        return table.read_whole.empty() ? RowsToRead{} : read_whole(table.table, table.read_whole);
    }
    if (rows_.source_encoding() != target_.server_encoding()) {
        return read_whole(table.table,
                          fmt::format("texts are hashed as the server has them, in {} and in {}",
                                      rows_.source_encoding(), target_.server_encoding()));
    }
    Compared compared;
    PartSums there;
    if (std::string reason = ask(table, compared, there); !reason.empty()) {
        return read_whole(table.table, std::move(reason));
    }
    return choose(number, std::move(compared), there);
}

// The column of the key that parts the rows best, the first where it does so well enough: an index
// begins with it.
PartBounds PartComparison::find_bounds(const DifferenceTable& table) {
    PartBounds best;
    for (const PartKey& key : table.parts->keys) {
        const bool of_no_length = key.by_bytes || key.type == "bytea";
        const std::uint64_t wanted =
            of_no_length ? std::min(table.parts->wanted, most_parts_by_bytes) : table.parts->wanted;
        std::vector<std::string> values;
        for (const pg::Row& row :
             target_.query(render_some_keys(key, table.name, table.own_rows, wanted))) {
            values.push_back(row.text(0));
        }
        values = thin_out(std::move(values), wanted);
        const bool enough = values.size() * 2 >= wanted;
        if (values.size() > best.values.size()) {
            best = {key, std::move(values)};
        }
        if (enough) {
            break;
        }
    }
    return best;
}

std::string PartComparison::ask(const DifferenceTable& table, Compared& compared, PartSums& there) {
    const RowParts& parts = *table.parts;
    pg::Savepoint savepoint{target_, "subset_parts"};
    try {
        compared.bounds = find_bounds(table);
        if (compared.bounds.parts() < least_parts) {
            savepoint.release();
            return "the twin has too few of its rows";
        }
        compared.seeds = {draw_part_seed(), draw_part_seed()};
        QueryAside asked{target_,
                         render_part_sums(parts, compared.bounds, compared.seeds, parts.there)};
        const pg::Rows comes = rows_.ask_source(
            render_part_sums(parts, compared.bounds, compared.seeds,
                             render_whole_table(plan_, table.table, plan_.output(table.table))));
        there = read_part_sums(asked.take(), compared.bounds.parts());
        compared.comes = read_part_sums(comes, compared.bounds.parts());
        savepoint.release();
        return {};
    } catch (const pg::StatementError& error) {
        if (!can_be_done_without(error)) {
            throw;
        }
        savepoint.undo();
        return fmt::format("a server could not hash its rows: {}", error.what());
    }
}

RowsToRead PartComparison::choose(std::size_t number, Compared compared, const PartSums& there) {
    const TableId table = work_.tables[number].table;
    compared.differing = find_differing(there, compared.comes);
    PartsCompared told{.parts = compared.bounds.parts(), .differ = compared.differing.size()};
    std::uint64_t rows_that_differ = 0;
    for (const auto& [part, sum] : compared.comes) {
        told.rows += sum.rows;
        if (std::binary_search(compared.differing.begin(), compared.differing.end(), part)) {
            rows_that_differ += sum.rows;
        }
    }
    rows_.compared(table, told);
    if (compared.differing.empty()) {
        compared_.emplace(number, std::move(compared));
        return {.any = false};
    }
    if (static_cast<double>(rows_that_differ) > share_of_whole * static_cast<double>(told.rows)) {
        return {};
    }
    const PartKey& key = compared.bounds.key;
    RowsToRead read{.there = render_in_parts(compared.bounds, compared.differing, key.there),
                    .comes = render_in_parts(compared.bounds, compared.differing, key.comes)};
    compared_.emplace(number, std::move(compared));
    return read;
}

bool PartComparison::has_new_rows(std::size_t number, bool all) {
    const Compared& compared = compared_.at(number);
    const RowParts& parts = *work_.tables[number].parts;
    if (compared.differing.empty() && !all) {
        return true;
    }
    const std::string condition =
        all ? "" : render_in_parts(compared.bounds, compared.differing, compared.bounds.key.there);
    const PartSums there =
        read_part_sums(target_.query(render_part_sums(parts, compared.bounds, compared.seeds,
                                                      parts.there + where(condition))),
                       compared.bounds.parts());
    const std::vector<std::size_t> still = find_differing(there, compared.comes);
    return std::none_of(still.begin(), still.end(), [&](std::size_t part) {
        return all ||
               std::binary_search(compared.differing.begin(), compared.differing.end(), part);
    });
}

void PartComparison::tell(Observer& observer) const {
    for (const auto& [reason, tables] : read_whole_) {
        std::string names;
        for (const TableId table : tables) {
            names += (names.empty() ? "" : ", ") + plan_.catalog.table(table).name.text();
        }
        observer.note(fmt::format(
            "read whole, without asking first which parts of it differ: {}, as {}", names, reason));
    }
}

}  // namespace subset
