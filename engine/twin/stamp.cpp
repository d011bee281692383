#include "twin/stamp.hpp"

#include "pg/quote.hpp"
#include "twin/target_state.hpp"
#include "util/random_digits.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace subset {
namespace {

std::string json_string(std::string_view text) {
    std::string json = "\"";
    for (const char character : text) {
        const auto code = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            json += '\\';
            json += character;
        } else if (code < 0x20) {
            json += fmt::format("\\u{:04x}", code);  // the stamp is one line
        } else {
            json += character;
        }
    }
    return json + '"';
}

std::string json_strings(const std::vector<std::string>& texts) {
    std::string json;
    for (const std::string& text : texts) {
        json += (json.empty() ? "" : ",") + json_string(text);
    }
    return "[" + json + "]";
}

// Reads the string at the beginning of `text` and removes it from there. The escapes are those of
// json_string() above.
std::optional<std::string> take_string(std::string_view& text) {
    if (!text.starts_with('"')) {
        return std::nullopt;
    }
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return value;
        }
        if (text[i] == '\\' && i + 5 < text.size() && text[i + 1] == 'u') {
            unsigned char code = '?';
            (void)std::from_chars(text.data() + i + 4, text.data() + i + 6, code, 16);
            value += static_cast<char>(code);
            i += 5;
        } else if (text[i] == '\\' && i + 1 < text.size()) {
            value += text[++i];
        } else {
            value += text[i];
        }
    }
    return std::nullopt;
}

// Parses the first members of an object as long as they are strings. What identifies the stamp
// stands before everything else.
std::map<std::string, std::string> parse_leading_strings(std::string_view json) {
    std::map<std::string, std::string> members;
    json.remove_prefix(1);
    for (;;) {
        const auto key = take_string(json);
        if (!key || !json.starts_with(':')) {
            return members;
        }
        json.remove_prefix(1);
        const auto value = take_string(json);
        if (!value) {
            return members;
        }
        members[*key] = *value;
        if (!json.starts_with(',')) {
            return members;
        }
        json.remove_prefix(1);
    }
}

// Parses what identifies a stamp, or returns nothing where the stamp does not say it.
std::optional<StampIdentity> parse_identity(std::string_view json) {
    const auto members = parse_leading_strings(json);
    const auto member = [&](const char* key) {
        const auto at = members.find(key);
        return at == members.end() ? std::string{} : at->second;
    };
    if (!members.contains("database") || !members.contains("oid")) {
        return std::nullopt;
    }
    return StampIdentity{member("version"),
                         member("database"),
                         member("oid"),
                         member("cluster"),
                         member("run"),
                         member("privileges"),
                         member("made"),
                         {member("source"), member("source_cluster"), member("snapshot_time")},
                         // Within a JSON string, these quotes would be escaped.
                         json.find(",\"incomplete\":true,") != std::string_view::npos};
}

// Renders members that a stamp has only where there is something to say; each ends with a comma.
std::string render_optional_members(const Stamp& stamp) {
    std::string json;
    std::string_view comma = "\"dangling\":{";
    for (const Stamp::ReferenceRows& each : stamp.dangling) {
        json += fmt::format("{}{}:{}", comma, json_string(each.reference), each.rows);
        comma = ",";
    }
    json += stamp.dangling.empty() ? "" : "},";
    if (!stamp.schemas.empty() || stamp.made_no_schema) {
        json += fmt::format("\"schemas\":{},", json_strings(stamp.schemas));
    }
    if (stamp.masked) {
        json += fmt::format("\"masked\":{},", json_strings(*stamp.masked));
    }
    json += stamp.raw ? "\"raw\":true," : "";
    comma = "\"cases\":[";
    for (const StampCase& each : stamp.cases) {
        json += fmt::format("{}[{},{},{}]", comma, json_string(each.table), json_strings(each.key),
                            each.children);
        comma = ",";
    }
    json += stamp.cases.empty() ? "" : "],";
    comma = "\"foreign_keys\":{";
    for (const Stamp::TableKeys& each : stamp.foreign_keys) {
        std::string keys;
        for (const Stamp::ForeignKey& key : each.keys) {
            keys += fmt::format("{}[{},{},{},{}]", keys.empty() ? "" : ",", json_string(key.name),
                                json_strings(key.columns),
                                json_strings({key.parent.schema, key.parent.name}),
                                json_strings(key.parent_columns));
        }
        json += fmt::format("{}{}:[{}]", comma, json_string(each.table), keys);
        comma = ",";
    }
    json += stamp.foreign_keys.empty() ? "" : "},";
    if (stamp.prints) {
        json +=
            fmt::format("\"prints\":{},",
                        json_strings({stamp.prints->source, stamp.prints->target,
                                      stamp.prints->config, stamp.prints->target_server_version}));
    }
    if (stamp.by_transaction > 0) {
        json += fmt::format("\"by_transaction\":{},", stamp.by_transaction);
    }
    return json;
}

}  // namespace

