#include "source/masks/mask_samples.hpp"

#include "pg/savepoint.hpp"
#include "source/masks/mask_findings.hpp"
#include "source/masks/mask_sample_sql.hpp"
#include "source/statements/table_sql.hpp"
#include "source/user_place.hpp"

#include <utility>

namespace subset {
namespace {

// One table's rows.
class Sampling {
public:
    Sampling(const RowPlan& plan, TableId table, pg::CopyChannel& reader)
        : plan_{plan},
          of_{plan.table(table)},
          table_{plan.catalog.table(table)},
          reader_{reader},
          columns_{find_sampled_columns(of_, table_)} {}

    // Whether no mask reads anything.
    [[nodiscard]] bool is_empty() const noexcept { return columns_.empty(); }

    MaskSample read(const RowsToLookAt& rows, const std::string& secret, Observer& observer) {
        pg::Savepoint savepoint{reader_, "mask_samples"};
        std::vector<pg::Row> found;
        try {
            found = read_rows(rows, true);
        } catch (const pg::StatementError& error) {
            if (error.kind() == ErrorKind::connection || !reader_.alive()) {
                throw;
            }
            savepoint.roll_back();  // SQL of the user's may not bear other values than those there
            with_user_place(plan_, reader_, of_.table, [&] { found = read_rows(rows, false); });
        }
        savepoint.release();
        return take(found, secret, observer);
    }

private:
    std::vector<pg::Row> read_rows(const RowsToLookAt& rows, bool by_other_values) {
        const std::string list = render_sample_list(of_, table_, columns_, by_other_values);
        if (of_.streamable) {
            return reader_.query(
                list + render_some_rows(plan_.catalog, of_.table, rows_in_mask_sample),
                pg::Protocol::extended);
        }
        std::vector<pg::Row> found;
        for (std::span<const RowId> left = rows.rows; !left.empty();) {
            const auto ids = left.first(count_of_one_leaf(left));
            for (const pg::Row& row :
                 reader_.query(list + render_where_id(plan_.catalog, of_.table, ids),
                               pg::Protocol::extended)) {
                found.push_back(row);
            }
            left = left.subspan(ids.size());
        }
        return found;
    }

    [[nodiscard]] MaskSample take(const std::vector<pg::Row>& rows, const std::string& secret,
                                  Observer& observer) const {
        MaskSample sample{of_.table, secret, {}, {}};
        std::vector<MaskFindings> findings;
        for (const SampledColumn& each : columns_) {
            sample.columns.push_back(each.column);
            findings.emplace_back(of_, table_, each);
        }
        for (const pg::Row& row : rows) {
            MaskSample::Row& taken = sample.rows.emplace_back();
            for (std::size_t key = 0; key < table_.primary_key.size(); ++key) {
                taken.key.push_back(row.cell(key).value_or(""));
            }
            std::size_t field = table_.primary_key.size();
            for (std::size_t index = 0; index < columns_.size(); ++index) {
                taken.hashes.push_back(findings[index].take(row, field));
                field += SampledColumn::own_fields + columns_[index].within.size();
            }
        }
        for (const MaskFindings& each : findings) {
            each.tell(observer);
        }
        return sample;
    }

    const RowPlan& plan_;
    const TablePlan& of_;
    const Table& table_;
    pg::CopyChannel& reader_;
    std::vector<SampledColumn> columns_;
};

}  // namespace

std::vector<MaskSample> read_mask_samples(const RowPlan& plan,
                                          const IdVector<TableId, RowsToLookAt>& of,
                                          pg::CopyChannel& reader, const std::string& secret,
                                          Observer& observer) {
    std::vector<MaskSample> samples;
    for (const TablePlan& each : plan.tables) {
        if (!each.masked() || !of[each.table].any) {
            continue;
        }
        Sampling sampling{plan, each.table, reader};
        if (!sampling.is_empty()) {
            samples.push_back(sampling.read(of[each.table], secret, observer));
        }
    }
    return samples;
}

}  // namespace subset
