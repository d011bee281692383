// sql_row_source.hpp
//
// The RowSource that a run uses: COPY (SELECT ...) TO STDOUT on a reader of the source's snapshot.
// Stage closure.
//
// Thread-safety: one thread.
#pragma once

#include "closure/key_values.hpp"
#include "closure/row_sql.hpp"
#include "pg/copy_channel.hpp"
#include "subset/closure.hpp"

namespace subset {

class SqlRowSource : public RowSource {
public:
    // Both must outlive this. Requires: the reader is in the snapshot's transaction.
    SqlRowSource(const Plan& plan, pg::CopyChannel& reader);

    // Cost: one round trip each, one for each 50,000 keys where an index finds them.
    void read_root(std::uint32_t root, bool with_tuple, const RowSink& sink) override;
    void read_root_keys(std::uint32_t root, const KeySink& sink) override;
    void read_parents(ParentKeyId key, const KeyList& keys, bool with_tuple,
                      const RowSink& sink) override;
    void read_children(ReferenceId reference, const KeyList& keys, bool with_tuple,
                       const RowSink& sink) override;
    void read_whole_keys(ReferenceId reference, const KeySink& sink) override;
    void read_referencing(ReferenceId reference, const KeyList& keys, const RowSink& sink) override;
    std::vector<std::size_t> read_unmatched(ParentKeyId key, const KeyList& keys) override;
    std::vector<std::uint64_t> read_counts(TableId table,
                                           std::span<const ReferenceId> references) override;

    [[nodiscard]] std::uint64_t queries() const override { return queries_; }

private:
    using Render = std::function<KeyedSql(const KeyRange&)>;
    void read_keyed(TableId table, const KeyList& keys, bool indexed, KeyCoder coder,
                    const Render& render, const RowSink& sink);
    void read_tuples(TableId table, const std::vector<RowId>& rows, const RowSink& sink);
    void copy_tuples(TableId table, const std::string& select, const RowSink& sink);
    void copy_rows(TableId table, const std::string& select, pg::Protocol protocol,
                   const RowSink& sink);
    void copy_keys(const std::string& select, std::size_t columns, pg::Protocol protocol,
                   const KeySink& sink);
    [[nodiscard]] std::uint16_t leaf_of_oid(TableId table, Oid oid);

    const Plan& plan_;
    pg::CopyChannel& reader_;
    std::vector<std::vector<std::pair<Oid, std::uint16_t>>> leaves_;  // by TableId, sorted by oid
    std::uint64_t queries_ = 0;
};

}  // namespace subset