std::string make_run_id() { return make_random_digits(); }

std::string name_in_stamp(const QualifiedName& table, const std::string& constraint) {
    return table.text() + "." + constraint;
}

std::string render_stamp(const Stamp& stamp) {
    std::string line = fmt::format(
        "subset {{\"version\":{},\"database\":{},\"oid\":{},\"cluster\":{},\"run\":{},"
        "\"source\":{},\"source_cluster\":{},\"source_server_version\":{},\"config\":{},"
        "\"snapshot_time\":{},"
        "{}{}{}{}\"rows\":{},\"tables\":{{",
        json_string(stamp.identity.version), json_string(stamp.identity.database),
        json_string(stamp.identity.oid), json_string(stamp.identity.cluster),
        json_string(stamp.identity.run_id), json_string(stamp.identity.origin.database),
        json_string(stamp.identity.origin.cluster), json_string(stamp.source_server_version),
        json_string(stamp.config_hash), json_string(stamp.identity.origin.snapshot_time),
        stamp.identity.saved_privileges.empty()
            ? ""
            : fmt::format("\"privileges\":{},", json_string(stamp.identity.saved_privileges)),
        stamp.identity.made.empty() ? ""
                                    : fmt::format("\"made\":{},", json_string(stamp.identity.made)),
        stamp.identity.incomplete ? "\"incomplete\":true," : "", render_optional_members(stamp),
        stamp.rows);
    std::string_view comma;
    for (const Stamp::TableRows& table : stamp.tables) {
        line += fmt::format("{}{}:{}", comma, json_string(table.table), table.rows);
        comma = ",";
    }
    return line + "}}";
}

std::string render_stamp_sql(const TargetState& state, const Stamp& stamp) {
    return render_stamp_sql(state.database, state.comment, stamp);
}

std::string render_stamp_sql(const std::string& database, std::string_view comment,
                             const Stamp& stamp) {
    return fmt::format("COMMENT ON DATABASE {} IS {}", pg::quote_identifier(database),
                       pg::quote_literal(render_comment(comment, stamp)));
}

std::vector<std::string_view> split_comment(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

std::string_view find_stamp(std::string_view comment) {
    std::string_view found;
    for (const std::string_view line : split_comment(comment)) {
        if (!line.starts_with(stamp_line_start)) {
            continue;
        }
        const std::string_view json = line.substr(stamp_line_start.size() - 1);
        if (parse_identity(json)) {
            found = json;
        }
    }
    return found;
}

std::optional<StampIdentity> parse_stamp(std::string_view comment) {
    const std::string_view json = find_stamp(comment);
    return json.empty() ? std::nullopt : parse_identity(json);
}

std::optional<std::vector<std::string>> parse_stamped_schemas(std::string_view comment) {
    // Within a JSON string, these quotes would be escaped.
    constexpr std::string_view start = "\"schemas\":[";
    std::string_view json = find_stamp(comment);
    const auto at = json.find(start);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    json.remove_prefix(at + start.size());
    std::vector<std::string> schemas;
    while (auto schema = take_string(json)) {
        schemas.push_back(*std::move(schema));
        json.remove_prefix(json.starts_with(',') ? 1 : 0);
    }
    return schemas;
}

std::optional<StampIdentity> read_stamp(pg::CopyChannel& target) {
    const pg::Rows rows = target.query(
        "SELECT coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '') FROM "
        "pg_catalog.pg_database AS d "
        "WHERE d.datname = pg_catalog.current_database()");
    return parse_stamp(rows.at(0).text(0));
}

}  // namespace subset
