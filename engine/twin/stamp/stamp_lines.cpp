#include "twin/stamp.hpp"
#include "util/contains.hpp"

#include <algorithm>

namespace subset {
namespace {

// A database that was made anew under its name counts as the same one.
bool is_one_source(const TwinOrigin& one, const TwinOrigin& other) {
    return one.database == other.database &&
           (one.cluster.empty() || other.cluster.empty() || one.cluster == other.cluster);
}

// Whether the stamp of this line is about one of the schemas. One that names none may be.
bool share_schemas(std::string_view line, const std::vector<std::string>& schemas) {
    const auto stamped = parse_stamped_schemas(line);
    return !stamped || std::any_of(stamped->begin(), stamped->end(),
                                   [&](const auto& each) { return contains(schemas, each); });
}

// Whether the line is the stamp of another source in the same database, and about other schemas.
bool stays_beside(std::string_view line, const Stamp& stamp) {
    const std::optional<StampIdentity> identity = parse_stamp(line);
    return identity && identity->database == stamp.identity.database &&
           identity->oid == stamp.identity.oid &&
           !is_one_source(identity->origin, stamp.identity.origin) &&
           !share_schemas(line, stamp.schemas);
}

// `own` is a line of the comment, or empty.
std::optional<std::string> put_last(std::string_view comment, std::string_view own) {
    if (own.empty()) {
        return std::nullopt;
    }
    std::string others;
    for (const std::string_view line : split_comment(comment)) {
        others += line.data() == own.data() ? std::string{} : std::string{line} + '\n';
    }
    return others + std::string{own};
}

}  // namespace

std::string render_comment(std::string_view comment, const Stamp& stamp) {
    std::string text;
    for (const std::string_view line : split_comment(comment)) {
        if (!line.starts_with(stamp_line_start) || stays_beside(line, stamp)) {
            text += line;
            text += '\n';
        }
    }
    return text + render_stamp(stamp);
}

std::optional<std::string> put_stamp_last(std::string_view comment, const TwinOrigin& source,
                                          const std::vector<std::string>& schemas) {
    std::string_view own;
    std::string_view shared;
    for (const std::string_view line : split_comment(comment)) {
        const std::optional<StampIdentity> identity = parse_stamp(line);
        if (identity && is_one_source(identity->origin, source)) {
            own = line;
        } else if (identity && share_schemas(line, schemas)) {
            shared = line;
        }
    }
    return put_last(comment, own.empty() ? shared : own);
}

std::optional<std::string> put_stamp_of_config_last(std::string_view comment,
                                                    const std::string& config_hash,
                                                    const std::string& source_database) {
    std::string_view own;
    std::string_view named;
    for (const std::string_view line : split_comment(comment)) {
        const std::optional<Stamp> stamp = parse_whole_stamp(line);
        if (stamp && stamp->config_hash == config_hash) {
            own = line;
        } else if (stamp && stamp->identity.origin.database == source_database) {
            named = line;
        }
    }
    return put_last(comment, own.empty() ? named : own);
}

std::vector<std::string> list_stamped_sources(std::string_view comment) {
    std::vector<std::string> sources;
    for (const std::string_view line : split_comment(comment)) {
        if (const std::optional<StampIdentity> identity = parse_stamp(line)) {
            sources.push_back(identity->origin.database);
        }
    }
    return sources;
}

void add_rows(Stamp& stamp, const std::string& table, std::uint64_t rows) {
    stamp.rows += rows;
    const auto found =
        std::find_if(stamp.tables.begin(), stamp.tables.end(),
                     [&](const Stamp::TableRows& each) { return each.table == table; });
    if (found != stamp.tables.end()) {
        found->rows += rows;
    } else if (rows > 0) {
        stamp.tables.push_back({table, rows});
    }
}

std::string StampCase::text() const {
    const QualifiedName name = parse_qualified_name(table);
    std::string text = name.schema == "public" ? name.name : table;
    for (const std::string& value : key) {
        text += " " + value;
    }
    return text;
}

}  // namespace subset
