// walker.hpp
//
// The Walker takes the steps of the plan's order: it asks the source, and hands what comes to the
// frontier. Private to closure/.
//
// Thread-safety: one thread.
#pragma once

#include "closure/frontier.hpp"
#include "closure/walk.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace subset {

// The rows of a root in its order, where they come in parts: their ids, or, of a root with a
// `query`, their keys.
struct RootRows {
    std::vector<RowId> ids;  // as far as they have been read
    KeyList keys;
    bool by_key = false;
    std::uint64_t size = 0;
};

// Some of a root's rows: from the first of these positions up to the second.
struct RowRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

class Walker {
public:
    // All must outlive this; `store` and `edges` may be null.
    Walker(const RowPlan& plan, const Limits& limits, RowSource& source, RowStore* store,
           EdgeSink* edges, Observer& observer, const Cancellation& cancellation);

    // Takes every step until nothing new is wanted, or until the frontier has passed what it may
    // take.
    void take_steps();
    [[nodiscard]] Walk finish() {
        Walk walk = frontier_.finish();
        walk.closure.root_rows = std::move(root_rows_);
        return walk;
    }

    // Counts the rows and references of the tables that stream. The server does that; their rows
    // are not read here.
    void count_streamed_tables();

    // From here on the roots come in parts: none but what is handed out. The rows must outlive
    // this.
    void take_roots_in_parts(std::vector<RootRows>& rows);
    void hand_out(std::vector<RowRange> ranges) { parts_ = std::move(ranges); }
    // Reads the keys of a root's rows, in its order, or counts the rows, whose ids are read when
    // they are taken.
    [[nodiscard]] RootRows read_root_rows(std::uint32_t root);

    [[nodiscard]] Frontier& frontier() noexcept { return frontier_; }

private:
    void estimate_if_due();
    [[nodiscard]] bool has_work(const Step& step) const;
    void take(const Step& step);
    // Makes the sink for rows that the root names.
    [[nodiscard]] RowSource::RowSink take_named(std::uint32_t root, bool chosen);
    void take_root(std::uint32_t index, bool chosen);
    void take_part(std::uint32_t index, bool chosen);
    void read_ids_up_to(std::uint32_t root, std::uint64_t last);
    [[nodiscard]] KeyList read_query_keys(std::uint32_t index, const ParentKey& key);
    void check_query_keys(std::uint32_t index, const ParentKey& key, const KeyList& keys);
    [[noreturn]] void fail_query(std::uint32_t index, const std::string& what,
                                 const std::string& hint) const;
    [[nodiscard]] bool with_tuples(const Relation& relation) const;
    void take_whole(TableId table);
    void take_whole_keys(ReferenceId id);
    void take_up(ParentKeyId id);
    void take_down(ReferenceId id, bool chosen);
    [[nodiscard]] bool mostly_there(ReferenceId id, std::size_t keys) const;

    const RowPlan& plan_;
    RowSource& source_;
    EdgeSink* edges_;
    std::optional<std::chrono::steady_clock::time_point> estimate_at_;
    const Cancellation& cancellation_;
    Frontier frontier_;
    std::set<std::pair<StepKind, std::uint32_t>> done_;  // steps that are taken once
    std::vector<RootRows>* rows_of_roots_ = nullptr;     // where they come in parts
    std::vector<RowRange> parts_;                        // by root: still to be taken
    std::vector<std::uint64_t> root_rows_;               // by root: named so far
};

}  // namespace subset
