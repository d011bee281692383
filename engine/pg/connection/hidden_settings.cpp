#include "pg/connection/hidden_settings.hpp"

#include "pg/quote.hpp"
#include "util/random_digits.hpp"
#include "util/sha256.hpp"

#include <fmt/format.h>

#include <vector>

namespace subset::pg {
namespace {

// The settings by which the text or the bound values of a statement that succeeds come into the
// log, and what each is where they do not. Those of auto_explain and pgaudit are there only where
// these are loaded. A statement that fails is logged with what was bound only by
// log_parameter_max_length_on_error, which any role may set, as debug_print_plan.
constexpr const char* what_logs = R"(
SELECT s.name OPERATOR(pg_catalog.||) ' = ' OPERATOR(pg_catalog.||)
       pg_catalog.current_setting(s.name, true)
FROM (VALUES ('log_statement', '{none,ddl,mod}', 'log_parameter_max_length'),
             ('log_min_duration_statement', '{-1}', 'log_parameter_max_length'),
             ('log_min_duration_sample', '{-1}', 'log_parameter_max_length'),
             ('log_transaction_sample_rate', '{0}', 'log_parameter_max_length'),
             ('auto_explain.log_min_duration', '{-1}', 'auto_explain.log_parameter_max_length'),
             ('pgaudit.log_parameter', '{off}', '')) AS s (name, harmless, of)
WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL
  AND pg_catalog.current_setting(s.name, true) <> ALL (s.harmless::pg_catalog.text[])
  AND (s.of = '' OR pg_catalog.current_setting(s.of, true) IS DISTINCT FROM '0')
ORDER BY s.name)";

}  // namespace

bool has_settings(CopyChannel& channel, const HiddenSettings& settings) {
    const std::string once = make_random_digits();
    std::string columns;
    for (const auto& [name, value] : settings) {
        columns += fmt::format(
            "{}pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to({} "
            "OPERATOR(pg_catalog.||) pg_catalog.current_setting({}, true), 'UTF8')), 'hex')",
            columns.empty() ? "" : ", ", quote_literal(once), quote_literal(name));
    }
    const Rows rows = channel.query("SELECT " + columns);
    for (std::size_t index = 0; index < settings.size(); ++index) {
        if (rows.at(0).cell(index) != render_hex(sha256(once + settings[index].second))) {
            return false;
        }
    }
    return true;
}

void bind_settings(CopyChannel& channel, const HiddenSettings& settings, const std::string& what) {
    const Rows logging = channel.query(
        std::string{"SET log_parameter_max_length_on_error = 0; SET debug_print_plan = off; "} +
        what_logs);
    if (!logging.empty()) {
        throw Error{
            ErrorKind::server,
            fmt::format("{} cannot be given to the {} unseen: its endpoint does not take settings "
                        "in the packet that starts a session, and the log would hold what is bound "
                        "to a statement ({})",
                        what, channel.string().end(), logging.at(0).text(0)),
            "Give the database's direct endpoint instead of the pooler's, or have a superuser run: "
            "ALTER ROLE " +
                quote_identifier(channel.query("SELECT current_user").at(0).text(0)) +
                " SET log_parameter_max_length = 0. Then statements are logged as before, without "
                "their bound values."};
    }
    std::string columns;
    std::vector<std::string> values;
    for (const auto& [name, value] : settings) {
        values.push_back(value);
        columns += fmt::format("{}pg_catalog.set_config({}, ${}::pg_catalog.text, false) IS NULL",
                               columns.empty() ? "" : ", ", quote_literal(name), values.size());
    }
    channel.query_with("SELECT " + columns, values);
}

}  // namespace subset::pg
