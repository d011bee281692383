// frontier.hpp
//
// What the walk has found so far, and what is wanted next: a row that arrives makes its keys known,
// wants the parents that it references, and, where it is followed from, queues its children.
// Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/limits.hpp"
#include "closure/row_witness.hpp"
#include "closure/walk.hpp"
#include "plan/keys/key_values.hpp"
#include "util/id_vector.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace subset {

// Parent rows whose children are still to be read, for one reference and one mark.
struct DownQueue {
    explicit DownQueue(KeyForm form) : keys{form} {}
    KeyList keys;
    // kept only where ReferencePlan::by_parent_row
    std::vector<RowId> parents;
};

// What the disk of the target would hold, leaf by leaf. It is of use where the twin is to fit.
struct SpaceTaken {
    IdVector<TableId, std::vector<LeafUse>> uses;
    IdVector<TableId, std::vector<std::uint64_t>> bytes;
    std::uint64_t total = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();  // that may be taken
    bool passed = false;  // a row has come that takes more: nothing comes in any more
};

// All that grows while rows come. It is copied where the walk may have to come back to it, which
// costs a small part of what reading the rows did.
struct Found {
    Walk walk;
    IdVector<ParentKeyId, KeyList> wanted;  // not asked for yet
    // of keys that are not unique
    IdVector<ParentKeyId, KeySet> asked_up;
    Brought brought;
    IdVector<ReferenceId, DownQueue> down[2];  // by mark (chosen: 1)
    // of keys that are not unique, by mark
    IdVector<ReferenceId, KeySet> asked_down[2];
    SpaceTaken space;
    // child rows that were counted, of references by which a row may be selected twice
    IdVector<ReferenceId, RowSet> selected;
};

class Frontier {
public:
    // All must outlive this; `store` and `edges` may be null.
    Frontier(const RowPlan& plan, const Limits& limits, RowStore* store, EdgeSink* edges,
             Observer& observer, const Cancellation& cancellation);

    // Counts that the server gave for a table that streams: its rows, and for each of
    // references_of() those that have it.
    void add_counts(TableId table, const std::vector<std::uint64_t>& counts);
    [[nodiscard]] std::vector<ReferenceId> references_of(TableId table) const;

    // A row came, by whatever way; whether it is new.
    // Throws: limit.
    bool arrive(TableId table, const SourceRow& row, bool chosen);
    // The same for a parent row that came by a reference, and for a child row. The latter's parent,
    // by this reference, is in the closure already: where the key is unique it is not asked for.
    void arrive_up(ReferenceId reference, const SourceRow& row);
    void arrive_down(ReferenceId reference, const SourceRow& row, bool chosen);
    [[nodiscard]] bool has(TableId table, RowId row) const {
        return found_.walk.closure.rows[table].contains(row);
    }
    // Rows of the child table that came by other ways than down the reference.
    [[nodiscard]] std::uint64_t rows_by_others(ReferenceId reference) const;
    // Counts that child rows were asked for by so many keys, and how long that took.
    void add_asking(ReferenceId reference, std::size_t keys, double seconds) {
        ReferenceCounts& counts = found_.walk.closure.references[reference];
        counts.asked += keys;
        counts.seconds += seconds;
    }
    // Counts a child row that was selected (DESIGN.md, rule 3), whether it was there already or
    // not.
    void count_down(ReferenceId reference, RowId child);
    // Whether a row that came as required may come again as chosen: roots are walked in parts then.
    [[nodiscard]] bool fits() const noexcept { return fits_; }
    // Whether a row that comes with this mark would change nothing.
    [[nodiscard]] bool has(TableId table, RowId row, bool chosen) const {
        return has(table, row) && !(fits_ && chosen && !found_.walk.chosen[table].contains(row));
    }

    // What the twin takes on the target's disk, and how much more it may. A row that takes more is
    // not kept, and passed() says so.
    [[nodiscard]] const SpaceTaken& space() const noexcept { return found_.space; }
    void allow_bytes(std::uint64_t most) { found_.space.most = most; }
    [[nodiscard]] bool passed() const noexcept { return found_.space.passed; }
    [[nodiscard]] const Brought& brought() const noexcept { return found_.brought; }
    void check_limits(TableId table) const;
    // The same for every table, when what came is to stay.
    void check_all_limits() const;

    // Everything that has been found so far, and a way back to it.
    struct Mark {
        Found found;
        std::optional<RowStore::Mark> store;
    };
    [[nodiscard]] Mark mark() const;
    void roll_back(Mark mark);

    // A parent row is wanted.
    void want_parent(ParentKeyId key, const Key& value);
    [[nodiscard]] bool has_wanted(ParentKeyId key) const { return !found_.wanted[key].empty(); }
    // Hands out the keys to ask for now, and does not keep them.
    [[nodiscard]] KeyList take_wanted(ParentKeyId key);
    // All rows that have one of the keys have arrived.
    void note_unanswered(ParentKeyId key, const KeyList& asked);

    [[nodiscard]] bool has_parents(ReferenceId reference, bool chosen) const {
        return !found_.down[chosen ? 1 : 0][reference].keys.empty();
    }
    [[nodiscard]] DownQueue take_parents(ReferenceId reference, bool chosen);

    // Whether rows of the table are to be read with their output.
    [[nodiscard]] bool with_tuple(TableId table) const;

    // About how many rows there will be, told with the progress from now on.
    void expect(std::uint64_t rows);

    [[nodiscard]] Walk finish();

private:
    // A role of a table's rows: as child of a reference, or as what has a parent key.
    struct ChildRole {
        ReferenceId reference{};
        KeyCoder coder;
    };
    struct ParentRole {
        ParentKeyId key{};
        KeyCoder coder;
        std::vector<ReferenceId> followed;  // references that go down from here
    };

    void add_reference(const ReferencePlan& each);
    bool may_ask_down(ReferenceId id, const Key& value, bool chosen);
    void become_chosen(TableId table, const SourceRow& row);
    void begin_space();
    void count_space(TableId table, std::uint64_t rows);
    [[nodiscard]] bool take_space(TableId table, const SourceRow& row);
    void arrive_as_parent(TableId table, const SourceRow& row, bool chosen);
    bool arrive(TableId table, const SourceRow& row, bool chosen, std::optional<ReferenceId> down);
    void arrive_as_child(TableId table, const SourceRow& row, std::optional<ReferenceId> down);
    void follow_down(ReferenceId id, const ParentKey& key, const Key& value, RowId parent,
                     bool chosen);
    void tell_progress(TableId table);

    const RowPlan& plan_;
    RowStore* store_;
    EdgeSink* edges_;
    Observer& observer_;
    const Cancellation& cancellation_;
    LimitWatch limits_;
    bool fits_;
    Found found_;
    bool may_drop_;
    bool keep_chosen_;

    IdVector<TableId, RowWitness> witnesses_;
    IdVector<TableId, std::vector<ChildRole>> child_roles_;
    IdVector<TableId, std::vector<ParentRole>> parent_roles_;
    std::uint64_t row_bytes_ = 0;  // on disk, of the row that came last
    std::uint64_t arrivals_ = 0;
    std::uint64_t expected_rows_ = 0;
    std::optional<TableId> latest_;  // where the latest row arrived
};

}  // namespace subset
