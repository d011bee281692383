#include "propose/propose_config.hpp"

#include "catalog/column_sql.hpp"
#include "config/toml/toml_text.hpp"
#include "pg/quote.hpp"
#include "plan/tables/row_security.hpp"
#include "propose/try_proposal.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace subset {
namespace {

constexpr std::size_t roots_named = 3;
constexpr std::uint64_t rows_of_whole = 1'000;
constexpr std::uint64_t bytes_of_whole = std::uint64_t{1} << 20;

// Renders "user_id DESC". The server is asked because only it knows which words need quotes.
std::string read_order(const Table& table, const std::optional<LatestBy>& latest_by,
                       pg::CopyChannel& reader) {
    if (!latest_by) {
        return {};
    }
    const std::string name =
        reader
            .query("SELECT pg_catalog.quote_ident(" +
                   pg::quote_literal(table.columns[latest_by->column].name) + ")")
            .at(0)
            .text(0);
    return name + (latest_by->has_nulls ? " DESC NULLS LAST" : " DESC");
}

std::vector<ProposedRoot> propose_roots(const Landscape& source, pg::CopyChannel& reader) {
    std::vector<ProposedRoot> roots;
    for (const RootCandidate& each : rank_roots(source)) {
        if (roots.size() < roots_named) {
            const Table& table = source.catalog().table(each.table);
            roots.push_back({each, read_order(table, each.latest_by, reader)});
        }
    }
    return roots;
}

bool is_plain_word(std::string_view name) {
    return !name.empty() && (name.front() < '0' || name.front() > '9') &&
           std::all_of(name.begin(), name.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_';
           });
}

// Renders an order by which the latest rows by the primary key come first. Without a key, the
// server chooses the rows.
std::string render_child_order(const Table& child) {
    std::string order;
    for (const std::uint16_t column : child.primary_key) {
        if (!config::can_name_column(child.columns[column].name)) {
            return {};
        }
        order +=
            (order.empty() ? "" : ", ") + render_written_column(child.columns[column]) + " DESC";
    }
    return order;
}

std::vector<ProposedLimit> propose_limits(const Landscape& source, TableId root) {
    std::vector<ProposedLimit> limits;
    for (const ChildLimit& each : propose_child_limits(source, root)) {
        const Catalog& catalog = source.catalog();
        const Reference& reference = catalog.reference(each.reference);
        const auto alike = std::count_if(catalog.references.begin(), catalog.references.end(),
                                         [&](const Reference& other) {
                                             return other.child.oid == reference.child.oid &&
                                                    other.parent.oid == reference.parent.oid &&
                                                    other.child_columns == reference.child_columns;
                                         });
        if (config::find_table_name(reference.child.name) &&
            config::find_table_name(reference.parent.name)) {
            const Table& child = catalog.table(reference.child.table);
            const bool named =
                std::all_of(reference.child_columns.begin(), reference.child_columns.end(),
                            [&](std::uint16_t column) {
                                return config::can_name_column(child.columns[column].name);
                            });
            limits.push_back({each, render_child_order(child), alike > 1 || !named});
        }
    }
    return limits;
}

// Finds small tables all of whose parents are small too. Tables that come down from the root are
// left out, as not all of their rows are wanted.
std::vector<TableId> find_whole(const Landscape& source, const std::vector<bool>& down) {
    std::vector<bool> whole;
    for (const Table& table : source.catalog().tables) {
        const TableSize& size = source.size(table.id);
        whole.push_back(source.comes(table.id) && !down[index_of(table.id)] &&
                        size.rows < rows_of_whole && size.bytes < bytes_of_whole);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const Reference& reference : source.catalog().references) {
            const std::size_t child = index_of(reference.child.table);
            if (whole[child] && !whole[index_of(reference.parent.table)]) {
                whole[child] = false;
                changed = true;
            }
        }
    }
    // A table's name also means all tables that inherit from it.
    for (const Table& table : source.catalog().tables) {
        const std::vector<TableId> tree = source.tree(table.id);
        whole[index_of(table.id)] = std::all_of(
            tree.begin(), tree.end(), [&](TableId each) { return whole[index_of(each)]; });
    }
    std::vector<TableId> tables;
    for (const Table& table : source.catalog().tables) {
        const auto& ancestors = table.ancestors;
        const bool named = std::any_of(ancestors.begin(), ancestors.end(),
                                       [&](TableId each) { return whole[index_of(each)]; });
        // The table of a migration tool comes without an entry.
        if (whole[index_of(table.id)] && !named && source.rows_of_tree(table.id) > 0 &&
            !table.migrations) {
            tables.push_back(table.id);
        }
    }
    return tables;
}

// Adds the tables that the rest of the config would reach and that cannot come or should not.
// Tables of which a policy hides rows are added in any case, so that somebody hears of it.
void add_empty(const Landscape& source, std::vector<bool> reached, ConfigProposal& proposal) {
    const std::vector<bool> down = reached;
    for (const TableId table : proposal.whole) {
        reached[index_of(table)] = true;
    }
    reached = source.with_parents(std::move(reached));
    for (const Table& table : source.catalog().tables) {
        const Standing standing = source.standing(table.id);
        const auto& parents = source.graph().parents_of[index_of(table.id)];
        const bool of_reached =
            std::any_of(parents.begin(), parents.end(), [&](ReferenceId reference) {
                return reached[index_of(source.catalog().reference(reference).parent.table)];
            });
        if (standing == Standing::log || standing == Standing::policy ||
            (standing != Standing::comes && standing != Standing::out_of_scope &&
             (reached[index_of(table.id)] || of_reached))) {
            proposal.empty.push_back(table.id);
        } else if (standing == Standing::comes && down[index_of(table.id)] &&
                   source.rows(table.id) > 0 && source.has_name_of_log(table.id) &&
                   table.id != proposal.roots.front().table) {
            proposal.perhaps_empty.push_back(table.id);
        }
    }
}

}  // namespace

// After a dot, every word may be a column's name without quotes.
std::string render_written_column(const Column& column) {
    return std::string{row_alias} + "." +
           (is_plain_word(column.name) ? column.name : pg::quote_identifier(column.name));
}

bool ConfigProposal::masks_all() const {
    return std::all_of(masks.masks.begin(), masks.masks.end(),
                       [](const ProposedMask& mask) { return mask.live(); });
}

ConfigProposal propose_config(const SourceConfig& config, const Landscape& source,
                              pg::CopyChannel& reader) {
    ConfigProposal proposal;
    proposal.roots = propose_roots(source, reader);
    if (proposal.roots.empty()) {
        for (const Table& table : source.catalog().tables) {
            if (source.standing(table.id) == Standing::policy) {
                throw make_hidden_error(source.catalog().end, table.name, table.row_security);
            }
        }
        throw Error{ErrorKind::config, "the source has no table that a twin could begin from",
                    "It has tables, but their rows are on another server, or their names cannot be "
                    "written in a config."};
    }
    const TableId root = proposal.roots.front().table;
    const std::vector<bool> down = source.reached_down(root);
    proposal.child_limits = propose_limits(source, root);
    proposal.whole = find_whole(source, down);
    add_empty(source, down, proposal);
    proposal.undeclared = find_undeclared_references(source, reader);
    add_masks(config, source, reader, proposal);
    return proposal;
}

}  // namespace subset
