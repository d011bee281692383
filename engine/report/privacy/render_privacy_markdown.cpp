#include "report/escape.hpp"
#include "report/privacy/privacy_words.hpp"
#include "subset/report.hpp"
#include "subset/version.hpp"

#include <fmt/format.h>

#include <string>

namespace subset {

std::string render_privacy_markdown(const Report& report) {
    using report::escape_markdown;
    const PrivacyAudit& audit = *report.privacy;
    std::string text = fmt::format(
        "# Privacy audit of a twin of {}\n\nPostgreSQL {}, as it was at {}; subset {}; the config "
        "is {}, its hash {}; unclassified = \"{}\".\n\n{}\n\n## Columns\n\n| table | column | type "
        "| class | what is done | who decided | masked values |\n|---|---|---|---|---|---|---|\n",
        escape_markdown(report.source_database), escape_markdown(report.source_server_version),
        escape_markdown(report.snapshot_time), version, escape_markdown(audit.config_file),
        audit.config_hash, audit.unclassified, report::summarize_columns(report));
    for (std::size_t index = 0; index < report.columns.size(); ++index) {
        const ColumnReport& column = report.columns[index];
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", escape_markdown(column.table),
                            escape_markdown(column.column), escape_markdown(column.type),
                            escape_markdown(audit.columns[index].kind),
                            escape_markdown(report::describe_decision(column)),
                            escape_markdown(report::describe_decider(column)),
                            escape_markdown(report::describe_examples(audit.columns[index])));
    }
    text += "\n## What is not covered\n\n";
    for (const std::string& limit : report::list_limits(report)) {
        text += "- " + escape_markdown(limit) + "\n";
    }
    if (!audit.objects.empty()) {
        text += "\n## Statements of the schema that hold literals\n\n";
        for (const AuditedObject& object : audit.objects) {
            text += fmt::format("- {}{}\n", escape_markdown(object.title),
                                object.personal ? ": **looks personal**" : "");
        }
    }
    return text;
}

}  // namespace subset
