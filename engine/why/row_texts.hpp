// row_texts.hpp
//
// Renders rows as people know them, by their primary key and by what they refer to, and the links
// of a chain made of such rows. The values are the source's own, as its columns print them. Private
// to why/.
//
// Thread-safety: const members from any thread.
#pragma once

#include "pg/copy_channel.hpp"
#include "subset/explanation.hpp"
#include "why/twin_rows.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace subset {

class RowTexts {
public:
    // The plan must outlive this.
    explicit RowTexts(const RowPlan& plan) : plan_{plan} {}

    // Says which rows, and which references of them, will be asked for.
    void want(const RowOf& row) { wanted_[row.table].rows.insert(row.row); }
    void want(const RowOf& child, ReferenceId reference);

    // Throws: what the server says; user_sql, where a written reference fails.
    // Cost:   a round trip for each table, or partition, of the rows.
    void read(pg::CopyChannel& reader);

    // Makes a link for a row alone, or for a row that came by a reference from `child`, which may
    // be the row itself.
    // Requires: read() has read them.
    [[nodiscard]] ChainLink link(const RowOf& row, bool chosen) const;
    [[nodiscard]] ChainLink link(const RowOf& row, bool chosen, ReferenceId reference,
                                 const RowOf& child) const;

private:
    struct Wanted {
        std::set<RowId> rows;
        std::set<ReferenceId> references;
    };
    struct Text {
        std::vector<std::string> primary_key;
        std::map<ReferenceId, std::vector<std::string>> references;
    };
    void read(pg::CopyChannel& reader, const Table& table, const Wanted& wanted);

    const RowPlan& plan_;
    std::map<TableId, Wanted> wanted_;
    std::map<RowOf, Text> texts_;
};

// Renders "order_id = 17, line = 2".
[[nodiscard]] std::string render_primary_key(const Table& table,
                                             const std::vector<std::string>& values);

}  // namespace subset
