#include "catalog/read_relations.hpp"

#include "catalog/inheritance.hpp"
#include "catalog/sql.hpp"
#include "config/glob.hpp"
#include "pg/sql_variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace subset {
namespace {

// This is a partition of which it is not known yet which of its table's leaves are below it.
struct Part {
    QualifiedName name;
    Oid root = 0;
    Oid parent = 0;
    char kind = 'r';
    double rows = -1;
    std::uint64_t bytes = 0;
    bool readable = true;
    RowSecurity row_security;
    std::string without_row_ids = {};
};

RowSecurity make_row_security(const pg::Row& row) {
    const bool active = row.boolean(9);
    return {active, active && !row.is_null(10), row.cell(10).value_or("")};
}

void add_to_table(Table& table, double rows, std::uint64_t bytes, bool readable) {
    if (rows >= 0) {
        table.about_rows = table.about_rows.value_or(0) + static_cast<std::uint64_t>(rows);
    }
    table.about_bytes += bytes;
    table.readable = table.readable && readable;
}

void add_partitions(const std::map<Oid, Part>& parts, Catalog& catalog, Lookup& lookup) {
    // Leaves are ordered by name, as a leaf's number must be the same in every run.
    std::vector<std::pair<Oid, const Part*>> ordered;
    for (const auto& [oid, part] : parts) {
        ordered.emplace_back(oid, &part);
    }
    std::sort(ordered.begin(), ordered.end(), [](const auto& left, const auto& right) {
        return left.second->name < right.second->name;
    });
    std::unordered_map<Oid, std::vector<std::uint16_t>> leaves_under;
    for (const auto& [oid, part] : ordered) {
        const auto found = lookup.tables.find(part->root);
        if (found == lookup.tables.end() || part->kind == 'p') {
            continue;
        }
        Table& table = catalog.tables[found->second];
        if (part->kind == 'f') {
            table.foreign_partition = part->name;
            continue;
        }
        if (!part->without_row_ids.empty()) {
            table.without_row_ids = fmt::format("has a partition, {}, that {}", part->name.text(),
                                                part->without_row_ids);
        }
        // A row's id has 16 bits for the number of its leaf.
        if (table.leaves.size() > std::numeric_limits<std::uint16_t>::max()) {
            throw Error{ErrorKind::system,
                        fmt::format("{} has more than {} partitions", table.name.text(),
                                    table.leaves.size()),
                        "That is more than this program can tell apart; leave its schema out by "
                        "[source] schemas."};
        }
        const auto leaf = static_cast<std::uint16_t>(table.leaves.size());
        table.leaves.push_back({oid, part->name});
        add_to_table(table, part->rows, part->bytes, part->readable);
        std::size_t levels = 0;
        for (Oid above = oid; above != part->root; ++levels) {
            const auto below = parts.find(above);
            if (below == parts.end() || levels > parts.size()) {
                pg::fail_answer("a partition without a way to its root");
            }
            leaves_under[above].push_back(leaf);
            above = below->second.parent;
        }
    }
    for (const auto& [oid, part] : ordered) {
        const auto found = lookup.tables.find(part->root);
        if (found != lookup.tables.end()) {
            lookup.relations[oid] = catalog.relations.size();
            catalog.relations.push_back(
                {oid, part->name, found->second, false, leaves_under[oid], part->row_security});
        }
    }
}

// In an access method other than heap, a ctid may mean something else, so it cannot tell rows
// apart.
std::string explain_access_method(const pg::Row& row) {
    const std::string method = row.cell(14).value_or("heap");
    return method == "heap"
               ? ""
               : fmt::format("has the access method {}, and not PostgreSQL's own", method);
}

}  // namespace

void read_extension_relations(pg::Session& session, Catalog& catalog) {
    for (const pg::Row& row : session.query(std::string{sql::extension_tables})) {
        ExtensionRelation& each = catalog.extension_relations.emplace_back();
        each.name = {row.text(1), row.text(2)};
        each.is_sequence = row.text(3) == "S";
        each.extension = row.text(4);
        each.condition = row.cell(5);
        each.readable = row.boolean(6);
        each.policy_active = row.boolean(7);
        each.columns = row.cell(8).value_or("");
        each.definitions = row.cell(9).value_or("");
        each.key = row.cell(10).value_or("");
        each.updates = row.cell(11).value_or("");
        each.everybody_inserts = row.boolean(12);
        each.everybody_references = row.boolean(13);
        each.everybody_selects = row.boolean(14);
    }
}

std::string render_relations_query() {
    return pg::with_variable(sql::relations, "may_read", sql::may_read);
}

Lookup read_relations(pg::Session& session, const std::vector<TableRule>& rules, Catalog& catalog) {
    Lookup lookup;
    std::map<Oid, Part> parts;
    Inheritance inheritance;
    for (const pg::Row& row : session.query(render_relations_query())) {
        const Oid oid = row.oid(0);
        const QualifiedName name{row.text(1), row.text(2)};
        const char kind = row.letter(3);
        const double rows = row.real(6);
        const auto bytes = static_cast<std::uint64_t>(row.number(7));
        const bool readable = row.boolean(8);
        inheritance.add(oid, name, row.cell(12).value_or(""), row.number(13));
        if (!row.is_null(4)) {
            parts[oid] = {name,
                          row.oid(4),
                          row.oid(5),
                          kind,
                          rows,
                          bytes,
                          readable,
                          make_row_security(row),
                          explain_access_method(row)};
        } else if (kind == 'r' || kind == 'p') {
            Table table;
            table.id = TableId{static_cast<std::uint32_t>(catalog.tables.size())};
            table.oid = oid;
            table.name = name;
            table.kind = kind == 'p' ? TableKind::partitioned : TableKind::plain;
            table.row_security = make_row_security(row);
            table.without_row_ids = explain_access_method(row);
            table.extension = row.cell(11).value_or("");
            table.in_scope =
                table.extension.empty() &&
                std::binary_search(catalog.schemas.begin(), catalog.schemas.end(), name.schema);
            if (kind == 'r') {
                table.leaves.push_back({oid, name});
                add_to_table(table, rows, bytes, readable);
            } else {
                table.readable = readable;
            }
            lookup.tables[oid] = table.id;
            lookup.relations[oid] = catalog.relations.size();
            catalog.relations.push_back({oid, name, table.id, true, {}, table.row_security});
            catalog.tables.push_back(std::move(table));
        } else {
            catalog.other_relations.push_back(name);
        }
    }
    add_partitions(parts, catalog, lookup);
    inheritance.fill(catalog, lookup);
    for (Table& table : catalog.tables) {
        table.absent =
            table.in_scope && config::is_absent(rules, {table.name, table.ancestor_names});
        table.in_scope = table.in_scope && !table.absent;
    }
    return lookup;
}

}  // namespace subset
