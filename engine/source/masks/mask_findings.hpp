// mask_findings.hpp
//
// What some rows show of a mask: whether it changes what it took. Private to source/.
//
// Thread-safety: one thread.
#pragma once

#include "pg/rows.hpp"
#include "plan/row_plan.hpp"
#include "source/masks/mask_sample_sql.hpp"
#include "subset/observer.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace subset {

class MaskFindings {
public:
    // All must outlive this.
    MaskFindings(const TablePlan& plan, const Table& table, const SampledColumn& sampled)
        : plan_{plan}, table_{table}, sampled_{sampled}, within_(sampled.within.size()) {}

    // Takes the fields of a row from this index on, and returns the hash that the twin must not
    // have.
    std::optional<std::string> take(const pg::Row& row, std::size_t field);
    // Tells what the mask leaves.
    // Throws: not_whole, where that is more than one value in twenty.
    void tell(Observer& observer) const;

private:
    [[nodiscard]] const ColumnMask& mask() const { return *plan_.masks[sampled_.column]; }
    void tell(std::size_t rows, const std::string& what, Observer& observer) const;

    const TablePlan& plan_;
    const Table& table_;
    const SampledColumn& sampled_;
    std::size_t values_ = 0;           // that were looked at
    std::size_t unchanged_ = 0;        // though the mask took them
    std::size_t kept_ = 0;             // as the SQL around a preset says
    std::set<std::string> equal_;      // by hash: unchanged, though the mask does not read them
    std::vector<std::size_t> within_;  // by SampledColumn::within
};

}  // namespace subset
