#include "source/sizes/read_disk_space.hpp"

#include "source/sizes/stored_columns.hpp"
#include "source/sizes/stored_leaves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace subset {
namespace {

constexpr std::uint64_t page_bytes = 8192;
constexpr double index_tuple_head = 8;
constexpr double line_pointer_bytes = 4;

double round_up_to_8(double bytes) { return std::ceil(bytes / 8) * 8; }

// The pages that an access method makes for an index without rows.
std::uint64_t pages_when_empty(const std::string& method) {
    return method == "hash"     ? 10
           : method == "gin"    ? 2
           : method == "spgist" ? 3
           : method == "brin"   ? 3
                                : 1;
}

// Rows that are not frozen while they are loaded, as those of partitions, have a map of free space
// instead of one of what is visible: three pages from the first row on, not one. This is one of the
// two others, which grows like an index with entries of next to nothing.
IndexSpace page_of_map() { return {.btree = false, .empty_bytes = 0, .entry_bytes = 1e-6}; }

// The columns of an index, "1 3 0": 0 stands for an expression.
std::vector<std::int16_t> parse_columns(const std::string& text) {
    std::vector<std::int16_t> columns;
    std::int16_t number = 0;
    bool in_number = false;
    for (const char each : text + " ") {
        if (each >= '0' && each <= '9') {
            number = static_cast<std::int16_t>(number * 10 + (each - '0'));
            in_number = true;
        } else if (in_number) {
            columns.push_back(std::exchange(number, std::int16_t{0}));
            in_number = false;
        }
    }
    return columns;
}

class SpaceReader {
public:
    SpaceReader(const Plan& plan, pg::CopyChannel& reader)
        : plan_{plan},
          version_num_{reader.server_version_num()},
          stored_{read_stored_columns(plan.catalog, reader)},
          leaves_{read_stored_leaves(plan.catalog, reader)} {
        read_indexes(reader);
    }

    [[nodiscard]] const StoredColumns& columns(TableId table) const { return stored_[table]; }

    [[nodiscard]] bool moves_out(const Table& table) const {
        return std::any_of(table.leaves.begin(), table.leaves.end(), [&](const Leaf& leaf) {
            const auto found = leaves_.find(leaf.oid);
            return found != leaves_.end() && found->second.has_toast;
        });
    }

    [[nodiscard]] TableSpace make_space(const Table& table, const TargetSizes& target) const {
        TableSpace space;
        for (const Leaf& leaf : table.leaves) {
            LeafSpace& each = space.leaves.emplace_back();
            // A little more than is computed: to load a twin again costs more than the room. Of
            // tables that come whatever fits, that could refuse a twin which does.
            constexpr double careful = 1.01;
            each.careful = plan_.table(table.id).rows == RowsRule::all ? 1 : careful;
            if (const auto found = leaves_.find(leaf.oid); found != leaves_.end()) {
                fill_in(each, table, found->second);
            }
            if (const auto found = indexes_.find(leaf.oid); found != indexes_.end()) {
                each.indexes = found->second;
            }
            if (const auto found = leaves_.find(leaf.oid);
                found != leaves_.end() && found->second.unlogged) {
                each.empty_bytes += each.empty_bytes + each.indexes.size() * page_bytes;
            }
            if (table.kind == TableKind::partitioned) {
                each.indexes.insert(each.indexes.end(), 2, page_of_map());
            }
            each.grows_by_batches =
                (target.version_num != 0 ? target.version_num : version_num_) >= bulk_extension;
            if (const auto found = target.factors.find(leaf.name.text());
                found != target.factors.end()) {
                each.factor = found->second;
            }
        }
        return space;
    }

private:
    void fill_in(LeafSpace& space, const Table& table, const StoredLeaf& leaf) const {
        // TOAST has an index, which has a page from the beginning.
        space.empty_bytes = leaf.has_toast ? page_bytes : 0;
        space.fill = leaf.fill;
        space.rows = leaf.rows;
        const StoredColumns& columns = stored_[table.id];
        const bool analysed = std::any_of(columns.begin(), columns.end(),
                                          [](const auto& each) { return each.second.analysed; });
        const double computed = round_up_to_8(average_row_bytes(columns)) + line_pointer_bytes;
        space.row_bytes =
            analysed || leaf.rows == 0 ? computed : std::max(computed, leaf.heap_bytes / leaf.rows);
        space.toast_bytes = leaf.rows > 0 ? leaf.toast_bytes / leaf.rows : 0;
    }

    void read_indexes(pg::CopyChannel& reader) {
        std::map<Oid, const Table*> tables;
        for (const Table& table : plan_.catalog.tables) {
            for (const Leaf& leaf : table.leaves) {
                tables.emplace(leaf.oid, &table);
            }
        }
        // Of a partition, the columns are named by the numbers that the table itself has for them.
        for (const pg::Row& row : reader.query(fmt::format(
                 "SELECT i.indrelid, m.amname, pg_catalog.pg_relation_size(c.oid::pg_catalog."
                 "regclass), c.reltuples, i.indisunique, (SELECT pg_catalog.string_agg(coalesce("
                 "t.attnum, 0)::pg_catalog.text, ' ' ORDER BY k.n) FROM pg_catalog.unnest("
                 "i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, n) LEFT JOIN "
                 "pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
                 "LEFT JOIN pg_catalog.pg_attribute AS t ON t.attrelid = coalesce((SELECT "
                 "pg_catalog.pg_partition_root(i.indrelid::pg_catalog.regclass)), i.indrelid) AND "
                 "t.attname = a.attname AND NOT t.attisdropped), i.indnatts <> i.indnkeyatts FROM "
                 "pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid "
                 "JOIN pg_catalog.pg_am AS m ON m.oid = c.relam WHERE c.relkind = 'i' AND "
                 "i.indisvalid AND i.indrelid = ANY ({}) ORDER BY c.oid",
                 list_leaves(plan_.catalog)))) {
            const auto found = tables.find(row.oid(0));
            if (found != tables.end()) {
                indexes_[row.oid(0)].push_back(make_index(row, *found->second));
            }
        }
    }

