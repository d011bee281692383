#include "script/difference/difference_tables.hpp"

#include "catalog/column_sql.hpp"
#include "pg/quote.hpp"
#include "script/keep/kept_triggers.hpp"
#include "script/script_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace subset {
namespace {

std::string of_row(char alias, const std::string& column) {
    return fmt::format("{}.{}", alias, pg::quote_identifier(column));
}

// The rows that are there, in the form in which new ones come.
std::string render_select(const Table& table, const TableOutput& output,
                          const std::string& own_rows) {
    std::string list = "o.tableoid, o.ctid";
    for (const OutputColumn& column : output.columns) {
        const std::string bare = of_row('o', column.name);
        const Column& of_source = table.columns.at(*table.column_named(column.name));
        list += ", ";
        list += output.format == CopyFormat::text ? render_text(of_source, bare) : bare;
    }
    return fmt::format("SELECT {} FROM {} AS o", list, own_rows);
}

bool comes_along(const TableOutput& output, const std::string& column) {
    return std::any_of(output.columns.begin(), output.columns.end(),
                       [&](const OutputColumn& each) { return each.name == column; });
}

// Rows that have one primary key are one row, but UPDATE cannot set an identity that is ALWAYS.
std::string render_same_row(const Table& table, const TableOutput& output, const KeptTable& kept) {
    std::string condition;
    for (std::size_t place = 0; place < table.primary_key.size(); ++place) {
        const std::string& column = table.columns.at(table.primary_key[place]).name;
        if (!comes_along(output, column)) {
            return {};
        }
        condition +=
            fmt::format("{}{} {} {}", condition.empty() ? "" : " AND ", of_row('o', column),
                        table.primary_key_operators.at(place), of_row('n', column));
    }
    for (const KeptColumn& column : kept.columns) {
        if (!condition.empty() && column.identity_always && comes_along(output, column.name)) {
            condition += fmt::format(" AND {} OPERATOR(pg_catalog.=) {}", of_row('o', column.name),
                                     of_row('n', column.name));
        }
    }
    return condition;
}

std::vector<KeptTrigger> triggers_of(const KeptSchema& kept, Oid table) {
    std::vector<KeptTrigger> triggers;
    std::copy_if(kept.triggers.begin(), kept.triggers.end(), std::back_inserter(triggers),
                 [&](const KeptTrigger& each) { return each.table == table; });
    return triggers;
}

std::vector<DifferenceTable::Rule> rules_of(const KeptSchema& kept, std::size_t parent) {
    std::vector<DifferenceTable::Rule> rules;
    for (const KeptReference& reference : kept.references) {
        const bool acts = reference.rule.on_delete != 'a' || reference.rule.on_update != 'a';
        if (reference.parent == parent && reference.enforced && acts) {
            rules.push_back(
                {reference.name, kept.tables[reference.child].name.text(), reference.rule});
        }
    }
    return rules;
}

// Numbers the tables so that those that refer to one another, directly or not, have one number.
std::vector<std::size_t> number_groups(const KeptSchema& kept) {
    std::vector<std::size_t> groups(kept.tables.size());
    std::iota(groups.begin(), groups.end(), std::size_t{0});
    const auto find = [&](std::size_t table) {
        while (groups[table] != table) {
            table = groups[table] = groups[groups[table]];
        }
        return table;
    };
    for (const KeptReference& reference : kept.references) {
        groups[find(reference.child)] = find(reference.parent);
    }
    for (std::size_t table = 0; table < groups.size(); ++table) {
        groups[table] = find(table);
    }
    return groups;
}

// Whether a limit of bytes holds is only known by reading them.
void add_parts(const Plan& plan, const Closure& closure, const Limits& limits,
               DifferenceTable& table) {
    if (!plan.table(table.table).streamable || !table.comes) {
        return;
    }
    RowPartsOrReason made =
        make_row_parts(plan, table.table, table.own_rows, closure.tables[table.table].rows);
    if (made.parts && limits.bytes) {
        made = {std::nullopt, "[limits] bytes counts what comes"};
    }
    table.parts = std::move(made.parts);
    table.read_whole = std::move(made.reason);
}

}  // namespace

std::vector<DifferenceTable> make_difference_tables(const Plan& plan, const Closure& closure,
                                                    const KeptSchema& kept, const Limits& limits) {
    const std::vector<std::size_t> groups = number_groups(kept);
    std::vector<DifferenceTable> tables;
    for (const TableId id : plan.graph.load_order) {
        const auto place = kept.by_source.find(id);
        if (place == kept.by_source.end() || kept.tables[place->second].keeps_rows) {
            continue;
        }
        const Table& source = plan.catalog.table(id);
        const TableOutput& output = plan.output(id);
        const KeptTable& target = kept.tables[place->second];
        DifferenceTable& table = tables.emplace_back();
        table.table = id;
        table.name = pg::quote_name(target.name);
        table.own_rows = (target.partitioned ? "" : "ONLY ") + table.name;
        table.select = render_select(source, output, table.own_rows);
        for (const OutputColumn& column : output.columns) {
            table.columns.push_back(pg::quote_identifier(column.name));
            const KeptColumn* const there = target.column_named(column.name);
            if (there == nullptr || !there->identity_always) {
                table.updated.push_back(table.columns.back());
            }
        }
        table.same_row = render_same_row(source, output, target);
        const std::vector<KeptTrigger> triggers = triggers_of(kept, target.oid);
        table.disable_triggers = render_disabled_triggers(triggers);
        table.enable_triggers = render_triggers_put_back(triggers);
        table.rules = rules_of(kept, place->second);
        table.comes = receives_rows(plan, closure, id);
        table.group = groups[place->second];
        add_parts(plan, closure, limits, table);
    }
    return tables;
}

std::vector<DifferenceView> make_difference_views(const StandingTwin& standing) {
    std::map<Oid, TableId> by_oid;
    for (const KeptTable& table : standing.kept.tables) {
        if (table.source) {
            by_oid[table.oid] = *table.source;
        }
    }
    std::vector<DifferenceView> views;
    for (const QualifiedName& name : standing.kept.views) {
        const auto found =
            std::find_if(standing.views.begin(), standing.views.end(),
                         [&](const StandingView& each) { return each.name == name; });
        if (found == standing.views.end()) {
            continue;
        }
        DifferenceView& view = views.emplace_back();
        view.name = name;
        view.keyed = found->keyed;
        view.reads_any = found->reads_any;
        for (const Oid oid : found->reads) {
            if (const auto table = by_oid.find(oid); table != by_oid.end()) {
                view.reads.push_back(table->second);
            }
        }
    }
    return views;
}

}  // namespace subset
