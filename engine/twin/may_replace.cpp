#include "twin/may_replace.hpp"

#include "catalog/migration_tables.hpp"
#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "subset/error.hpp"
#include "twin/schema/superuser_objects.hpp"
#include "util/contains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <sstream>

namespace subset {
namespace {

std::string with_schemas(std::string_view sql, const std::vector<std::string>& schemas) {
    return pg::with_variable(sql, "schemas", pg::render_text_array(schemas));
}

std::vector<std::string> split_lines(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

// Reads which tables mode = "keep" would empty and hold a row.
TargetContents read_filled(pg::CopyChannel& target, pg::CopyChannel& source,
                           const std::vector<std::string>& schemas) {
    const std::vector<std::string> names = read_names(
        source,
        "SELECT pg_catalog.quote_ident(n.nspname) || '.' || "
        "pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class AS c JOIN "
        "pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', "
        "'p') AND n.nspname = ANY (" +
            pg::render_text_array(schemas) + ")");
    std::string query;
    for (const pg::Row& row : target.query(pg::with_variable(
             with_schemas(sql::emptied_tables, schemas), "tables", pg::render_text_array(names)))) {
        const QualifiedName table{row.text(0), row.text(1)};
        // The tables of migration tools keep their rows.
        if (is_migration_table(table.name, split_lines(row.text(2)))) {
            continue;
        }
        query += fmt::format("{}SELECT {} WHERE EXISTS (SELECT FROM ONLY {})",
                             query.empty() ? "" : " UNION ALL ", pg::quote_literal(table.text()),
                             pg::quote_name(table));
    }
    constexpr std::size_t most = 3;
    TargetContents contents;
    if (!query.empty()) {
        for (const std::string& name : read_names(target, query)) {
            ++contents.tables;
            if (contents.tables <= most) {
                contents.largest_tables += (contents.tables == 1 ? "" : ", ") + name;
            }
        }
    }
    return contents;
}

// Reads the sizes of the tables' files. Where somebody holds a table locked, it waits no longer
// than this.
std::optional<std::int64_t> read_size(pg::CopyChannel& channel,
                                      const std::vector<std::string>& schemas) {
    std::optional<std::int64_t> size;
    channel.execute("BEGIN READ ONLY; SET LOCAL lock_timeout = '2s'");
    try {
        size = channel.query(with_schemas(sql::tables_size, schemas)).at(0).number(0);
    } catch (const pg::StatementError& error) {
        if (error.kind() != ErrorKind::lock) {
            throw;
        }
    }
    channel.execute("ROLLBACK");
    return size;
}

std::string pretty_size(std::int64_t bytes) {
    constexpr std::int64_t kib = 1024;
    return bytes < 10 * kib * kib         ? fmt::format("{} kB", bytes / kib)
           : bytes < 10 * kib * kib * kib ? fmt::format("{} MB", bytes / kib / kib)
                                          : fmt::format("{} GB", bytes / kib / kib / kib);
}

// A database of the same name in the same cluster counts as the same one, even if it was made anew.
bool made_from(const SourceEnd& source, const TargetState& target) {
    return source.stamp && source.stamp->origin.database == target.database && target.cluster &&
           source.stamp->origin.cluster == target.cluster;
}

std::string twin_of(const StampIdentity& stamp) {
    return fmt::format("the source is itself a twin, of the database \"{}\"",
                       stamp.origin.database);
}

// Explains why the two ends may be swapped. The text is empty where they cannot be.
std::string find_swap(const TargetSide& target, const SourceSide& source) {
    if (made_from(source.end, target.state)) {
        return "the source is a twin that was made from it";
    }
    if (source.end.stamp) {
        return twin_of(*source.end.stamp);
    }
    const auto of_source = read_size(source.channel, source.end.schemas);
    const auto of_target = read_size(target.channel, source.end.schemas);
    if (!of_source || !of_target) {
        return "which of the two holds more could not be learned, as somebody holds a table locked";
    }
    return *of_source < *of_target
               ? fmt::format("the source holds less ({} of tables, the target {})",
                             pretty_size(*of_source), pretty_size(*of_target))
               : std::string{};
}

bool names(const std::string& force, const TargetState& target) {
    constexpr std::string_view usual_port = "5432";
    return force == target.endpoint() ||
           (target.port == usual_port && force == target.host + "/" + target.database);
}

// Schemas that a refresh has made may be replaced without being named. This returns the others.
std::vector<std::string> schemas_not_ours(const TargetState& target, const SourceEnd& source) {
    if (!target.is_twin()) {
        return source.schemas;
    }
    const std::string made = "\n" + target.stamp->made;
    const auto stamped = parse_stamped_schemas(target.comment);
    std::vector<std::string> others;
    std::copy_if(source.schemas.begin(), source.schemas.end(), std::back_inserter(others),
                 [&](const std::string& schema) {
                     return target.stamp->made.empty()
                                ? stamped && !contains(*stamped, schema)
                                : made.find("\nSCHEMA " + schema + "\n") == std::string::npos;
                 });
    return others;
}

[[noreturn]] void refuse(const std::string& what, const std::string& holds, const std::string& swap,
                         const TargetState& target, const TargetConfig& config) {
    const std::string needed = target.endpoint();
    const Place place = config.force ? config.force->place : Place{};
    const std::string forced =
        config.force ? fmt::format("force is \"{}\", but ", config.force->value) : std::string{};
    const bool adds = config.mode == TargetMode::add;
    if (!swap.empty()) {
        throw Error{
            ErrorKind::refused,
            fmt::format("{}the target {} {} ({}), and {}: are source and target swapped?", forced,
                        needed, what, holds, swap),
            "The source is only read, the target is replaced: compare the url in [source] with "
            "that in [target]. Should they be right all the same, man twin.toml says under "
            "[target] "
            "how a target is named that may go.",
            place};
    }
    throw Error{
        ErrorKind::refused, fmt::format("{}the target {} {}: {}", forced, needed, what, holds),
        fmt::format("{}, {} in [target]: force = \"{}\"; schemas that must stay can be left "
                    "out by [source] schemas.",
                    adds ? "If rows may come beside those" : "If all that may go",
                    config.force ? "write" : "add this line", needed),
        place};
}

}  // namespace

std::string TargetContents::text() const {
    constexpr std::uint64_t most = 3;
    std::string text;
    if (tables > 0) {
        text = fmt::format("{} table{}{}{}", tables, tables == 1 ? "" : "s",
                           tables > most ? ", the largest " : ": ", largest_tables);
    }
    if (others > 0) {
        text += (text.empty() ? "" : "; and ") + other_names +
                (others > most ? fmt::format(" and {} more", others - most) : "");
    }
    return text;
}

TargetContents read_contents(pg::CopyChannel& target, const std::vector<std::string>& schemas) {
    const std::string query = with_superuser_only(
        pg::with_variable(sql::target_contents, "objects", sql::target_objects));
    TargetContents contents;
    for (const pg::Row& row : target.query(with_schemas(query, schemas))) {
        const auto count = static_cast<std::uint64_t>(row.number(1));
        if (row.text(0) == "table") {
            contents.tables = count;
            contents.largest_tables = row.text(2);
        } else {
            contents.others = count;
            contents.other_names = row.text(2);
        }
    }
    return contents;
}

bool is_empty_for(pg::CopyChannel& target, const SourceEnd& source) {
    return read_contents(target, source.schemas).empty();
}

void check_may_add(const TargetSide& target, const SourceSide& source, const TargetConfig& config) {
    if (config.force && names(config.force->value, target.state)) {
        return;
    }
    const bool turned = made_from(source.end, target.state);
    if (target.state.is_twin() && !turned) {
        return;
    }
    const TargetContents contents = read_filled(target.channel, source.channel, source.end.schemas);
    if (contents.empty()) {
        return;
    }
    refuse(turned               ? "is not empty, and is an earlier twin"
           : target.state.stamp ? "is not empty, and its stamp was written in another database"
                                : "is not empty, and it is no earlier twin",
           "rows would come beside those of " + contents.text(), find_swap(target, source),
           target.state, config);
}

void check_may_replace(const TargetSide& target, const SourceSide& source,
                       const TargetConfig& config) {
    if (config.force && names(config.force->value, target.state)) {
        return;
    }
    const bool turned = made_from(source.end, target.state);
    const std::vector<std::string> schemas =
        turned ? source.end.schemas : schemas_not_ours(target.state, source.end);
    if (schemas.empty()) {
        return;
    }
    const TargetContents contents = config.mode == TargetMode::keep
                                        ? read_filled(target.channel, source.channel, schemas)
                                        : read_contents(target.channel, schemas);
    if (contents.empty()) {
        return;
    }
    const std::string holds =
        fmt::format("what would {}: {}",
                    config.mode == TargetMode::keep ? "be emptied" : "be dropped", contents.text());
    std::string what = "is not empty, and ";
    if (target.state.is_twin()) {
        what = turned ? "is an earlier twin"
                      : fmt::format("is an earlier twin, but none of the schema {}",
                                    fmt::join(schemas, ", "));
    } else {
        what += target.state.stamp ? "its stamp was written in another database"
                                   : "it is no earlier twin";
    }
    refuse(what, holds, find_swap(target, source), target.state, config);
}

}  // namespace subset
