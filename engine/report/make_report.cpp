#include "report/make_report.hpp"

#include "catalog/column_sql.hpp"
#include "report/bringers.hpp"
#include "report/column_reports.hpp"
#include "report/entries/entry_reports.hpp"
#include "report/fit/fit_report.hpp"
#include "util/system/platform.hpp"

#include <algorithm>

namespace subset {
namespace {

std::string name_of(RowsRule rule) {
    switch (rule) {
        case RowsRule::all:
            return "all";
        case RowsRule::none:
            return "none";
        case RowsRule::absent:
            return "absent";
        case RowsRule::keep:
            return "keep";
        case RowsRule::closure:
            break;
    }
    return "closure";
}

std::string name_of(Follow follow) {
    return follow == Follow::chosen ? "chosen" : follow == Follow::always ? "always" : "never";
}

std::string name_of_way(const ReportFacts& facts) {
    switch (facts.target.atomic) {
        case Atomic::database:
            return "database";
        case Atomic::none:
            return "none";
        case Atomic::rows:
            return facts.way_reason.empty() ? "rows" : "transaction";
        case Atomic::transaction:
            break;
    }
    return "transaction";
}

// Returns the number of the cycle of references that the table is in, counted from 1,
// and 0 where it is in none.
IdVector<TableId, std::size_t> number_cycles(const ReferenceGraph& graph, std::size_t tables) {
    IdVector<TableId, std::size_t> cycles(tables, 0);
    std::size_t count = 0;
    for (const std::vector<TableId>& component : graph.components) {
        if (component.size() > 1) {
            ++count;
            for (const TableId table : component) {
                cycles[table] = count;
            }
        }
    }
    return cycles;
}

// A table that the config leaves out of the twin is listed too, and the report says so.
bool is_listed(const Table& table) { return table.in_scope || table.absent; }

std::vector<TableReport> make_table_reports(const RowPlan& plan, const Closure& closure) {
    const IdVector<TableId, std::size_t> cycles = number_cycles(plan.graph, plan.tables.size());
    IdVector<TableId, std::size_t> positions(plan.tables.size(), 0);
    std::size_t position = 0;
    for (const TableId table : plan.graph.load_order) {
        if (plan.catalog.table(table).in_scope) {
            positions[table] = ++position;
        }
    }
    std::vector<TableReport> reports;
    for (const Table& table : plan.catalog.tables) {
        if (!is_listed(table)) {
            continue;
        }
        const TableCounts counts =
            closure.tables.empty() ? TableCounts{} : closure.tables[table.id];
        const TablePlan& each = plan.table(table.id);
        TableReport& report = reports.emplace_back();
        report.table = table.name.text();
        report.rows = counts.rows;
        report.chosen = counts.chosen;
        report.bytes = counts.bytes;
        // Statistics of a time when the table was empty say nothing of the present.
        const bool outdated = table.about_rows == 0U && counts.rows > 0;
        report.source_rows = outdated ? std::nullopt : table.about_rows;
        report.source_bytes = table.about_bytes;
        report.rule = name_of(each.rows);
        report.reached = each.reachable;
        report.root = std::any_of(plan.roots.begin(), plan.roots.end(),
                                  [&](const RootPlan& root) { return root.names(table.id); });
        report.load_position = positions[table.id];
        report.cycle = cycles[table.id];
    }
    for (const ExtensionRows& each : closure.extension_rows) {
        const ExtensionRelation& relation = plan.catalog.extension_relations.at(each.relation);
        if (!relation.is_sequence) {
            TableReport& report = reports.emplace_back();
            report.table = relation.name.text();
            report.rows = each.rows;
            report.bytes = each.lines.size();
            report.rule = "extension";
            report.reached = true;
        }
    }
    return reports;
}

std::vector<ReferenceReport> make_reference_reports(const Plan& plan, const Closure& closure) {
    const Catalog& catalog = plan.catalog;
    const IdVector<TableId, std::size_t> cycles = number_cycles(plan.graph, plan.tables.size());
    std::vector<ReferenceReport> reports;
    for (const Reference& reference : catalog.references) {
        const Table& child = catalog.table(reference.child.table);
        if (!catalog.in_scope(reference.child)) {
            continue;
        }
        const ReferencePlan& each = plan.reference(reference.id);
        const ReferenceCounts counts =
            closure.references.empty() ? ReferenceCounts{} : closure.references[reference.id];
        const std::size_t cycle = cycles[reference.child.table];
        ReferenceReport& line = reports.emplace_back();
        line.name = reference.name;
        line.table = reference.child.name.text();
        line.parent = reference.parent.name.text();
        line.child_table = child.name.text() == line.table ? "" : child.name.text();
        const std::string parent = catalog.table(reference.parent.table).name.text();
        line.parent_table = parent == line.parent ? "" : parent;
        line.columns = child_column_names(catalog, reference);
        line.parent_columns =
            catalog.table(reference.parent.table).names_of(reference.parent_columns);
        line.declared = reference.declared();
        line.walked = each.walked;
        line.cut = leaves_null(each.cut);
        line.follow = name_of(each.follow);
        line.limit = each.limit;
        line.in_cycle = reference.child.table == reference.parent.table ||
                        (cycle != 0 && cycle == cycles[reference.parent.table]);
        line.up = counts.up;
        line.down = counts.down;
        line.dangling = counts.dangling;
        line.dangling_keys = counts.dangling_keys;
        line.proven = plan.in_twin(reference.id);
        line.seconds = counts.seconds;
        line.index = report::make_index_advice(plan, closure, reference);
    }
    return reports;
}

}  // namespace

std::size_t Report::proven_references() const noexcept {
    return static_cast<std::size_t>(
        std::count_if(references.begin(), references.end(),
                      [](const ReferenceReport& reference) { return reference.proven; }));
}

Report make_report(const Plan& plan, const Closure& closure, const ReportFacts& facts) {
    Report report;
    report.command = facts.command;
    report.source_database = plan.catalog.database;
    report.source_server_version = plan.catalog.server_version;
    report.target_mode = facts.target.file                       ? "file"
                         : facts.target.mode == TargetMode::keep ? "keep"
                         : facts.target.mode == TargetMode::add  ? "add"
                                                                 : "replace";
    report.queries.catalog = facts.catalog_queries;
    report.queries.closure = facts.closure_queries;
    report.seconds = facts.seconds;
    report.snapshot_time = facts.snapshot_time;
    report.rows = closure.total_rows;
    report.bytes = closure.total_bytes;
    report.tables = make_table_reports(plan, closure);
    report.columns = report::make_column_reports(plan, closure);
    report.references = make_reference_reports(plan, closure);
    if (!closure.references.empty()) {
        report.bringers = report::make_bringers(plan, closure);
    }
    report.fit = report::make_fit_report(plan, closure);
    report.config = report::make_entry_reports(plan, closure, report.columns, facts.entries);
    report.peak_memory_bytes = platform::read_peak_memory_bytes();
    return report;
}

Report make_run_report(const Plan& plan, const Closure& closure, const LoadResult& load,
                       const std::string& target_database, const ReportFacts& facts) {
    Report report = make_report(plan, closure, facts);
    if (!facts.target.file) {
        report.target_database = target_database;
        report.way = name_of_way(facts);
        report.way_reason = facts.way_reason;
    }
    report.queries.load = load.queries;
    if (report.fit) {
        report.fit->real_size = load.disk_bytes;
    }
    report.seconds.schema += load.schema_seconds;
    report.seconds.load += load.load_seconds;
    report.seconds.finish += load.finish_seconds;
    report.rows = 0;
    report.bytes = 0;
    std::size_t line = 0;
    for (const Table& table : plan.catalog.tables) {
        if (!is_listed(table)) {
            continue;
        }
        TableReport& each = report.tables[line++];
        const TableLoad& loaded = load.tables[table.id];
        each.rows = loaded.rows;
        each.bytes = loaded.bytes;
        each.seconds = loaded.seconds;
        if (loaded.beside) {
            each.added = {loaded.rows - loaded.beside->there, loaded.beside->there,
                          loaded.beside->differ, loaded.beside->updated};
        }
        if (loaded.written) {
            each.written = {loaded.written->inserted, loaded.written->updated,
                            loaded.written->deleted};
        }
        if (loaded.parts) {
            each.parts = {loaded.parts->parts, loaded.parts->differ};
        }
        each.read_whole = loaded.read_whole;
        if (!plan.in_twin(table.id)) {
            each.chosen = 0;
            each.load_position = 0;
        }
        report.rows += loaded.rows;
        report.bytes += loaded.bytes;
    }
    for (; line < report.tables.size(); ++line) {  // these lines are of extensions
        report.rows += report.tables[line].rows;
        report.bytes += report.tables[line].bytes;
    }
    // A script proves itself only when it is loaded.
    report.verified = !facts.target.file && !facts.target.only_told;
    return report;
}

}  // namespace subset
