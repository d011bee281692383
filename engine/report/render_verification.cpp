#include "report/changed_rows.hpp"
#include "report/text_table.hpp"
#include "report/text_width.hpp"
#include "subset/error.hpp"
#include "subset/printable.hpp"
#include "subset/verification.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using report::ChangedRows;
using report::render_count;
using report::render_counted;

using Rows = std::vector<std::vector<std::string>>;

// Renders "2026-11-20 02:00:11 UTC" from "2026-11-20 02:00:11.123456+00".
std::string render_time(const std::string& time) {
    const auto fraction = std::min(time.find('.'), time.find('+'));
    return time.ends_with("+00") ? time.substr(0, fraction) + " UTC" : time;
}

std::string render_making(const Verification& verification, std::size_t width) {
    if (!verification.stamp) {
        return report::wrap(fmt::format("{}: not known to be a twin", verification.database),
                            width);
    }
    const TwinStamp& stamp = *verification.stamp;
    return report::wrap(
        fmt::format("{}: made from {} on {}, {}{}", verification.database, stamp.source_database,
                    render_time(stamp.snapshot_time), report::render_age(stamp.age_seconds),
                    stamp.complete ? "" : ", and not complete"),
        width);
}

std::string render_holding(const Verification& verification) {
    std::uint64_t broken = 0;
    std::uint64_t kept = 0;
    for (const VerifiedReference& reference : verification.references) {
        broken += reference.holds() ? 0 : 1;
        kept += reference.holds() ? reference.dangling : 0;
    }
    const auto all = verification.references.size();
    if (broken > 0) {
        return fmt::format("{} of {} {} not hold.", render_count(broken),
                           render_counted(all, "reference", "references"),
                           broken == 1 ? "does" : "do");
    }
    return fmt::format("{}{}.", render_counted(all, "reference holds", "references hold"),
                       kept == 0 ? ""
                                 : fmt::format(", but for {} kept so when it was made",
                                               render_counted(kept, "row", "rows")));
}

std::string render_rows(const Verification& verification, bool changed) {
    std::uint64_t tables = 0;
    std::uint64_t rows = 0;
    for (const VerifiedTable& table : verification.tables) {
        tables += table.rows > 0 ? 1 : 0;
        rows += table.rows;
    }
    return fmt::format("{}, {}{}", render_counted(tables, "table", "tables"),
                       render_counted(rows, "row", "rows"),
                       !verification.stamp ? "."
                       : changed           ? "; since it was made:"
                                           : ": as when it was made.");
}

// Renders "+1", "-1,200".
std::string render_difference(std::uint64_t now, std::uint64_t then) {
    return now < then ? "-" + render_count(then - now) : "+" + render_count(now - then);
}

std::string render_changed(const std::vector<ChangedRows>& changed, std::size_t width) {
    Rows rows;
    for (const ChangedRows& each : changed) {
        rows.push_back({each.table, each.now ? render_count(*each.now) : "gone",
                        each.then ? render_count(*each.then) : "-",
                        render_difference(each.now.value_or(0), each.then.value_or(0))});
    }
    return rows.empty()
               ? ""
               : "\n" + report::render_table({{"table", true}, {"rows"}, {"then"}, {"difference"}},
                                             std::move(rows), {}, width);
}

std::string render_broken(const Verification& verification, std::size_t width) {
    Rows rows;
    for (const VerifiedReference& reference : verification.references) {
        if (!reference.holds()) {
            rows.push_back({reference.name, reference.table, render_count(reference.dangling),
                            render_count(reference.allowed)});
        }
    }
    return rows.empty()
               ? ""
               : "\n" +
                     report::render_table(
                         {{"broken reference", true}, {"table", true}, {"dangling"}, {"by rule"}},
                         std::move(rows), {}, width);
}

std::string render_notes(const Verification& verification, std::size_t width) {
    std::string text;
    for (std::string line : verification.notes) {
        line.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(line.front())));
        text += report::wrap(line + ".", width);
    }
    return text.empty() ? text : "\n" + text;
}

std::string hint_for(const Verification& verification, const VerifiedReference& reference) {
    const std::string cause =
        reference.declared
            ? "Something deleted or changed rows while the foreign key was not there, not valid "
              "or its triggers were disabled."
            : "No foreign key guards this reference: something deleted or changed rows.";
    return cause + " Refresh the twin, or mend these rows." +
           (verification.stamp
                ? ""
                : " Rows that dangle by rule are known from a stamp alone, which is not here.");
}

Fault make_fault(const Verification& verification, const VerifiedReference& reference) {
    const bool one = reference.dangling == 1;
    return {fmt::format("{} of {} {} by {} to a row of {} that does not exist (such as {}){}",
                        render_counted(reference.dangling, "row", "rows"), reference.table,
                        one ? "refers" : "refer", reference.name, reference.parent,
                        fmt::join(reference.dangling_keys, ", "),
                        reference.allowed == 0 ? ""
                                               : fmt::format(", and {} did when the twin was made",
                                                             render_count(reference.allowed))),
            hint_for(verification, reference)};
}

}  // namespace

bool Verification::whole() const noexcept {
    return (!stamp || stamp->complete) &&
           std::all_of(references.begin(), references.end(),
                       [](const VerifiedReference& reference) { return reference.holds(); });
}

void throw_unless_whole(const Verification& verification) {
    std::vector<Fault> faults;
    if (verification.stamp && !verification.stamp->complete) {
        faults.push_back({fmt::format("the twin in {} is incomplete: a refresh did not come to "
                                      "its end",
                                      verification.database),
                          "Refresh it again; a run that succeeds makes it whole."});
    }
    for (const VerifiedReference& reference : verification.references) {
        if (!reference.holds()) {
            faults.push_back(make_fault(verification, reference));
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::not_whole, std::move(faults)};
    }
}

std::string render_verification_text(const Verification& verification, int width) {
    const auto columns = static_cast<std::size_t>(std::max(width, 20));
    const std::vector<ChangedRows> changed = report::find_changed_rows(verification);
    return printable_lines(render_making(verification, columns) +
                           report::wrap(render_holding(verification) + " " +
                                            render_rows(verification, !changed.empty()),
                                        columns) +
                           render_changed(changed, columns) + render_broken(verification, columns) +
                           render_notes(verification, columns));
}

}  // namespace subset
