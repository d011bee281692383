// compare_tables.hpp
//
// Finds what differs between the rows of the target's tables and those that come. What differs goes
// into temporary tables: the rows that come, in one for each table that needs it, and where the
// rows that go are, in one for all. Private to load/.
//
// Thread-safety: one thread.
#pragma once

#include "load/difference/compare_parts.hpp"
#include "load/difference/difference_sql.hpp"
#include "load/difference/row_images.hpp"
#include "load/row_loader.hpp"
#include "pg/copy_channel.hpp"

#include <vector>

namespace subset {

class TableComparison {
public:
    // All must outlive this.
    TableComparison(const Plan& plan, const WriteDifference& work, pg::CopyChannel& target,
                    RowLoader& rows)
        : plan_{plan},
          work_{work},
          target_{target},
          rows_{rows},
          parts_{plan, work, target, rows},
          sums_(work.tables.size()) {}

    // Requires: the transaction has locked the table; `number` is its index in the work. `step`
    //           tells what is done.
    // Throws:   what either server says.
    // Cost:     the table's rows of both ends, or of those parts that differ; two round trips, and
    //           some for what differs.
    [[nodiscard]] DifferingTable compare(std::size_t number, const TargetStep& step);

    // Reads the table again, and says whether it has the rows that came. Of a table that was
    // compared in parts it looks at those that differed, or with `all` at each of them. Cost: a
    // round trip and these rows.
    [[nodiscard]] bool has_new_rows(std::size_t number, bool all);
    // Tells what was read whole for a reason.
    void tell(Observer& observer) const { parts_.tell(observer); }

private:
    using OnRow = std::function<void(ImageHash hash, RowPlace place)>;

    [[nodiscard]] bool is_text(const DifferenceTable& table) const;
    // The rows that are there, for which the condition holds where there is one.
    void read_there(const DifferenceTable& table, const std::string& condition,
                    const OnRow& on_row);
    void stage_gone(std::size_t number, const RowImages& images, DifferingTable& differing);

    const Plan& plan_;
    const WriteDifference& work_;
    pg::CopyChannel& target_;
    RowLoader& rows_;
    PartComparison parts_;
    ImageHasher hasher_;
    std::vector<ImageSum> sums_;  // of the rows that come
    bool has_gone_table_ = false;
};

}  // namespace subset
