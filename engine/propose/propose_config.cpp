#include "propose/propose_config.hpp"

#include "catalog/column_sql.hpp"
#include "config/toml/toml_text.hpp"
#include "pg/quote.hpp"
#include "plan/tables/row_security.hpp"
#include "propose/try_proposal.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace subset {
namespace {

constexpr std::size_t roots_named = 3;

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
                              pg::CopyChannel& reader, const KeyOffer& offer) {
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
    proposal.child_limits = propose_limits(source, root);
    proposal.undeclared = find_undeclared_references(source, reader);
    proposal.tables = choose_tables(source, root, proposal.undeclared.references);
    add_masks(config, source, reader, offer, proposal);
    return proposal;
}

}  // namespace subset
