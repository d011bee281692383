#include "propose/explain_guess.hpp"

#include "pg/quote.hpp"
#include "plan/tables/row_security.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <cmath>

namespace subset {
namespace {

using report::render_counted;

std::string tables_below(const ProposedRoot& root) {
    return root.reached == 0 ? "no table" : render_counted(root.reached, "table", "tables");
}

}  // namespace

std::string render_size(const Landscape& source, TableId table) {
    const TableSize size = source.size_of_tree(table);
    return fmt::format("about {} in {}", render_counted(size.rows, "row", "rows"),
                       report::render_bytes(size.bytes));
}

std::string explain_root(const Landscape& source, const ConfigProposal& proposal) {
    const ProposedRoot& root = proposal.roots.front();
    const Table& table = source.catalog().table(root.table);
    const DownEstimate estimate = estimate_down(
        source, root.table, {proposal.child_limits.begin(), proposal.child_limits.end()});
    std::string text = fmt::format(
        "The twin begins from up to {} rows of {} ({}). It has {} below it: about {} in all, by "
        "the "
        "averages of the statistics, and whatever those reference. It was taken for that{}.",
        root_limit, table.name.text(), render_size(source, root.table), tables_below(root),
        render_counted(static_cast<std::uint64_t>(std::llround(estimate.total)), "row", "rows"),
        root.by_name ? ", and for its name" : "");
    if (source.rows_of_tree(root.table) == 0) {
        text += " It has no rows now, and a twin without any row is an error.";
    }
    if (!root.latest_by) {
        text += fmt::format(" No column says which rows are the latest: they are the first {}.",
                            table.primary_key.empty() ? "that are stored" : "by the primary key");
    }
    return text;
}

std::string explain_candidate(const Landscape& source, const ProposedRoot& root) {
    return fmt::format("{}: {}, and {} below it.", source.catalog().table(root.table).name.text(),
                       render_size(source, root.table), tables_below(root));
}

std::string explain_absent(const Landscape& source, TableId table) {
    const QualifiedName& name = source.catalog().table(table).name;
    return fmt::format(
        "The source's role may not read {}, so nothing of it was looked at, and the twin goes "
        "without it. To have it, leave this entry out after GRANT USAGE ON SCHEMA {} and GRANT "
        "SELECT ON {} to that role.",
        name.text(), pg::quote_identifier(name.schema), pg::quote_name(name));
}

std::string explain_empty(const Landscape& source, TableId table) {
    const Table& found = source.catalog().table(table);
    switch (source.standing(table)) {
        case Standing::policy:
            return fmt::format(
                "{}. {}",
                make_hidden_error(source.catalog().end, found.name, found.row_security)
                    .faults()
                    .front()
                    .message,
                "Rows come once the role has BYPASSRLS, or a policy FOR SELECT lets it see all.");
        case Standing::transient:
            return "A tool keeps jobs, sessions or a cache there: a twin must not run production's "
                   "jobs, nor let its sessions in.";
        case Standing::period:
            return "It has a reference by a PERIOD, which cannot be followed.";
        case Standing::through_parent:
            return "Its rows need those of a table that cannot come.";
        default:
            return fmt::format("A log by its name, large ({}), and nothing needs its rows.",
                               render_size(source, table));
    }
}

}  // namespace subset
