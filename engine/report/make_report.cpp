#include "report/make_report.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace subset {
namespace {

std::vector<ColumnReport> make_column_reports(const Plan& plan) {
    std::vector<ColumnReport> columns;
    for (const TablePlan& each : plan.tables) {
        const Table& table = plan.catalog.table(each.table);
        for (std::size_t number = 0; each.reachable && number < each.states.size(); ++number) {
            const auto& mask = each.masks[number];
            const ColumnState state = each.states[number];
            if (state != ColumnState::plain) {
                columns.push_back({table.name.text(), table.columns[number].name,
                                   state == ColumnState::masked ? "masked"
                                   : state == ColumnState::kept ? "kept"
                                                                : "unclassified",
                                   mask ? std::optional{mask->text} : std::nullopt});
            }
        }
    }
    return columns;
}

// getrusage(2): ru_maxrss counts kilobytes on Linux.
std::uint64_t read_peak_memory_bytes() {
    rusage usage{};
    return getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024
                                               : 0;
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
    report.target_mode = plan.config.target.file                       ? "file"
                         : plan.config.target.mode == TargetMode::keep ? "keep"
                                                                       : "replace";
    report.queries.catalog = facts.catalog_queries;
    report.queries.closure = facts.closure_queries;
    report.seconds = facts.seconds;
    report.rows = closure.total_rows;
    report.bytes = closure.total_bytes;
    for (const Table& table : plan.catalog.tables) {
        if (!table.in_scope) {
            continue;
        }
        const TableCounts& counts = closure.tables[index_of(table.id)];
        report.tables.push_back(
            {table.name.text(), counts.rows, counts.chosen, counts.bytes, 0, table.about_rows});
    }
    report.columns = make_column_reports(plan);
    for (const Reference& reference : plan.catalog.references) {
        if (!plan.catalog.table(reference.child.table).in_scope) {
            continue;
        }
        const ReferenceCounts& counts = closure.references[index_of(reference.id)];
        report.references.push_back({reference.name, reference.child.name.text(),
                                     reference.parent.name.text(), counts.up, counts.down,
                                     counts.dangling, counts.dangling_keys,
                                     plan.reference(reference.id).in_twin});
    }
    report.peak_memory_bytes = read_peak_memory_bytes();
    return report;
}

Report make_run_report(const Plan& plan, const Closure& closure, const LoadResult& load,
                       const std::string& target_database, const ReportFacts& facts) {
    Report report = make_report(plan, closure, facts);
    if (!plan.config.target.file) {
        report.target_database = target_database;
    }
    report.queries.load = load.queries;
    report.seconds.schema += load.schema_seconds;
    report.seconds.load += load.load_seconds;
    report.seconds.finish += load.finish_seconds;
    report.rows = 0;
    report.bytes = 0;
    std::size_t line = 0;
    for (const Table& table : plan.catalog.tables) {
        if (!table.in_scope) {
            continue;
        }
        TableReport& each = report.tables[line++];
        const TableLoad& loaded = load.tables[index_of(table.id)];
        each.rows = loaded.rows;
        each.bytes = loaded.bytes;
        each.seconds = loaded.seconds;
        report.rows += loaded.rows;
        report.bytes += loaded.bytes;
    }
    // A script carries its proof along.
    report.verified = !plan.config.target.file;
    return report;
}

}  // namespace subset
