#include "propose/try_proposal.hpp"

#include "config/toml/toml_text.hpp"
#include "mask/group_fit.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/parse/parse_preset.hpp"
#include "plan/make_plan.hpp"
#include "preflight/check_user_sql.hpp"
#include "preflight/try_masks.hpp"
#include "subset/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace subset {
namespace {

Text text_of(std::string value) { return {std::move(value), {}}; }

std::optional<Text> unless_empty(const std::string& value) {
    return value.empty() ? std::nullopt : std::optional{text_of(value)};
}

RootConfig make_root(const Catalog& catalog, const ProposedRoot& root) {
    RootConfig config;
    config.table = text_of(config::find_table_name(catalog.table(root.table).name).value());
    config.order_by = unless_empty(root.order_by);
    config.limit = root_limit;
    config.children = true;
    return config;
}

ChildRule make_child_rule(const Catalog& catalog, const ProposedLimit& limit) {
    const Reference& reference = catalog.reference(limit.reference);
    ChildRule rule;
    rule.table = text_of(config::find_table_name(reference.child.name).value());
    rule.parent = text_of(config::find_table_name(reference.parent.name).value());
    rule.name = text_of(reference.name);
    rule.order_by = unless_empty(limit.order_by);
    rule.limit = limit.limit;
    return rule;
}

TableRule make_table_rule(const Catalog& catalog, TableId table, RowsRule rows) {
    return {text_of(config::render_table_pattern(catalog.table(table).name)), rows, {}, {}};
}

// Makes a config of what the proposal says, without its masks.
Config make_config(const SourceConfig& source, const Catalog& catalog,
                   const ConfigProposal& proposal) {
    Config config;
    config.source = source;
    config.roots.push_back(make_root(catalog, proposal.roots.front()));
    for (const ProposedLimit& limit : proposal.child_limits) {
        config.children.push_back(make_child_rule(catalog, limit));
    }
    for (const TableId table : proposal.tables.whole) {
        config.tables.push_back(make_table_rule(catalog, table, RowsRule::all));
    }
    for (const TableId table : proposal.tables.empty) {
        config.tables.push_back(make_table_rule(catalog, table, RowsRule::none));
    }
    for (const TableId table : proposal.tables.absent) {
        config.tables.push_back(make_table_rule(catalog, table, RowsRule::absent));
    }
    return config;
}

// Each mask gets its index as its id, so that a fault tells which mask it is about.
void put_masks(const Catalog& catalog, const ConfigProposal& proposal, Config& config) {
    const auto& masks = proposal.masks.masks;
    for (std::size_t position = 0; position < masks.size(); ++position) {
        const ProposedMask& mask = masks[position];
        if (!mask.live()) {
            continue;
        }
        const Table& table = catalog.table(mask.column.table);
        TableRule rule{text_of(config::render_table_pattern(table.name)), std::nullopt, {}, {}};
        rule.masks.push_back({text_of(table.columns[mask.column.column].name), text_of(mask.mask),
                              SubjectId{static_cast<std::uint32_t>(position)}});
        config.tables.push_back(std::move(rule));
    }
    for (const HarmlessColumn& kept : proposal.masks.kept) {
        config.mask.keep.emplace_back(text_of(kept.column));
    }
    config.mask.key = unless_empty(proposal.mask_key);
    config.mask.unclassified = proposal.masks_all() ? Unclassified::error : Unclassified::allow;
}

std::vector<ProposedParent> parents_of(const Catalog& catalog,
                                       const UndeclaredReferences& undeclared) {
    std::vector<ProposedParent> parents;
    for (const ReferenceGuess& each : undeclared.references) {
        parents.push_back({{each.child, each.column},
                           {each.parent, catalog.table(each.parent).primary_key.front()}});
    }
    return parents;
}

bool needs_key(const MaskProposal& proposal) {
    return std::any_of(proposal.masks.begin(), proposal.masks.end(), [](const ProposedMask& mask) {
        return mask.live() && !has_own_sql(mask.mask) && needs_key(parse_preset(mask.mask).preset);
    });
}

// Leaves out the masked values that a message may end with.
std::string render_reason(const std::string& message) {
    return ", but " + printable(std::string_view{message}.substr(0, message.find(": ")));
}

bool may_be_null(const Catalog& catalog, ColumnOf column) {
    const ColumnGroups groups{catalog};
    return !find_misfit(catalog, groups.members(groups.group_of(column)), parse_preset("@null"),
                        PresetForms{});
}

// Makes masks with faults NULL where that is possible, and comments otherwise. Returns false where
// none of the faults is about a mask.
bool take_back(const Catalog& catalog, const std::vector<Fault>& faults, MaskProposal& proposal) {
    std::set<SubjectId> taken;
    for (const Fault& fault : faults) {
        if (!fault.subject || taken.contains(*fault.subject)) {
            continue;
        }
        ProposedMask& mask = proposal.masks[index_of(*fault.subject)];
        if (!mask.live()) {
            continue;
        }
        taken.insert(*fault.subject);
        if (mask.mask != "@null" && may_be_null(catalog, mask.column)) {
            mask.why += render_reason(fault.message);
            mask.mask = "@null";
        } else {
            mask.misfit = render_reason(fault.message);
        }
    }
    return !taken.empty();
}

}  // namespace

void add_masks(const SourceConfig& config, const Landscape& source, pg::CopyChannel& reader,
               const KeyOffer& offer, ConfigProposal& proposal) {
    const Catalog& catalog = source.catalog();
    const Config rows = make_config(config, catalog, proposal);
    Config asking = rows;
    asking.mask.propose = true;
    proposal.masks =
        find_masks(make_plan(asking, catalog), parents_of(catalog, proposal.undeclared), reader);
    if (needs_key(proposal.masks)) {
        offer.give();
        proposal.mask_key = offer.key;
    }
    bool sql_checked = false;
    do {
        Config whole = rows;
        put_masks(catalog, proposal, whole);
        const Plan plan = make_plan(whole, catalog);
        proposal.faults = plan.faults;
        if (proposal.faults.empty() && !std::exchange(sql_checked, true)) {
            proposal.faults = check_user_sql(plan, false, reader);
        }
        if (proposal.faults.empty()) {
            proposal.faults = try_masks(plan, reader);
        }
    } while (take_back(catalog, proposal.faults, proposal.masks));
    // A key that nothing uses would only raise questions.
    proposal.mask_key = needs_key(proposal.masks) ? proposal.mask_key : "";
}

}  // namespace subset