    [[nodiscard]] IndexSpace make_index(const pg::Row& row, const Table& table) const {
        const double bytes = row.real(2);
        const double entries = std::max(0.0, row.real(3));
        const auto leaf = leaves_.find(row.oid(0));
        const double rows = leaf == leaves_.end() ? 0 : leaf->second.rows;
        IndexSpace index;
        index.btree = row.text(1) == "btree";
        index.empty_bytes = pages_when_empty(row.text(1)) * page_bytes;
        index.entries_per_row = rows > 0 && entries > 0 ? std::min(1.0, entries / rows) : 1;
        const auto empty = static_cast<double>(index.empty_bytes);
        const double measured = entries > 0 ? std::max(0.0, bytes - empty) / entries : 0;
        const std::vector<std::int16_t> columns = parse_columns(row.text(5));
        const std::optional<double> key = key_bytes(table, columns);
        if (!index.btree || !key) {
            constexpr double guess = 40;
            index.entry_bytes = measured > 0 ? measured : guess;
            index.key_bytes = std::max(8.0, index.entry_bytes - index_tuple_head);
            return index;
        }
        index.key_bytes = *key;
        index.entry_bytes = round_up_to_8(index_tuple_head + *key) + line_pointer_bytes;
        const bool covers = row.boolean(6);
        if (!row.boolean(4) && !covers) {
            add_repetition(index, table, columns, rows * index.entries_per_row);
        }
        return index;
    }

    // The average key, with what aligns it; nothing where an expression is part of it.
    [[nodiscard]] std::optional<double> key_bytes(const Table& table,
                                                  const std::vector<std::int16_t>& columns) const {
        double bytes = 0;
        for (const std::int16_t number : columns) {
            const auto column = stored_[table.id].find(number);
            if (column == stored_[table.id].end()) {
                return std::nullopt;
            }
            const StoredColumn& each = column->second;
            if (!each.varies() && each.alignment > 1) {
                bytes = std::ceil(bytes / each.alignment) * each.alignment;
            }
            bytes += each.average_bytes();
        }
        return bytes;
    }

    void add_repetition(IndexSpace& index, const Table& table,
                        const std::vector<std::int16_t>& columns, double rows) const {
        double keys = 1;
        for (const std::int16_t number : columns) {
            const StoredColumn& column = stored_[table.id].at(number);
            const double distinct = column.distinct < 0 ? -column.distinct * rows : column.distinct;
            if (distinct <= 0) {
                return;  // nothing is known
            }
            keys *= distinct;
        }
        if (keys >= rows) {
            return;
        }
        index.keys = keys;
        index.rows_per_key = rows / keys;
        index.keys_whole = std::any_of(
            plan_.references.begin(), plan_.references.end(), [&](const ReferencePlan& each) {
                const Reference& reference = plan_.catalog.reference(each.reference);
                return each.follow != Follow::never && reference.child.table == table.id &&
                       reference.by_columns() && begins_with(table, columns, reference);
            });
    }

    static bool begins_with(const Table& table, const std::vector<std::int16_t>& columns,
                            const Reference& reference) {
        return !columns.empty() && !reference.child_columns.empty() &&
               table.columns[reference.child_columns.front()].number == columns.front();
    }

    // From that version on COPY makes a table longer by many pages at once (POSTGRES.md 64).
    static constexpr int bulk_extension = 160'000;

    const Plan& plan_;
    int version_num_;
    IdVector<TableId, StoredColumns> stored_;
    std::map<Oid, StoredLeaf> leaves_;
    std::map<Oid, std::vector<IndexSpace>> indexes_;
};

// A SELECT list has no more expressions than that: then the output is read behind the ids and keys.
constexpr std::size_t most_in_list = 1'600;

std::uint16_t add_key_value(TablePlan& table, TableOutput& output, std::string sql) {
    table.key_values.push_back({std::move(sql), KeyKind::integer});
    output.key_columns.emplace_back(std::nullopt);
    output.tuples_apart =
        output.tuples_apart || output.columns.size() + table.key_values.size() > most_in_list;
    return static_cast<std::uint16_t>(table.key_values.size() - 1);
}

}  // namespace

Plan with_disk_space(Plan plan, const TargetSizes& target, bool rows, pg::CopyChannel& reader) {
    const SpaceReader sizes{plan, reader};
    DiskSpace space;
    for (const Table& table : plan.catalog.tables) {
        space.tables.push_back(table.in_scope ? sizes.make_space(table, target) : TableSpace{});
    }
    for (const Table& table : plan.catalog.tables) {
        TablePlan& each = plan.tables[table.id];
        if (!table.in_scope || !each.reachable || each.streamable || takes_no_rows(each.rows)) {
            continue;
        }
        MaskedSizes masked;
        if (rows) {
            masked = read_masked_sizes(plan, table.id, sizes.columns(table.id), reader);
        }
        RowSizeSql sql = render_row_size(sizes.columns(table.id), masked);
        TableSpace& known = space.tables[table.id];
        TableOutput& output = plan.outputs[table.id];
        known.least_row_bytes = sql.least;
        known.size_slot = add_key_value(each, output, std::move(sql.size));
        if (sizes.moves_out(table) && !sql.largest.empty()) {
            known.largest_slot = add_key_value(each, output, std::move(sql.largest));
        }
    }
    plan.space = std::move(space);
    return plan;
}

}  // namespace subset
