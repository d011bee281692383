// The sample shop in a throw-away database, and an empty one beside it, to try the program on.
#include "commands/sample_shop.hpp"
#include "pg/quote.hpp"
#include "pg/session.hpp"
#include "subset/subset.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

namespace subset {
namespace {

constexpr std::string_view try_source = "subset_try_shop";
constexpr std::string_view try_target = "subset_try_twin";
// A line in the comment of a database that this made, beside that of a twin's stamp. Only such a
// database is ever dropped.
constexpr std::string_view try_mark = "made by subset init --try, which drops it and makes it anew";

// Finds the database's comment; nothing where there is no such database.
std::optional<std::string> find_comment(pg::Session& session, std::string_view database) {
    const pg::Rows rows = session.query(
        fmt::format("SELECT COALESCE(pg_catalog.shobj_description(oid, 'pg_database'), '') "
                    "FROM pg_catalog.pg_database WHERE datname = {}",
                    pg::quote_literal(database)));
    return rows.empty() ? std::nullopt : std::optional{rows.at(0).text(0)};
}

void check_may_be_made(pg::Session& session, std::string_view database) {
    const auto comment = find_comment(session, database);
    if (comment && comment->find(try_mark) == std::string::npos) {
        throw Error{ErrorKind::refused,
                    fmt::format("the server has a database {} that subset init --try did not make",
                                database),
                    "It stays as it is. Rename it, or name another server by --try."};
    }
}

void check_role(pg::Session& session) {
    const pg::Rows rows = session.query(
        "SELECT rolcreatedb OR rolsuper, rolname FROM pg_catalog.pg_roles "
        "WHERE rolname = CURRENT_USER");
    if (!rows.at(0).boolean(0)) {
        const std::string& role = rows.at(0).text(1);
        throw Error{
            ErrorKind::privilege,
            fmt::format("the role \"{}\" may not create databases on the server of --try", role),
            fmt::format("Have an administrator run: ALTER ROLE {} CREATEDB; or name a "
                        "server of your own, such as one in a container.",
                        pg::quote_identifier(role))};
    }
}

// Makes the database anew, empty.
void make_database(pg::Session& session, std::string_view database, Observer& observer) {
    const std::string name = pg::quote_identifier(database);
    if (find_comment(session, database)) {
        observer.note(
            fmt::format("the database {} of an earlier subset init --try is dropped", database));
        session.execute("DROP DATABASE " + name);
    }
    // template0 has whatever encoding is asked for, and nobody is connected to it.
    session.execute(
        fmt::format("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                    "LC_COLLATE 'C' LC_CTYPE 'C'",
                    name));
    session.execute(fmt::format("COMMENT ON DATABASE {} IS {}", name, pg::quote_literal(try_mark)));
}

}  // namespace

SampleShop make_sample_shop(const std::string& server_url, Observer& observer,
                            Cancellation& cancellation) {
    const pg::ConnectionString server{"server of --try", server_url};
    const auto context = [&](const char* label) {
        pg::SessionContext made;
        made.label = label;
        made.observer = &observer;
        made.cancellation = &cancellation;
        return made;
    };
    observer.stage_started(Stage::connect);
    pg::Session session{server, context("server")};
    check_role(session);
    for (const std::string_view database : {try_source, try_target}) {
        check_may_be_made(session, database);
    }
    for (const std::string_view database : {try_source, try_target}) {
        make_database(session, database, observer);
    }
    observer.note(
        fmt::format("the databases {} and {} are made on this server", try_source, try_target));
    const auto source = server.with("dbname", std::string{try_source});
    const auto target = server.with("dbname", std::string{try_target});
    observer.stage_started(Stage::load);
    pg::Session shop{source, context("sample")};
    shop.execute(std::string{sample::schema});
    shop.execute(std::string{sample::data});
    return {source.for_connecting(), target.for_connecting(), source.for_command_line(),
            target.for_command_line()};
}

}  // namespace subset
