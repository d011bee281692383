#include "load/difference/difference_sql.hpp"

#include <fmt/format.h>

namespace subset {
namespace {

constexpr std::string_view gone_rows = "pg_temp.subset_gone";

// Joins a row that goes, g, with the row itself, o.
std::string join_gone(const DifferingTable& differing) {
    return fmt::format("g.number = {} AND o.tableoid = g.relation AND o.ctid = g.id",
                       differing.number);
}

std::string list_of(const std::vector<std::string>& columns, std::string_view of) {
    std::string list;
    for (const std::string& column : columns) {
        list += fmt::format("{}{}{}", list.empty() ? "" : ", ", of, column);
    }
    return list;
}

std::string render_delete(const DifferingTable& differing) {
    return fmt::format("DELETE FROM {} AS o USING {} AS g WHERE {} AND g.new IS NULL RETURNING 1",
                       differing.table->own_rows, gone_rows, join_gone(differing));
}

std::string render_insert(const DifferingTable& differing) {
    const std::vector<std::string>& columns = differing.table->columns;
    return fmt::format(
        "INSERT INTO {} {}SELECT {} FROM {} AS n, removed AS x WHERE x.rows >= 0 AND NOT EXISTS "
        "(SELECT FROM {} AS g WHERE g.number = {} AND g.new = n.ctid) RETURNING 1",
        differing.table->name,
        columns.empty() ? "" : fmt::format("({}) OVERRIDING SYSTEM VALUE ", list_of(columns, "")),
        list_of(columns, "n."), name_of_new(differing.number), gone_rows, differing.number);
}

std::string render_update(const DifferingTable& differing) {
    std::string set;
    for (const std::string& column : differing.table->updated) {
        set += fmt::format("{}{} = n.{}", set.empty() ? "" : ", ", column, column);
    }
    return fmt::format(
        "UPDATE {} AS o SET {} FROM {} AS g, {} AS n, inserted AS x WHERE x.rows >= 0 AND {} AND "
        "n.ctid = g.new RETURNING 1",
        differing.table->own_rows, set, gone_rows, name_of_new(differing.number),
        join_gone(differing));
}

bool may_pair(const DifferingTable& differing) {
    return differing.comes && differing.goes && !differing.table->same_row.empty() &&
           !differing.table->updated.empty();
}

// Parts collects statements that stand in one WITH, and adds up how many rows each returns.
struct Parts {
    std::string with;
    std::string counts;

    void add(const std::string& name, const std::string& sql) {
        with += fmt::format("{}{} AS ({})", with.empty() ? "" : ", ", name, sql);
        counts += fmt::format("{}(SELECT pg_catalog.count(*) FROM {})", counts.empty() ? "" : " + ",
                              name);
    }
    // So that what follows can wait for these.
    [[nodiscard]] std::string sum(std::string_view name) const {
        return fmt::format("{}{}{} (rows) AS MATERIALIZED (SELECT {})", with,
                           with.empty() ? "" : ", ", name, counts.empty() ? "0" : counts);
    }
};

std::string count_of(bool there, char kind, std::size_t number) {
    return there ? fmt::format("(SELECT pg_catalog.count(*) FROM {}{})", kind, number) : "0";
}

}  // namespace

std::string name_of_new(std::size_t number) { return fmt::format("pg_temp.subset_new_{}", number); }

std::string render_create_new(const DifferenceTable& table, std::size_t number) {
    return fmt::format(
        "CREATE TEMPORARY TABLE subset_new_{} ON COMMIT DROP AS SELECT {} FROM {} AS o WITH NO "
        "DATA",
        number, list_of(table.columns, "o."), table.own_rows);
}

std::string render_create_gone() {
    return "CREATE TEMPORARY TABLE subset_gone (number pg_catalog.int8, relation pg_catalog.oid, "
           "id pg_catalog.tid, new pg_catalog.tid) ON COMMIT DROP";
}

std::string render_copy_gone() {
    return fmt::format("COPY {} (number, relation, id) FROM STDIN", gone_rows);
}

std::string render_gone_line(std::size_t number, std::uint32_t relation, std::uint32_t block,
                             std::uint16_t offset) {
    return fmt::format("{}\t{}\t({},{})\n", number, relation, block, offset);
}

std::string render_pair(const DifferingTable& differing) {
    if (!may_pair(differing)) {
        return {};
    }
    return fmt::format("UPDATE {} AS g SET new = n.ctid FROM {} AS o, {} AS n WHERE {} AND {}",
                       gone_rows, differing.table->own_rows, name_of_new(differing.number),
                       join_gone(differing), differing.table->same_row);
}

std::string render_part(const DifferingTable& differing) {
    return fmt::format("UPDATE {} SET new = NULL WHERE number = {}", gone_rows, differing.number);
}

std::string render_values_come_again(const DifferingTable& differing, const ParentRule& rule) {
    return fmt::format(
        "SELECT 1 FROM {} AS o, {} AS g WHERE {} AND g.new IS NULL AND EXISTS (SELECT FROM {} AS n "
        "WHERE {}) LIMIT 1",
        differing.table->own_rows, gone_rows, join_gone(differing), name_of_new(differing.number),
        rule.same_values);
}

std::string render_values_change(const DifferingTable& differing, const ParentRule& rule) {
    return fmt::format(
        "SELECT 1 FROM {} AS o, {} AS g, {} AS n WHERE {} AND n.ctid = g.new AND "
        "ROW({})::pg_catalog.record OPERATOR(pg_catalog.*<>) ROW({})::pg_catalog.record LIMIT 1",
        differing.table->own_rows, gone_rows, name_of_new(differing.number), join_gone(differing),
        rule.old_values, rule.new_values);
}

std::string render_difference(const std::vector<DifferingTable>& tables) {
    Parts deletes;
    Parts inserts;
    Parts updates;
    std::string results;
    for (const DifferingTable& each : tables) {
        if (each.goes) {
            deletes.add(fmt::format("d{}", each.number), render_delete(each));
        }
        if (each.comes) {
            inserts.add(fmt::format("i{}", each.number), render_insert(each));
        }
        if (may_pair(each)) {
            updates.add(fmt::format("u{}", each.number), render_update(each));
        }
        results += fmt::format("{}SELECT {}, {}, {}, {}", results.empty() ? "" : " UNION ALL ",
                               each.number, count_of(each.goes, 'd', each.number),
                               count_of(each.comes, 'i', each.number),
                               count_of(may_pair(each), 'u', each.number));
    }
    std::string sql = "WITH " + deletes.sum("removed") + ", " + inserts.sum("inserted");
    sql += updates.with.empty() ? "" : ", " + updates.with;
    return sql + " " + results;
}

}  // namespace subset
