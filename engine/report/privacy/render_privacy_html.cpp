#include "report/escape.hpp"
#include "report/privacy/privacy_words.hpp"
#include "subset/report.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace subset {
namespace {

// The page stands alone: it loads nothing, runs nothing, and prints well.
constexpr std::string_view style = R"(:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .9em; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #8885; overflow-wrap: anywhere; }
th { position: sticky; top: 0; background: Canvas; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
.masked { color: light-dark(#19713e, #62c98f); } .unclassified, .personal { color: light-dark(#b0332b, #f0897e); font-weight: 600; }
@media print { body { max-width: none; margin: 0; } th { position: static; } })";

std::string render_row(const ColumnReport& column, const AuditedColumn& audited) {
    using report::escape_html;
    return fmt::format(
        "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{}</td><td>{}</td><td "
        "class=\"{}\">{}</td><td>{}</td><td>{}</td></tr>\n",
        escape_html(column.table), escape_html(column.column), escape_html(column.type),
        escape_html(audited.kind), column.state, escape_html(report::describe_decision(column)),
        escape_html(report::describe_decider(column)),
        escape_html(report::describe_examples(audited)));
}

}  // namespace

std::string render_privacy_html(const Report& report) {
    using report::escape_html;
    const PrivacyAudit& audit = *report.privacy;
    std::string html = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" content=\"width=device-width\">\n<title>Privacy audit of a twin of "
        "{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>Privacy audit of a twin of "
        "{0}</h1>\n<p>PostgreSQL {2}, as it was at {3}; subset {4}; the config is {5}, its hash "
        "<code>{6}</code>; <code>unclassified = \"{7}\"</code>.</p>\n<p>{8}</p>\n"
        "<h2>Columns</h2>\n<table>\n<thead><tr><th>table</th><th>column</th><th>type</th>"
        "<th>class</th><th>what is done</th><th>who decided</th><th>masked values</th></tr>"
        "</thead>\n<tbody>\n",
        escape_html(report.source_database), style, escape_html(report.source_server_version),
        escape_html(report.snapshot_time), version, escape_html(audit.config_file),
        audit.config_hash, audit.unclassified, report::summarize_columns(report));
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        html += render_row(report.columns[index], audit.columns[index]);
    }
    html += "</tbody>\n</table>\n<h2>What is not covered</h2>\n<ul>\n";
    for (const std::string& limit : report::list_limits(report)) {
        html += "<li>" + escape_html(limit) + "</li>\n";
    }
    html += "</ul>\n";
    if (!audit.objects.empty()) {
        html += "<h2>Statements of the schema that hold literals</h2>\n<ul>\n";
        for (const AuditedObject& object : audit.objects) {
            html += fmt::format("<li><code>{}</code>{}</li>\n", escape_html(object.title),
                                object.personal ? ": <span class=\"personal\">looks "
                                                  "personal</span>"
                                                : "");
        }
        html += "</ul>\n";
    }
    return html + "</body>\n</html>\n";
}

}  // namespace subset
