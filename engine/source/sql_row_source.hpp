// sql_row_source.hpp
//
// The RowSource that a run uses: COPY (SELECT ...) TO STDOUT on a reader of the source's snapshot.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/keys/key_values.hpp"
#include "plan/plan.hpp"
#include "rows/row_source.hpp"
#include "source/root_cursors.hpp"
#include "source/row_reader.hpp"
#include "source/statements/row_sql.hpp"

#include <map>
#include <vector>

namespace subset {

class SqlRowSource : public RowSource {
public:
    // Both must outlive this. Requires: the reader is in the snapshot's transaction.
    SqlRowSource(const Plan& plan, pg::CopyChannel& reader);

    // Cost: one round trip each; by keys, one for each 50,000 where an index finds them, one for
    // each 1,000,000 integers or 125,000 others where the server scans the table; by id, one for
    // each 50,000 of a partition.
    void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) override;
    // Two round trips; of a root with `sample` one, in which all ids come, as the program orders
    // them.
    std::uint64_t count_root_ids(std::uint32_t root) override;
    // One round trip for each 50,000; of a root with `sample` none.
    void read_root_ids(std::uint32_t root, std::uint64_t most,
                       const std::function<void(RowId)>& sink) override;
    void read_whole(TableId table, bool with_tuple, const RowSink& sink) override;
    void read_root_keys(std::uint32_t root, const KeySink& sink) override;
    void read_parents(ParentKeyId key, const KeyList& keys, bool with_tuple,
                      const RowSink& sink) override;
    void read_children(ReferenceId reference, const KeyList& keys, bool with_tuple,
                       const RowSink& sink) override;
    void read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                    const RowSink& sink) override;
    void read_whole_keys(ReferenceId reference, const KeySink& sink) override;
    void read_referencing(ReferenceId reference, const KeyList& keys, const RowSink& sink) override;
    void read_matches(ParentKeyId key, const KeyList& keys,
                      const std::function<void(std::size_t position, RowId row)>& sink) override;
    std::vector<std::uint64_t> read_counts(TableId table,
                                           std::span<const ReferenceId> references) override;
    [[nodiscard]] Statistics read_statistics() override;

    [[nodiscard]] std::uint64_t queries() const override {
        return rows_.queries() + cursors_.queries() + own_queries_;
    }

private:
    struct KeyedRead {
        Relation relation;
        const Relation* parent = nullptr;
        bool with_tuple = false;
        bool indexed = false;
        bool integers = false;  // all parts of the key
        bool elements = false;  // found among those of an array
        // of the rows' own key, to leave out what was not asked for
        TreeCoder coder;
        std::function<KeyedSql(const KeyRange&, bool with_tuple)> render;
    };
    // The ids of a sample in its order.
    struct SampledIds {
        std::vector<RowId> ids;
        std::size_t next = 0;
    };
    void read_keyed(KeyedRead read, const KeyList& keys, const RowSink& sink);

    const RowPlan& plan_;
    pg::CopyChannel& reader_;
    RowReader rows_;
    RootCursors cursors_;
    std::map<std::uint32_t, SampledIds> sampled_;  // by root
    std::uint64_t own_queries_ = 0;                // beside those of rows_
};

}  // namespace subset
