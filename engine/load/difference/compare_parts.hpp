// compare_parts.hpp
//
// Finds out which parts of a table differ between source and target, before any of its rows is
// read. Private to load/.
//
// IMPLEMENTATION
//   Both servers hash at once, each for itself: the target on a thread that is joined before
//   anything else is asked. Hashes are only compared here; none goes to the other server. A server
//   that refuses the question is no error: the table is read whole then, and that is told.
//
// Thread-safety: one thread.
#pragma once

#include "load/difference/part_sql.hpp"
#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"
#include "script/target_script.hpp"
#include "subset/observer.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace subset {

// What of a table has to be read. A condition that is empty holds for all rows.
struct RowsToRead {
    bool any = true;
    std::string there = {};  // a condition on a row o of the target
    std::string comes = {};  // and on a row c of the source
};

// What a server says of the parts that have rows, by their number.
struct PartSum {
    std::uint64_t rows = 0;
    std::string first;
    std::string second;

    friend bool operator==(const PartSum&, const PartSum&) = default;
};
using PartSums = std::map<std::size_t, PartSum>;

class PartComparison {
public:
    // All must outlive this.
    PartComparison(const Plan& plan, const WriteDifference& work, pg::CopyChannel& target,
                   RowLoader& rows)
        : plan_{plan}, work_{work}, target_{target}, rows_{rows} {}

    // Requires: the transaction has locked the table; `number` is its index in the work.
    // Throws:   what either server says, but for what reading the whole table does without.
    // Cost:     nothing where the table is read whole anyway; else three round trips at the source,
    //           four at the target, and a scan of the table at both.
    [[nodiscard]] RowsToRead compare(std::size_t number);
    // Whether compare() has left rows of the table out.
    [[nodiscard]] bool knows(std::size_t number) const { return compared_.contains(number); }
    // Asks the target once more, and says whether it has the rows of the source: in the parts that
    // differed, or where `all` is true in all of them.
    //
    // Requires: knows(number). Cost: a round trip and a scan of those rows.
    [[nodiscard]] bool has_new_rows(std::size_t number, bool all);
    // Tells of the tables that were read whole for a reason.
    void tell(Observer& observer) const;

private:
    struct Compared {
        PartBounds bounds;
        PartSeeds seeds;
        PartSums comes;
        std::vector<std::size_t> differing;
    };

    RowsToRead read_whole(TableId table, std::string reason);
    [[nodiscard]] PartBounds find_bounds(const DifferenceTable& table);
    // Asks both servers. Returns why they did not answer; an empty text where they did.
    [[nodiscard]] std::string ask(const DifferenceTable& table, Compared& compared,
                                  PartSums& there);
    [[nodiscard]] RowsToRead choose(std::size_t number, Compared compared, const PartSums& there);

    const Plan& plan_;
    const WriteDifference& work_;
    pg::CopyChannel& target_;
    RowLoader& rows_;
    std::map<std::size_t, Compared> compared_;                // by index in the work
    std::map<std::string, std::vector<TableId>> read_whole_;  // by reason
};

}  // namespace subset
