#include "propose/propose_masks.hpp"

#include "config/toml/toml_text.hpp"
#include "mask/group_fit.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/parse/parse_preset.hpp"
#include "mask/value_class.hpp"
#include "plan/null_columns.hpp"
#include "preflight/look_at_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

struct Proposal {
    std::string mask;  // empty: keep it, or find one
    std::string why;
    std::string wanted = {};  // before it was fitted to the column
};

// If this share of the values looks like something, the column is taken to hold that.
bool most(std::uint64_t some, std::uint64_t values) { return values > 0 && some * 5 >= values; }

// Texts that are longer than this on average may say anything about anybody.
constexpr std::uint64_t long_text = 60;

Proposal propose(const Column& column, const UnclassifiedColumn& unclassified,
                 const ColumnLook& look) {
    if (most(look.addresses, look.values)) {
        return {"@email", "its values look like addresses of mail"};
    }
    if (most(look.cards, look.values)) {
        return {"@card", "its values look like card numbers"};
    }
    if (!unclassified.looks_like.empty()) {
        return {unclassified.looks_like, "by its name"};
    }
    if (most(look.phones, look.values)) {
        return {"@phone", "its values look like telephone numbers"};
    }
    switch (shape_of(column).value) {
        case ValueClass::words:
            return {"''::tsvector", "it holds the words of other columns"};
        case ValueClass::json:
            return {"@json", "anything may be in there"};
        case ValueClass::ip:
            return {"@ip", "an address"};
        case ValueClass::text:
            return look.values > 0 && look.letters / look.values > long_text
                       ? Proposal{"@text", "its texts are long"}
                       : Proposal{};
        default:
            return {};
    }
}

// Returns the nearest mask that fits all columns of a group, as names do not say how much room
// there is. The text is empty where no mask fits.
std::string fit(const std::string& mask, const Catalog& catalog,
                const std::vector<ColumnOf>& members) {
    if (mask.empty() || has_own_sql(mask)) {
        return mask;
    }
    for (const std::string& each :
         {mask, std::string{"@hash"}, std::string{"@text"}, std::string{"@null"}}) {
        if (!find_misfit(catalog, members, parse_preset(each))) {
            return each;
        }
    }
    return {};
}

std::string render_section(const MaskConfig& config, const MaskProposal& proposal) {
    std::string text = "[mask]\n";
    // The key itself is not shown: it may be a secret that ${NAME} stood for.
    text += config.key ? "# key as it is\n" : "key = \"${MASK_KEY}\"\n";
    text += "unclassified = \"error\"\n";
    std::vector<std::string> kept;
    for (const Text& each : config.keep) {
        kept.push_back(each.value);
    }
    kept.insert(kept.end(), proposal.kept.begin(), proposal.kept.end());
    return kept.empty() ? text : text + "keep = " + config::render_long_list(kept) + "\n";
}

std::string render_line(const ProposedMask& mask, const Column& column) {
    const std::string line = fmt::format(
        "{} = {}  # {}{}\n", config::render_key(column.name),
        mask.mask.empty() ? "\"...\"" : config::render_string(mask.mask), mask.why, mask.misfit);
    return mask.live() ? line : "# " + line;
}

}  // namespace

MaskProposal find_masks(const RowPlan& plan, pg::CopyChannel& reader) {
    IdVector<TableId, StatesOfTable> states;
    for (const TablePlan& each : plan.tables) {
        states.push_back(each.states);
    }
    const std::vector<UnclassifiedColumn> columns = find_unclassified(plan.catalog, states);
    const std::vector<ColumnLook> looks = look_at_columns(plan, columns, reader);
    const ColumnGroups groups = make_column_groups(plan);
    // The map is by group: one reason to mask one of its columns is enough for all.
    std::map<std::size_t, Proposal> proposals;
    std::map<std::size_t, ColumnOf> heads;
    for (std::size_t position = 0; position < columns.size(); ++position) {
        const ColumnOf of{columns[position].table, columns[position].column};
        const ColumnOf head = groups.head_of(of);
        const Column& column = plan.catalog.table(head.table).columns[head.column];
        Proposal proposal = propose(column, columns[position], looks[position]);
        const std::size_t group = groups.group_of(of);
        proposal.wanted = proposal.mask;
        // Rows find their partition by such a column, so no mask is proposed for it.
        proposal.mask =
            column.routes ? "" : fit(proposal.mask, plan.catalog, groups.members(group));
        heads.emplace(group, head);
        Proposal& known = proposals.emplace(group, proposal).first->second;
        known = known.mask.empty() ? proposal : known;
    }
    MaskProposal found;
    for (const auto& [group, head] : heads) {
        const Table& table = plan.catalog.table(head.table);
        const Column& column = table.columns[head.column];
        const Proposal& proposal = proposals.at(group);
        if (!proposal.mask.empty()) {
            found.masks.push_back({head, proposal.mask, proposal.why});
        } else if (!proposal.wanted.empty() && !column.routes) {
            found.masks.push_back(
                {head, "", proposal.why,
                 fmt::format(", but {} does not fit: write SQL", proposal.wanted)});
        } else {
            found.kept.push_back(config::render_column_pattern(table.name, column.name));
        }
    }
    std::sort(found.masks.begin(), found.masks.end(),
              [](const auto& left, const auto& right) { return left.column < right.column; });
    std::sort(found.kept.begin(), found.kept.end());
    return found;
}

std::string render_mask_tables(const MaskProposal& proposal, const Catalog& catalog) {
    std::string text;
    for (auto mask = proposal.masks.begin(); mask != proposal.masks.end();) {
        const Table& table = catalog.table(mask->column.table);
        std::string lines;
        bool live = false;
        for (; mask != proposal.masks.end() && mask->column.table == table.id; ++mask) {
            live = live || mask->live();
            lines += render_line(*mask, table.columns[mask->column.column]);
        }
        const std::string opening =
            fmt::format("[[table]]\nname = {}\n[table.mask]\n",
                        config::render_string(config::render_table_pattern(table.name)));
        // An entry without any mask would say nothing, which is an error.
        text += "\n" + (live ? opening : config::comment_out(opening)) + lines;
    }
    return text;
}

std::string propose_masks(const MaskConfig& config, const RowPlan& plan, pg::CopyChannel& reader) {
    const MaskProposal proposal = find_masks(plan, reader);
    return render_section(config, proposal) + render_mask_tables(proposal, plan.catalog);
}

}  // namespace subset
