// This half of the walker reads the rows that the roots name, all at once or in parts.
#include "closure/dangling_samples.hpp"
#include "closure/walker.hpp"
#include "plan/keys/key_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace subset {

RowSource::RowSink Walker::take_named(std::uint32_t root, bool chosen) {
    root_rows_.resize(plan_.roots.size());
    return [this, root, chosen](const SourceRow& row) {
        ++root_rows_[root];
        if (edges_ != nullptr) {
            edges_->names(root, row.id);
        }
        const Relation& relation = plan_.roots[root].relation;
        frontier_.arrive(plan_.catalog.table_with(relation, leaf_of(row.id)), row, chosen);
    };
}

void Walker::take_root(std::uint32_t index, bool chosen) {
    const RootPlan& root = plan_.roots[index];
    const RowSource::RowSink sink = take_named(index, chosen);
    if (root.query.empty()) {
        source_.read_root(index, with_tuples(root.relation), sink);
        return;
    }
    const ParentKey& key = plan_.parent_key(*root.query_key);
    const KeyList keys = read_query_keys(index, key);
    std::uint64_t found = 0;
    source_.read_parents(key.id, keys, with_tuples(root.relation), [&](const SourceRow& row) {
        ++found;
        sink(row);
    });
    if (found < keys.size() || !key.unique) {
        check_query_keys(index, key, keys);
    }
}

// Reads some rows of a root by their ids, or by the keys that its query returned.
void Walker::take_part(std::uint32_t index, bool chosen) {
    const RootPlan& root = plan_.roots[index];
    const RootRows& rows = (*rows_of_roots_)[index];
    const RowRange range = std::exchange(parts_[index], {});
    const RowSource::RowSink sink = take_named(index, chosen);
    if (rows.by_key) {
        KeyList keys{rows.keys.form()};
        for (std::uint64_t position = range.first; position < range.last; ++position) {
            keys.add(rows.keys[position]);
        }
        source_.read_parents(*root.query_key, keys, with_tuples(root.relation), sink);
        return;
    }
    read_ids_up_to(index, range.last);
    std::map<TableId, std::vector<RowId>> by_table;
    for (std::uint64_t position = range.first; position < range.last; ++position) {
        const RowId id = rows.ids[position];
        by_table[plan_.catalog.table_with(root.relation, leaf_of(id))].push_back(id);
    }
    for (auto& [table, ids] : by_table) {
        std::sort(ids.begin(), ids.end());
        source_.read_by_id(table, ids, frontier_.with_tuple(table), sink);
    }
}

// Reads ahead, as the next part is often the next row.
void Walker::read_ids_up_to(std::uint32_t root, std::uint64_t last) {
    constexpr std::uint64_t least = 4096;
    RootRows& rows = (*rows_of_roots_)[root];
    if (last <= rows.ids.size()) {
        return;
    }
    const std::uint64_t most = std::max<std::uint64_t>(last - rows.ids.size(), least);
    source_.read_root_ids(root, most, [&](RowId id) { rows.ids.push_back(id); });
    if (rows.ids.size() < last) {
        throw Error{
            ErrorKind::user_sql,
            fmt::format("[[root]] of {} names {} rows when they are counted, and fewer when "
                        "they are read",
                        plan_.roots[root].relation.name.text(), rows.size),
            "With fit in [limits] its where and order_by must give the same rows each time "
            "that the server is asked: leave out functions such as random().",
            plan_.roots[root].rule.place};
    }
}

void Walker::take_roots_in_parts(std::vector<RootRows>& rows) {
    rows_of_roots_ = &rows;
    parts_.assign(rows.size(), {});
}

RootRows Walker::read_root_rows(std::uint32_t index) {
    const RootPlan& root = plan_.roots[index];
    RootRows rows;
    if (root.query.empty()) {
        rows.size = source_.count_root_ids(index);
        return rows;
    }
    const ParentKey& key = plan_.parent_key(*root.query_key);
    rows.by_key = true;
    rows.keys = read_query_keys(index, key);
    check_query_keys(index, key, rows.keys);
    rows.size = rows.keys.size();
    return rows;
}

KeyList Walker::read_query_keys(std::uint32_t index, const ParentKey& key) {
    std::vector<KeyKind> kinds;
    for (const std::uint16_t column : key.columns) {
        kinds.push_back(plan_.catalog.table(key.relation.table).columns[column].key_kind);
    }
    KeyCoder coder = make_bare_coder(key, std::move(kinds));
    KeySet distinct{key.form};
    KeyList keys{key.form};
    source_.read_root_keys(index, [&](std::span<const KeyPart> values) {
        const auto encoded = coder.encode(values);
        if (!encoded) {
            fail_query(index, "returned a NULL in a primary key column",
                       "Each row that it returns must name a row of the table.");
        }
        if (distinct.want(*encoded)) {
            keys.add(*encoded);
        }
    });
    return keys;
}

void Walker::check_query_keys(std::uint32_t index, const ParentKey& key, const KeyList& keys) {
    std::vector<bool> matched(keys.size(), false);
    source_.read_matches(key.id, keys,
                         [&](std::size_t position, RowId) { matched[position] = true; });
    const auto unknown = std::find(matched.begin(), matched.end(), false);
    if (unknown != matched.end()) {
        fail_query(
            index,
            fmt::format("returned {} keys that no row of {} has{}",
                        std::count(matched.begin(), matched.end(), false), key.relation.name.text(),
                        show_unknown(plan_, key,
                                     keys[static_cast<std::size_t>(unknown - matched.begin())])),
            "It must return the table's own primary key.");
    }
}

void Walker::fail_query(std::uint32_t index, const std::string& what,
                        const std::string& hint) const {
    throw Error{ErrorKind::user_sql, "[[root]] query " + what, hint,
                plan_.roots[index].rule.query->place};
}

}  // namespace subset
