#include "report/entries/entry_reports.hpp"

#include "config/toml/toml_text.hpp"
#include "pg/sql_tokens.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

namespace subset::report {
namespace {

// Renders the entry as TOML. `hidden`: without the literals of its SQL.
std::string render_entry(const ConfigEntry& entry, bool hidden) {
    std::string text = fmt::format("[[{}]]\n", entry.section);
    for (const EntryKey& key : entry.keys) {
        std::string values;
        for (const std::string& value : key.values) {
            const std::string shown = key.sql && hidden ? hide_sql_literals(value) : value;
            values += values.empty() ? "" : ", ";
            values += key.quoted ? config::render_string(shown) : shown;
        }
        text += key.list ? fmt::format("{} = [{}]\n", key.key, values)
                         : fmt::format("{} = {}\n", key.key, values);
    }
    return text;
}

bool stands_in(const ConfigEntry& entry, std::uint32_t line) {
    return line >= entry.first_line && line <= entry.last_line;
}

std::string rows_of_root(const RowPlan& plan, const Closure& closure, const ConfigEntry& entry) {
    std::uint64_t rows = 0;
    std::uint64_t of_rows = 0;
    bool known = false;  // a case takes none of the config's roots
    for (std::size_t index = 0; index < plan.roots.size(); ++index) {
        if (plan.roots[index].rule.place.line != entry.first_line) {
            continue;
        }
        if (closure.fit && index < closure.fit->roots.size()) {
            rows += closure.fit->roots[index].rows;
            of_rows += closure.fit->roots[index].of_rows;
        } else if (index < closure.root_rows.size()) {
            rows += closure.root_rows[index];
        } else {
            return {};
        }
        known = true;
    }
    return !known ? std::string{}
           : of_rows > rows
               ? fmt::format("{} of {}", render_count(rows), render_counted(of_rows, "row", "rows"))
               : render_counted(rows, "row", "rows");
}

// Finds the line in "twin.toml:5:9"; 0 where there is none.
std::uint32_t line_of(std::string_view place) {
    const auto column = place.rfind(':');
    const auto line = column == std::string_view::npos ? column : place.rfind(':', column - 1);
    std::uint32_t number = 0;
    if (line != std::string_view::npos) {
        std::from_chars(place.data() + line + 1, place.data() + column, number);
    }
    return number;
}

std::string brought_by_table(const RowPlan& plan, const Closure& closure,
                             std::span<const ColumnReport> columns, const ConfigEntry& entry) {
    std::uint64_t tables = 0;
    std::uint64_t rows = 0;
    for (const TablePlan& each : plan.tables) {
        if (stands_in(entry, each.rows_place.line)) {
            ++tables;
            rows += closure.tables.empty() ? 0 : closure.tables[each.table].rows;
        }
    }
    std::uint64_t masked = 0;
    for (const ColumnReport& column : columns) {
        masked += column.state == "masked" && stands_in(entry, line_of(column.place)) ? 1U : 0U;
    }
    std::string text;
    if (tables > 0) {
        text = fmt::format("{} of {}", render_counted(rows, "row", "rows"),
                           render_counted(tables, "table", "tables"));
    }
    if (masked > 0) {
        text += fmt::format("{}{} masked", text.empty() ? "" : ", ",
                            render_counted(masked, "column", "columns"));
    }
    return text;
}

// Counts the values of the reference that are NULL in the twin, as their parent row did not come.
std::uint64_t count_nulled(const Closure& closure, ReferenceId reference) {
    std::uint64_t nulled = 0;
    for (const TablePatch& patch : closure.patches) {
        for (const TablePatch::Nulled& each : patch.nulled) {
            nulled += each.reference == reference ? each.rows.size() : 0;
        }
    }
    return nulled;
}

std::string brought_by_reference(const RowPlan& plan, const Closure& closure,
                                 const ConfigEntry& entry) {
    std::uint64_t rows = 0;
    for (const ReferencePlan& each : plan.references) {
        const ReferenceCounts& counts = closure.references[each.reference];
        const auto& written = plan.catalog.reference(each.reference).rule;
        if (entry.section == "child" && each.child_rule &&
            each.child_rule->place.line == entry.first_line) {
            rows += counts.down;
        } else if (entry.section == "cut" && each.cut_rule &&
                   each.cut_rule->place.line == entry.first_line) {
            rows += count_nulled(closure, each.reference);
        } else if (entry.section == "reference" && written &&
                   written->place.line == entry.first_line) {
            rows += counts.up;
        }
    }
    return entry.section == "child" ? render_counted(rows, "child row", "child rows")
           : entry.section == "cut" ? render_counted(rows, "row has NULL", "rows have NULL")
                                    : render_counted(rows, "row refers by it", "rows refer by it");
}

}  // namespace

std::vector<EntryReport> make_entry_reports(const RowPlan& plan, const Closure& closure,
                                            std::span<const ColumnReport> columns,
                                            std::span<const ConfigEntry> entries) {
    const bool hidden = has_masks(plan);
    std::vector<EntryReport> reports;
    for (const ConfigEntry& entry : entries) {
        EntryReport& report = reports.emplace_back();
        report.line = entry.first_line;
        report.text = render_entry(entry, hidden);
        if (!closure.references.empty() || !closure.tables.empty()) {
            report.brought = entry.section == "root" ? rows_of_root(plan, closure, entry)
                             : entry.section == "table"
                                 ? brought_by_table(plan, closure, columns, entry)
                                 : brought_by_reference(plan, closure, entry);
        }
    }
    return reports;
}

std::string hide_sql_literals(std::string_view sql) {
    std::string shown;
    for (std::size_t at = 0; at < sql.size();) {
        const pg::SqlToken token = pg::next_sql_token(sql, at);
        if (token.kind == pg::SqlTokenKind::end) {
            break;
        }
        shown += token.kind == pg::SqlTokenKind::literal  ? "'...'"
                 : token.kind == pg::SqlTokenKind::number ? "..."
                 : token.kind == pg::SqlTokenKind::blank  ? " "
                                                          : token.in(sql);
        at = token.end;
    }
    return shown;
}

}  // namespace subset::report
