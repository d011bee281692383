#include "propose/masks/propose_masks.hpp"

#include "catalog/migration_tables.hpp"
#include "config/toml/toml_text.hpp"
#include "mask/group_fit.hpp"
#include "mask/names/personal_names.hpp"
#include "mask/parse/mask_sql.hpp"
#include "mask/parse/parse_preset.hpp"
#include "plan/null_columns.hpp"
#include "propose/masks/guess_column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace subset {
namespace {

struct Proposal {
    std::string mask;  // empty: keep it, or find one
    std::string why;
    std::string wanted;  // before it was fitted to the column
};

// Presets that come after the one wanted, the nearest first.
constexpr std::array next_presets =
    std::to_array<std::string_view>({"@id", "@hash", "@text", "@null"});

bool has_preset(std::string_view name) {
    const std::vector<std::string> names = preset_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Returns the nearest mask that fits all columns of a group, as names do not say how much room
// there is. The text is empty where no mask fits.
std::string fit(const std::string& mask, const Catalog& catalog,
                const std::vector<ColumnOf>& members) {
    if (mask.empty() || has_own_sql(mask)) {
        return mask;
    }
    std::vector<std::string> candidates = {mask};
    candidates.insert(candidates.end(), next_presets.begin(), next_presets.end());
    for (const std::string& each : candidates) {
        if (has_preset(each) && !find_misfit(catalog, members, parse_preset(each), PresetForms{})) {
            return each;
        }
    }
    return {};
}

ColumnRole role_of(const Catalog& catalog, const std::vector<ColumnOf>& members, ColumnOf of) {
    const Table& table = catalog.table(of.table);
    const auto& key = table.primary_key;
    const bool in_key = std::find(key.begin(), key.end(), of.column) != key.end();
    return {in_key || members.size() > 1, table.columns[of.column].unique,
            is_metadata_table(table.name.schema, table.name.name),
            has_name_of_free_text(table.name.name, table.columns[of.column])};
}

// Makes a proposal for each group of columns. One reason to mask one of its columns is enough for
// all.
class Proposer {
public:
    Proposer(const RowPlan& plan, const std::vector<UnclassifiedColumn>& columns,
             const std::vector<ColumnLook>& looks)
        : catalog_{plan.catalog}, groups_{make_column_groups(plan)} {
        for (std::size_t position = 0; position < columns.size(); ++position) {
            add(columns[position], looks[position]);
        }
    }

    // A column that references a key in all likelihood is what that key is.
    void follow(const ProposedParent& parent) {
        const auto child = proposals_.find(groups_.group_of(parent.child));
        const auto of_parent = proposals_.find(groups_.group_of(parent.parent));
        if (child == proposals_.end()) {
            return;
        }
        const bool masked = of_parent != proposals_.end() && !of_parent->second.mask.empty();
        child->second =
            masked ? Proposal{of_parent->second.mask, "as the key that it seems to reference", {}}
                   : Proposal{"", "they reference other tables, it seems", {}};
    }

    [[nodiscard]] MaskProposal found() const {
        MaskProposal found;
        for (const auto& [group, head] : heads_) {
            const Table& table = catalog_.table(head.table);
            const Column& column = table.columns[head.column];
            const Proposal& proposal = proposals_.at(group);
            if (!proposal.mask.empty()) {
                found.masks.push_back({head, proposal.mask, proposal.why});
            } else if (!proposal.wanted.empty()) {
                found.masks.push_back(
                    {head, "", proposal.why,
                     column.routes
                         ? std::string{", but rows find their partition by it: write SQL that "
                                       "leaves them in theirs"}
                         : fmt::format(", but {} does not fit: write SQL", proposal.wanted)});
            } else {
                found.kept.push_back(
                    {config::render_column_pattern(table.name, column.name), proposal.why});
            }
        }
        std::sort(found.masks.begin(), found.masks.end(),
                  [](const auto& left, const auto& right) { return left.column < right.column; });
        std::sort(found.kept.begin(), found.kept.end(), [](const auto& left, const auto& right) {
            return std::tie(left.why, left.column) < std::tie(right.why, right.column);
        });
        return found;
    }

private:
    void add(const UnclassifiedColumn& unclassified, const ColumnLook& look) {
        const ColumnOf of{unclassified.table, unclassified.column};
        const std::size_t group = groups_.group_of(of);
        const std::vector<ColumnOf> members = groups_.members(group);
        const ColumnOf head = groups_.head_of(of);
        const Column& column = catalog_.table(of.table).columns[of.column];
        UnclassifiedColumn asked = unclassified;
        if (of != head) {
            // What a column is called that references a key says what the row is, not the key.
            asked.looks_like.clear();
        }
        ColumnGuess guess = guess_column(column, asked, look, role_of(catalog_, members, of));
        Proposal proposal{guess.mask, std::move(guess.why), guess.mask};
        if (catalog_.table(head.table).columns[head.column].routes) {
            proposal.mask.clear();
        } else {
            proposal.mask = fit(proposal.mask, catalog_, members);
        }
        heads_.emplace(group, head);
        Proposal& known = proposals_.emplace(group, proposal).first->second;
        known = known.mask.empty() && known.wanted.empty() ? proposal : known;
    }

    const Catalog& catalog_;
    ColumnGroups groups_;
    std::map<std::size_t, Proposal> proposals_;  // by group
    std::map<std::size_t, ColumnOf> heads_;
};

// Renders the entries of `keep`, each under the reason for it.
std::string render_kept(const std::vector<HarmlessColumn>& kept) {
    std::string list;
    for (auto column = kept.begin(); column != kept.end();) {
        std::vector<std::string> names;
        const std::string& why = column->why;
        for (; column != kept.end() && column->why == why; ++column) {
            names.push_back(column->column);
        }
        const std::string lines = config::render_long_list(names);  // "[", lines, "]"
        list += (why.empty() ? "" : "  # " + why + "\n") + lines.substr(2, lines.size() - 3);
    }
    return "[\n" + list + "]";
}

std::string render_section(const MaskConfig& config, const MaskProposal& proposal) {
    std::string text = "[mask]\n";
    // The key itself is not shown: it may be a secret that ${NAME} stood for.
    text += config.key ? "# key as it is\n" : "key = \"${MASK_KEY}\"\n";
    text += "unclassified = \"error\"\n";
    std::vector<HarmlessColumn> kept;
    for (const Text& each : config.keep) {
        kept.push_back({each.value, "as before"});
    }
    kept.insert(kept.end(), proposal.kept.begin(), proposal.kept.end());
    return text + render_keep(kept);
}

std::string render_line(const ProposedMask& mask, const Column& column) {
    const std::string line = fmt::format(
        "{} = {}  # {}{}\n", config::render_key(column.name),
        mask.mask.empty() ? "\"...\"" : config::render_string(mask.mask), mask.why, mask.misfit);
    return mask.live() ? line : "# " + line;
}

}  // namespace

MaskProposal find_masks(const RowPlan& plan, const std::vector<ProposedParent>& parents,
                        pg::CopyChannel& reader) {
    IdVector<TableId, StatesOfTable> states;
    for (const TablePlan& each : plan.tables) {
        states.push_back(each.states);
    }
    const std::vector<UnclassifiedColumn> columns = find_unclassified(plan.catalog, states);
    Proposer proposer{plan, columns, look_at_columns(plan, columns, reader)};
    for (const ProposedParent& parent : parents) {
        proposer.follow(parent);
    }
    return proposer.found();
}

std::string render_keep(const std::vector<HarmlessColumn>& kept) {
    return kept.empty() ? "" : "keep = " + render_kept(kept) + "\n";
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
    const MaskProposal proposal = find_masks(plan, {}, reader);
    return render_section(config, proposal) + render_mask_tables(proposal, plan.catalog);
}

}  // namespace subset
