#include "twin/beside.hpp"

#include "catalog/sql.hpp"
#include "pg/quote.hpp"
#include "pg/sql_variables.hpp"
#include "pg/sqlstates.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <string_view>

namespace subset {
namespace {

constexpr std::string_view new_suffix = "_subset_new";
constexpr std::string_view old_suffix = "_subset_old";

std::string with_suffix(std::string name, std::string_view suffix) {
    constexpr std::size_t most_bytes = 63;  // NAMEDATALEN - 1
    if (name.size() + suffix.size() > most_bytes) {
        std::size_t size = most_bytes - suffix.size();
        // The name is not cut within a character: all bytes of a UTF-8 character but the first are
        // 10xxxxxx.
        while ((static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80U) {
            --size;
        }
        name.resize(size);
    }
    return name.append(suffix);
}

void check_extensions(pg::CopyChannel& target, const TargetState& state) {
    std::vector<Fault> faults;
    for (const pg::Row& row : target.query(pg::with_variable(
             sql::target_extensions, "names", pg::render_text_array(state.extensions)))) {
        if (row.text(0) != "plpgsql" && !row.boolean(3)) {
            faults.push_back(
                {fmt::format(
                     "the target has the extension {}, which the role \"{}\" may not create "
                     "in the database that is built beside it",
                     row.text(0), state.role),
                 "atomic = \"transaction\" or \"none\" in [target] leaves the target's extensions "
                 "where they are; or let a role that may create it refresh the twin."});
        }
    }
    if (!faults.empty()) {
        throw Error{ErrorKind::privilege, std::move(faults)};
    }
}

}  // namespace

std::string beside_name(const std::string& database) { return with_suffix(database, new_suffix); }

std::string old_beside_name(const std::string& database) {
    return with_suffix(database, old_suffix);
}

std::string render_beside_mark(const std::string& database) {
    return fmt::format(
        "subset: made by a refresh of the database \"{}\"; the next refresh removes it", database);
}

std::string render_leftovers_query(const std::string& database) {
    return fmt::format(
        "SELECT d.datname, d.datallowconn, pg_catalog.shobj_description(d.oid, 'pg_database'), "
        "pg_catalog.pg_has_role(d.datdba, 'USAGE') FROM pg_catalog.pg_database AS d "
        "WHERE d.datname IN ({}, {})",
        pg::quote_literal(beside_name(database)), pg::quote_literal(old_beside_name(database)));
}

void drop_leftovers(pg::CopyChannel& target, const TargetState& state, Atomic atomic,
                    Observer& observer) {
    const pg::Rows rows = target.query(render_leftovers_query(state.database));
    for (const pg::Row& row : rows) {
        const std::string& name = row.text(0);
        // A database to which nobody can connect has just been created, and has no mark yet.
        const bool ours =
            row.is_null(2) ? !row.boolean(1) : row.text(2) == render_beside_mark(state.database);
        if (ours && row.boolean(3)) {
            observer.warning({fmt::format("an earlier refresh was cut off and left the database "
                                          "\"{}\" behind; it is removed",
                                          name),
                              {}});
            try {
                drop_database(target, name);
            } catch (const pg::StatementError& error) {
                if (atomic == Atomic::database || !target.alive()) {
                    throw;
                }
                observer.warning({fmt::format("the database \"{}\" could not be removed: {}", name,
                                              error.message().primary),
                                  "A later refresh tries again; or drop it."});
            }
        } else if (atomic == Atomic::database) {
            throw Error{ErrorKind::refused,
                        fmt::format("the twin would be built in a database called \"{}\", and "
                                    "there is one already that is not a refresh's",
                                    name),
                        "Rename or drop that database."};
        }
    }
}

std::string sessions_sql(const std::string& databases, std::string_view columns,
                         std::string_view condition) {
    return fmt::format(
        "SELECT {} FROM pg_catalog.pg_stat_activity AS a "
        "LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.usesysid "
        "CROSS JOIN (SELECT u.rolsuper FROM pg_catalog.pg_roles AS u "
        "WHERE u.rolname = current_user) AS us "
        "CROSS JOIN LATERAL (SELECT us.rolsuper OR (NOT coalesce(r.rolsuper, true) AND "
        "(pg_catalog.pg_has_role(a.usesysid, 'USAGE') OR "
        "pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))) AS w (endable) "
        // Only a little of another role's session is shown (POSTGRES.md 54).
        "WHERE a.datid IN ({}) AND a.usesysid IS NOT NULL AND "
        "coalesce(a.backend_type, 'client backend') IN ('client backend', 'walsender') AND {}",
        columns, databases, condition);
}

std::string end_sessions_sql(const std::string& databases, std::string_view condition) {
    return "SET ROLE NONE; " +
           sessions_sql(databases, "pg_catalog.pg_terminate_backend(a.pid)",
                        fmt::format("w.endable AND {}", condition)) +
           "; RESET ROLE";
}

void drop_database(pg::CopyChannel& channel, const std::string& name) {
    const std::string this_one =
        "SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = " +
        pg::quote_literal(name);
    for (int attempt = 1;; ++attempt) {
        channel.execute(end_sessions_sql(this_one, "true"));
        try {
            channel.execute("DROP DATABASE IF EXISTS " + pg::quote_identifier(name));
            return;
        } catch (const pg::StatementError& error) {
            constexpr int most_attempts = 3;
            if (error.message().sqlstate != sqlstate::object_in_use || !channel.alive() ||
                attempt == most_attempts) {
                throw;
            }
        }
    }
}

BesideDatabase read_beside(pg::CopyChannel& target, const TargetState& state,
                           const Catalog& catalog, const std::vector<std::string>& brought) {
    BesideDatabase beside;
    beside.name = beside_name(state.database);
    beside.old_name = old_beside_name(state.database);
    const auto with_names = [&](std::string_view sql) {
        std::string query = pg::with_variable(sql, "new_name", pg::quote_literal(beside.name));
        query = pg::with_variable(query, "brought", pg::render_text_array(brought));
        query = pg::with_variable(query, "outside", sql::outside_objects);
        return pg::with_variable(query, "schemas",
                                 pg::render_text_array(replaced_schemas(state, catalog)));
    };
    const pg::Rows rows = target.query(with_names(sql::beside_database));
    const pg::Row& row = rows.at(0);
    if (!row.boolean(1)) {
        throw Error{ErrorKind::privilege,
                    fmt::format("the role \"{}\" may not create databases on the target's server, "
                                "as atomic = \"database\" must",
                                state.role),
                    fmt::format("Have an administrator run: ALTER ROLE \"{}\" CREATEDB; or leave "
                                "atomic out of [target].",
                                state.role)};
    }
    if (!row.is_null(2)) {
        throw Error{ErrorKind::refused,
                    fmt::format("the target holds what the source's schemas do not bring and a "
                                "database built beside it would not have: {}",
                                row.text(2)),
                    "atomic = \"transaction\" or \"none\" in [target] leaves all that where it is; "
                    "or move or drop it."};
    }
    check_extensions(target, state);
    beside.create = row.text(0);
    beside.is_template = row.boolean(3);
    beside.brought = brought;
    for (const pg::Row& each : target.query(with_names(sql::beside_carried))) {
        beside.carried.push_back({each.boolean(0), each.boolean(1), each.text(2), each.text(3)});
    }
    return beside;
}

}  // namespace subset
