// The steps by which rows come beside those of the target.
#include "load/steps/step_runner.hpp"
#include "script/add/merge_sql.hpp"

#include <fmt/format.h>

namespace subset {

void StepRunner::run(const CopyStaged& work, const TargetStep& step) {
    rows_.load(work, step, writer_);
}

void StepRunner::run(const CompareRows& work, const TargetStep&) {
    for (const pg::Row& row : target_.query(work.query)) {
        const TableId table{static_cast<std::uint32_t>(row.number(0))};
        const auto differ = static_cast<std::uint64_t>(row.number(3));
        rows_.found(table,
                    {static_cast<std::uint64_t>(row.number(2)), differ, work.update ? differ : 0});
        if (differ == 0) {
            continue;
        }
        observer_.note(fmt::format(
            "{}: {} {} in the target, and {} ({}{})", plan_.catalog.table(table).name.text(),
            differ == 1 ? "1 row that came is" : fmt::format("{} rows that came are", differ),
            "otherwise",
            work.update   ? "made as the source has it"
            : differ == 1 ? "stays as it is there"
                          : "stay as they are there",
            row.text(4), differ > most_keys_told ? "; ..." : ""));
    }
}

void StepRunner::run(const WriteStamp& work, const TargetStep&) {
    Stamp stamp = work.stamp;
    for (const auto& [table, rows] : rows_.count_new()) {
        add_rows(stamp, plan_.catalog.table(table).name.text(), rows);
    }
    if (!work.print_query.empty()) {
        // Names of functions and types come with their schemas.
        target_.ask_ahead({work.print_query}, "SET LOCAL search_path = ''");
        stamp.prints->target = target_.query(work.print_query).at(0).text(0);
    }
    target_.execute(render_stamp_sql(work.database, work.comment, stamp));
}

}  // namespace subset
