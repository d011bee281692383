#include "dump/dump.hpp"

#include "pg/errors.hpp"
#include "pg/quote.hpp"
#include "subset/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unistd.h>
#include <utility>

namespace subset {
namespace {

// How long one wait for the child lasts before the cancellation is looked at again.
constexpr auto tick = std::chrono::milliseconds{100};

std::vector<std::string> dump_command(const DumpTools& tools, const pg::ConnectionString& source,
                                      const std::string& snapshot_id,
                                      std::chrono::milliseconds lock_timeout,
                                      const LeftOut& left_out) {
    std::vector<std::string> command = {
        tools.pg_dump,
        "--format=custom",
        "--compress=0",
        "--schema-only",
        "--snapshot=" + snapshot_id,
        "--no-owner",
        "--no-privileges",
        "--no-publications",
        "--no-subscriptions",
        "--no-security-labels",
        "--no-tablespaces",
        "--encoding=UTF8",
        "--no-password",
        fmt::format("--lock-wait-timeout={}", lock_timeout.count())};
    // A quoted name is a pattern that matches itself alone (manual, psql, "Patterns").
    for (const std::string& schema : left_out.schemas) {
        command.push_back("--exclude-schema=" + pg::quote_identifier(schema));
    }
    for (const QualifiedName& table : left_out.tables) {
        command.push_back("--exclude-table=" + pg::quote_name(table));
    }
    command.push_back("--dbname=" + source.for_command_line());
    return command;
}

// Secrets have no place on a command line, which others can see.
FileDescriptor make_service_file(const pg::ConnectionString& source) {
    const std::string text = source.service_file();
    if (text.empty()) {
        return {};
    }
    FileDescriptor file = make_temporary_file();
    write_whole_file(file, text);
    return file;
}

std::vector<std::string> dump_environment(const pg::ConnectionString& source, bool service_file) {
    std::vector<std::string> variables = source.environment();
    variables.emplace_back("LC_ALL=C");  // its messages are read below
    if (service_file) {
        std::erase(variables, "PGSERVICE");
        variables.push_back(fmt::format("PGSERVICE={}", pg::ConnectionString::child_service));
        variables.emplace_back("PGSERVICEFILE=/dev/fd/3");
    }
    return variables;
}

// By this name the server knows pg_dump's session from others of the program.
pg::ConnectionString named(const pg::ConnectionString& source) {
    return source.with("application_name", fmt::format("subset pg_dump {}", ::getpid()));
}

struct Saying {
    std::string_view sign;
    ErrorKind kind;
    std::string_view hint;
};

// What pg_dump says, by what it means; the first match counts. It gives no SQLSTATE.
constexpr std::array sayings = std::to_array<Saying>({
    // --lock-wait-timeout is a statement_timeout around LOCK TABLE, and pg_dump has no other.
    {"due to statement timeout", ErrorKind::lock,
     "A schema change on the source holds or waits for a lock; start again when it is done, or "
     "raise [source] "
     "lock_timeout."},
    {"permission denied", ErrorKind::privilege,
     "pg_dump needs USAGE on each schema and SELECT on each table and sequence of the schemas in "
     "[source] schemas; "
     "grant that to the source's role, or leave the schema out."},
    {"server version mismatch", ErrorKind::tool_version,
     "Install PostgreSQL's client programs of the source's version or later."},
    {"No space left on device", ErrorKind::disk,
     "Make room in $TMPDIR, or let it name a folder that has some."},
    {"connection to server", ErrorKind::connection,
     "Check the server and the network, then start again."},
    {"server closed the connection", ErrorKind::connection,
     "Check the server and the network, then start again."},
    {"terminating connection", ErrorKind::connection,
     "Check the server and the network, then start again."},
    {"conflict with recovery", ErrorKind::conflict,
     "Set hot_standby_feedback = on on the standby, or raise max_standby_streaming_delay, or read "
     "from the primary."},
});

// The line that says why: the first with "error:", without the program's name.
std::string reason_in(std::string_view said) {
    const auto error = said.find("error: ");
    std::string_view rest = error == std::string_view::npos ? said : said.substr(error + 7);
    while (rest.ends_with('\n')) {
        rest.remove_suffix(1);
    }
    if (error == std::string_view::npos) {
        const auto last = rest.rfind('\n');
        rest = last == std::string_view::npos ? rest : rest.substr(last + 1);
    }
    return std::string{rest.substr(0, rest.find('\n'))};
}

[[noreturn]] void fail(std::string_view program, const std::string& said) {
    const std::string reason = said.empty() ? "it was killed or crashed" : reason_in(said);
    // SET TRANSACTION SNAPSHOT, before version 17 and from it on.
    if (reason.find("invalid snapshot identifier") != std::string::npos ||
        (reason.find("snapshot \"") != std::string::npos && reason.ends_with("does not exist"))) {
        throw pg::make_not_one_server("source", fmt::format("{}: {}", program, reason));
    }
    for (const Saying& saying : sayings) {
        if (said.find(saying.sign) != std::string::npos) {
            throw Error{saying.kind, fmt::format("{}: {}", program, reason),
                        std::string{saying.hint}};
        }
    }
    throw Error{ErrorKind::server, fmt::format("{}: {}", program, reason),
                "This came from the program as it stands; --verbose may say more."};
}

}  // namespace

LeftOut find_left_out(const Catalog& catalog) {
    LeftOut left_out{catalog.other_schemas, {}};
    for (const Relation& relation : catalog.relations) {
        if (catalog.table(relation.table).absent) {
            left_out.tables.push_back(relation.name);
        }
    }
    return left_out;
}

SchemaDump::SchemaDump(DumpTools tools, pg::Endpoint source, const std::string& snapshot_id,
                       std::chrono::milliseconds lock_timeout, const LeftOut& left_out,
                       const Cancellation& cancellation)
    : tools_{std::move(tools)},
      source_{std::move(source)},
      silence_{source_.context},
      cancellation_{cancellation},
      file_{make_temporary_file()},
      service_file_{make_service_file(source_.string)},
      child_{dump_command(tools_, named(source_.string), snapshot_id, lock_timeout, left_out),
             dump_environment(source_.string, service_file_.valid()),
             ChildFiles{-1, file_.get(), service_file_.get()}} {}

DumpFile SchemaDump::finish() {
    auto worked = child_.cpu_time();
    while (!child_.wait(tick)) {
        if (cancellation_.requested()) {
            child_.kill();
        }
        cancellation_.check();
        if (const auto works = child_.cpu_time(); works != worked) {
            worked = works;
            silence_.heard();
        } else {
            silence_.check([&] {
                const std::string name = named(source_.string).value("application_name");
                return pg::AskedSession{source_, "a.application_name = " + pg::quote_literal(name)};
            });
        }
    }
    if (!child_.succeeded()) {
        cancellation_.check();
        fail("pg_dump", source_.string.redact(child_.said()));
    }
    return {std::move(file_), tools_};
}

std::string run_pg_restore(const DumpFile& dump, const std::vector<std::string>& arguments,
                           std::string_view use_list, const Cancellation& cancellation) {
    std::vector<std::string> command = {dump.tools.pg_restore};
    command.insert(command.end(), arguments.begin(), arguments.end());
    FileDescriptor list;
    std::optional<NamedTemporaryFile> named_list;
    // A folder that is made a root by chroot may have no /dev/fd.
    if (!use_list.empty() && ::access("/dev/fd/0", F_OK) == 0) {
        list = make_temporary_file();
        write_whole_file(list, use_list);
        command.emplace_back("--use-list=/dev/fd/3");
    } else if (!use_list.empty()) {
        named_list.emplace(use_list);
        command.push_back("--use-list=" + named_list->path());
    }
    const FileDescriptor output = make_temporary_file();
    ChildProcess child{command, {"LC_ALL=C"}, {dump.file.get(), output.get(), list.get()}};
    while (!child.wait(tick)) {
        cancellation.check();
    }
    if (!child.succeeded()) {
        fail("pg_restore", child.said());
    }
    return read_whole_file(output);
}

}  // namespace subset
