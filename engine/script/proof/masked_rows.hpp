// masked_rows.hpp
//
// SQL over the rows of a table that will come, as the twin will have them, that finds rows which
// break a constraint. Private to script/proof/.
//
// Thread-safety: immutable.
#pragma once

#include "closure/closure.hpp"
#include "plan/plan.hpp"
#include "script/proof/row_constraints.hpp"

#include <set>
#include <string>
#include <vector>

namespace subset {

class MaskedRows {
public:
    // All of them must outlive this.
    MaskedRows(const Plan& plan, const Closure& closure, TableId id, const RowConstraints& all);

    // Whether the rows can be asked for, and are what the twin will have.
    [[nodiscard]] bool can_try(const RowConstraint& constraint) const;
    // The query that gives one row, a text of masked values or NULL, where the constraint is
    // broken.
    [[nodiscard]] std::string render(const RowConstraint& constraint) const;

private:
    [[nodiscard]] bool streams() const { return plan_.table(table_.id).streamable; }
    [[nodiscard]] const OutputColumn* find_output(const std::string& name) const;
    [[nodiscard]] std::string render_rows(const RowConstraint& constraint) const;
    [[nodiscard]] std::string render_keyed(const RowConstraint& constraint,
                                           const std::string& rows) const;
    [[nodiscard]] std::vector<RowId> rows_that_come() const;
    [[nodiscard]] const ColumnMask& mask_of(const std::string& column) const;
    [[nodiscard]] std::string shown_columns(const RowConstraint& constraint) const;
    [[nodiscard]] std::string shown_keys(const RowConstraint& constraint,
                                         const std::string& row) const;

    const Plan& plan_;
    const Closure& closure_;
    const Table& table_;
    const RowConstraints& all_;
    std::set<std::string> nulled_;  // by cuts, in some rows
};

}  // namespace subset
