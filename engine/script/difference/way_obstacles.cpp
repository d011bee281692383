#include "script/difference/way_obstacles.hpp"

#include "config/text_hash.hpp"
#include "script/difference/not_by_difference.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace subset {
namespace {

void append_text(std::string_view text, std::string& to) {
    to += fmt::format("{}:{}", text.size(), text);
}

void append_texts(std::string_view key, const std::vector<Text>& texts, std::string& to) {
    append_text(key, to);
    for (const Text& each : texts) {
        append_text(each.value, to);
    }
}

std::string find_cut_in_target(const Plan& plan) {
    for (const ReferencePlan& each : plan.references) {
        const Reference& reference = plan.catalog.reference(each.reference);
        if (each.cut == Cut::in_target && plan.catalog.in_scope(reference.child)) {
            return fmt::format("{} of {} is cut when the rows are in the target", reference.name,
                               reference.child.name.text());
        }
    }
    return {};
}

std::string find_dangling(const Plan& plan, const Stamp& stamp) {
    for (const Reference& reference : plan.catalog.references) {
        const std::string name = name_in_stamp(reference.child.name, reference.name);
        if (reference.declared() &&
            std::any_of(stamp.dangling.begin(), stamp.dangling.end(),
                        [&](const Stamp::ReferenceRows& each) { return each.reference == name; })) {
            return explain_dangling(reference);
        }
    }
    return {};
}

std::string find_other_column(const Table& table, const KeptTable& kept) {
    for (const KeptColumn& column : kept.columns) {
        const auto place = table.column_named(column.name);
        if (!place) {
            return fmt::format("the target has a column that the source has not, {}.{}",
                               kept.name.text(), column.name);
        }
        const Column& of_source = table.columns[*place];
        if (of_source.type != column.type || of_source.generated != column.generated) {
            return fmt::format("{}.{} is of another kind in the target", kept.name.text(),
                               column.name);
        }
    }
    return {};
}

std::string find_other_table(const Plan& plan, const KeptSchema& kept) {
    for (const KeptTable& table : kept.tables) {
        if (table.keeps_rows) {
            continue;
        }
        if (!table.source) {
            return fmt::format("{}, which only the target has, refers to a table of the twin",
                               table.name.text());
        }
        std::string reason = find_other_column(plan.catalog.table(*table.source), table);
        if (!reason.empty()) {
            return reason;
        }
    }
    return {};
}

// Kept rows and rows that come may not fit each other any more, and what the config says of that
// needs their constraints out of the way.
std::string find_kept_reference(const KeptSchema& kept) {
    for (const KeptReference& reference : kept.references) {
        const KeptTable& child = kept.tables[reference.child];
        const KeptTable& parent = kept.tables[reference.parent];
        if (child.keeps_rows != parent.keeps_rows) {
            return fmt::format("{} refers to {} ({}), and one of them keeps its rows",
                               child.name.text(), parent.name.text(), reference.name);
        }
    }
    return {};
}

std::string find_foreign_sequence(const KeptSchema& kept) {
    for (const KeptSequence& sequence : kept.sequences) {
        if (!sequence.owned) {
            return fmt::format("the sequence {} belongs to another role", sequence.name.text());
        }
    }
    return {};
}

// A view that the source has filled and the target has not, or the other way round.
std::string find_other_view(const Plan& plan, const StandingTwin& standing) {
    for (const MaterializedView& view : plan.catalog.materialized_views) {
        const bool there =
            std::any_of(standing.views.begin(), standing.views.end(),
                        [&](const StandingView& each) { return each.name == view.name; });
        if (there && !view.reads_elsewhere &&
            view.populated != contains(standing.kept.views, view.name)) {
            return fmt::format("the materialized view {} {} in the source", view.name.text(),
                               view.populated ? "is filled" : "is not filled");
        }
    }
    return {};
}

}  // namespace

std::string hash_schema_config(const Config& config) {
    std::string text;
    append_text(config.mask.unclassified == Unclassified::strict ? "strict" : "", text);
    append_text(config.target.after_sql, text);
    append_texts("schemas", config.source.schemas.value_or(std::vector<Text>{}), text);
    append_texts("skip_extensions", config.target.skip_extensions, text);
    append_texts("foreign_servers", config.target.foreign_servers, text);
    for (const TableRule& rule : config.tables) {
        if (rule.rows == RowsRule::absent || rule.rows == RowsRule::keep) {
            append_text(rule.rows == RowsRule::absent ? "absent" : "keep", text);
            append_text(rule.name.value, text);
        } else if (rule.rows) {
            append_text("other", text);  // it may take an earlier "absent" back
            append_text(rule.name.value, text);
        }
    }
    return config::hash_text(text);
}

std::string find_plan_obstacle(const Config& config, const Plan& plan,
                               const std::optional<Stamp>& stamp) {
    if (config.limits.fit) {
        return "[limits] fit counts what the tables take on disk, dead rows too";
    }
    for (const Table& table : plan.catalog.tables) {
        if (table.in_scope && (!table.without_row_ids.empty() || table.foreign_partition)) {
            return fmt::format("{} has rows that are in no heap of this server", table.name.text());
        }
    }
    const std::string reason = find_cut_in_target(plan);
    return reason.empty() && stamp ? find_dangling(plan, *stamp) : reason;
}

std::string find_standing_obstacle(const Plan& plan, TargetMode mode,
                                   const StandingTwin& standing) {
    for (std::string reason :
         {find_other_table(plan, standing.kept), find_kept_reference(standing.kept),
          find_foreign_sequence(standing.kept),
          keeps_schema(mode) ? std::string{} : find_other_view(plan, standing)}) {
        if (!reason.empty()) {
            return reason;
        }
    }
    return {};
}

}  // namespace subset
