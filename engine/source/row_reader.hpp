// row_reader.hpp
//
// A RowReader runs a statement on the source and hands on its rows: their ids, their keys and their
// output, in one step or in two, from one table or from a tree of tables. Private to source/.
//
// Thread-safety: one thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "plan/plan.hpp"
#include "rows/row_source.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace subset {

class TupleReader;

// A statement that selects rows of a relation.
struct RowStatement {
    Relation relation;
    const Relation* parent = nullptr;  // whose row ids come along
    bool with_tuple = false;
    // gives the statement, with the output columns or without them
    std::function<std::string(bool with_tuple)> select;
};

class RowReader {
public:
    // Both must outlive this. Requires: the reader is in the snapshot's transaction.
    RowReader(const Plan& plan, pg::CopyChannel& reader);

    // Cost: one round trip; for each 50,000 rows of a leaf one more where the output is read by id
    // or the relation is a tree.
    void read(const RowStatement& statement, const RowSource::RowSink& sink);
    // As RowSource::read_by_id().
    void read_by_id(TableId table, std::span<const RowId> ids, bool with_tuple,
                    const RowSource::RowSink& sink);
    // Reads rows that are nothing but values. `kinds`: of the columns.
    void read_keys(const std::string& select, TableId table, const std::vector<KeyKind>& kinds,
                   const RowSource::KeySink& sink);

    // The output that rows of the table come with; null where they come without.
    [[nodiscard]] const TableOutput* tuple_of(TableId table, bool with_tuple) const;
    // Throws: server, where the row is in none of the relation's leaves.
    [[nodiscard]] RowId row_id(const Relation& relation, const KeyPart& oid,
                               const KeyPart& ctid) const;
    [[nodiscard]] std::uint64_t queries() const noexcept { return queries_; }

private:
    // A row whose output is still to be read.
    struct KeptRow {
        RowId id{};
        RowId parent{};
        std::vector<std::optional<std::string>> keys;
    };
    static void order_by_id(std::vector<KeptRow>& rows);
    void read_tuples(TableId table, std::vector<KeptRow> rows, const RowSource::RowSink& sink);
    // `batch`: of one leaf; `rows`: by id.
    void read_tuples_of(TableId table, std::span<const RowId> batch,
                        const std::vector<KeptRow>& rows, const RowSource::RowSink& sink);
    // Reads a tree: ids first, and then the rows of each table by these.
    void read_tree(const RowStatement& statement, const RowSource::RowSink& sink);
    void copy_rows(const RowStatement& statement, bool with_tuple, const RowSource::RowSink& sink);
    void copy_out(const std::string& select, TupleReader& reader);

    const RowPlan& plan_;
    const OutputPlan& outputs_;
    pg::CopyChannel& reader_;
    std::unordered_map<Oid, std::pair<TableId, std::uint16_t>> leaves_;
    std::uint64_t queries_ = 0;
};

}  // namespace subset
