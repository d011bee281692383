#include "closure/propose_masks.hpp"

#include "closure/look_at_columns.hpp"
#include "config/toml_text.hpp"
#include "plan/masks.hpp"
#include "plan/preset.hpp"
#include "plan/value_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace subset {
namespace {

using config::config_name;
using config::render_key;
using config::render_string;

struct Proposal {
    std::string mask;  // empty: keep it, or find one
    std::string why;
    std::string wanted = {};  // before it was held against the column
};

// A share of the values that looks like something makes the column hold that.
bool most(std::uint64_t some, std::uint64_t values) { return values > 0 && some * 5 >= values; }

// Long texts may say anything of anybody.
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

// The nearest mask that fits all columns of a group: names do not say how much room there is. Empty
// where none does.
std::string fit(const std::string& mask, const Catalog& catalog,
                const std::vector<ColumnOf>& members) {
    if (mask.empty() || !is_preset(mask)) {
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

std::string render_section(const MaskConfig& config, const std::vector<std::string>& proposed) {
    std::string text = "[mask]\n";
    // Its value may be a secret that ${NAME} stood for.
    text += config.key ? "# key as it is\n" : "key = \"${MASK_KEY}\"\n";
    text += "unclassified = \"error\"\n";
    std::vector<std::string> kept;
    for (const Text& each : config.keep) {
        kept.push_back(each.value);
    }
    kept.insert(kept.end(), proposed.begin(), proposed.end());
    if (!kept.empty()) {
        text += "keep = [\n";
        for (const std::string& each : kept) {
            text += "  " + render_string(each) + ",\n";
        }
        text += "]\n";
    }
    return text;
}

}  // namespace

std::string propose_masks(const Plan& plan, pg::CopyChannel& reader) {
    const std::vector<UnclassifiedColumn> columns = find_unclassified(plan);
    const std::vector<ColumnLook> looks = look_at_columns(plan, columns, reader);
    const ColumnGroups groups{plan.catalog};
    // By group: the first reason to mask one of its columns is one for all.
    std::map<std::size_t, Proposal> proposals;
    std::map<std::size_t, ColumnOf> heads;
    for (std::size_t position = 0; position < columns.size(); ++position) {
        const ColumnOf of{columns[position].table, columns[position].column};
        const ColumnOf head = groups.head_of(of);
        const Column& column = plan.catalog.table(head.table).columns[head.column];
        Proposal proposal = propose(column, columns[position], looks[position]);
        const std::size_t group = groups.group_of(of);
        proposal.wanted = proposal.mask;
        // By what routes rows find their partition.
        proposal.mask =
            column.routes ? "" : fit(proposal.mask, plan.catalog, groups.members(group));
        heads.emplace(group, head);
        Proposal& known = proposals.emplace(group, proposal).first->second;
        known = known.mask.empty() ? proposal : known;
    }
    std::map<TableId, std::string> masks;
    std::vector<std::string> kept;
    for (const auto& [group, head] : heads) {
        const Table& table = plan.catalog.table(head.table);
        const std::string& name = table.columns[head.column].name;
        const Proposal& proposal = proposals.at(group);
        if (proposal.mask.empty() && !proposal.wanted.empty() &&
            !table.columns[head.column].routes) {
            masks[head.table] +=
                fmt::format("# {} = \"...\"  # {}, but {} does not fit: write SQL\n",
                            render_key(name), proposal.why, proposal.wanted);
        } else if (proposal.mask.empty()) {
            kept.push_back(config_name(table.name) + "." + name);
        } else {
            masks[head.table] += fmt::format("{} = {}  # {}\n", render_key(name),
                                             render_string(proposal.mask), proposal.why);
        }
    }
    std::sort(kept.begin(), kept.end());
    std::string text = render_section(plan.config.mask, kept);
    for (const auto& [table, lines] : masks) {
        text += fmt::format("\n[[table]]\nname = {}\n[table.mask]\n{}",
                            render_string(config_name(plan.catalog.table(table).name)), lines);
    }
    return text;
}

}  // namespace subset
