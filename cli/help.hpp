// help.hpp
//
// These texts are what --help prints. Part of the program.
#pragma once

#include <string_view>

namespace subset::cli {

inline constexpr std::string_view help_text =
    R"(subset makes a small, true copy of a production PostgreSQL database in a
development database: the rows that the config names, and every other row that
those need, so that every foreign key holds.

  subset --config twin.toml         refresh the twin; `subset run` is the same
  subset plan --config twin.toml    what would be copied: rows of each table
                                    exactly, bytes about, what brought them;
                                    writes nothing, needs no target
  subset graph --config twin.toml   the tables and references that the config
                                    reaches, as a drawing
  subset why --config twin.toml TABLE KEY...
                                    the chain of references from a root to
                                    that row; without KEY what brought the
                                    table's rows
  subset verify --config twin.toml  prove an existing twin: every reference
                                    holds; what has changed since it was made
  subset take TABLE KEY...          add one case to the target: that row, its
                                    children, and every row that those need,
                                    beside what is there; an empty target gets
                                    the schema first. Without a config, what
                                    init would mask is masked
  subset init                       write a commented twin.toml from what the
                                    source holds; --config FILE names another
                                    file, "-" is standard output alone. With
                                    --try URL, on a sample shop: it makes one on
                                    that server, and copies it there
  subset schema                     print the JSON Schema of twin.toml, for
                                    editors; init writes it beside the config

Options, before or after the command:

  --config FILE   which rows, from where, to where (-c); a command that is named
                  takes twin.toml of the working folder where this is not
                  given; verify and graph (but for its rows) can do without
  --source URL    the database to read, over the config's [source] url
  --target URL    the target, over the config's [target] url or file
  --jobs N        how many connections read whole tables (not in one
                  transaction), over [source] jobs
  --report FILE   write a report as JSON; "-" is standard output
  --quiet         print errors, warnings and what plan, graph, why and verify
                  answer, and nothing else
  --verbose       print what is decided too, and a line for each table, index
                  and constraint
  --log-sql       print every statement on standard error
  --log-format FORMAT
                  text, or json: each line on standard error is one object, with
                  the stage, table, rows and seconds, warnings, notes, errors
  --progress HOW  none, plain (a line every few seconds) or bar (one line that
                  is rewritten); without it bar on a terminal, else plain
  --metrics FILE  for run, plan, take and verify: write how it ended for
                  Prometheus' textfile collector, also where it fails
  --version       print the version (-V)
  --help          print this

  run, plan       --locked         refuse what the source has that twin.lock,
                                   which each run without it writes, does not
                                   know
                  --dry-run        plan: what would be copied, and no more
  run             --html FILE      write the report as a page of HTML
                  --since FILE     an earlier --report, for the page to say what
                                   has changed; also of plan --format html
                  --format FORMAT  of a script of rows alone, contents = "data":
                                   copy, inserts (for any client) or csv (a
                                   folder)
  plan            --estimate       from the source's statistics, at once
                  --format FORMAT  text, json, markdown or html (with the
                                   graph where Graphviz' dot is installed)
                  --masks          lines for the config instead, for columns
                                   that may hold personal data and have
                                   neither a mask nor a place in [mask] keep
                  --privacy FILE   write a privacy audit (.html, .json or .md):
                                   each column, its mask, who decided, what is
                                   not covered
  graph           --format FORMAT  dot, mermaid or svg (by Graphviz' dot)
                  --all            the whole schema
                  --plan           with the rows of a plan; --estimate likewise
  why, verify     --format FORMAT  text or json
  verify          --unstamped      look at a database that has no stamp, too
  take            --key KEY...     one row more, by its primary key
                  --where SQL      rows instead of keys, with --order-by SQL and
                                   --limit N
                  --file FILE      into a script of rows alone, for a database
                                   that has the tables; --format as for run
                  --no-children    without the rows that reference them
                  --update         rows that are there and differ become as the
                                   source has them
                  --plan           what would come and what is there already
                  --list           the cases that the target has
                  --forget         no refresh brings that case again
                  --no-masks       without a config: raw, and the stamp says so

A URL is any libpq connection string. Prefer not to put a password on a command
line, where others can see it until the program has started: without --source
and --target, and without a url in the config, the environment variables
PROD_DATABASE_URL and DEV_DATABASE_URL are used, and "${NAME}" is replaced from
the environment everywhere, in these two options too.

Exit status:

  0    done; for a refresh and for verify: the twin is proven
  1    the work failed: connection, privilege, policy, lock, disk, limit, SQL
  2    the command line or the config is wrong
  3    refused, to protect a database: a guard, a pooler, a pg_dump that is
       missing or too old, too many tables for one transaction; or --locked;
       verify of a database that is no twin
  4    the twin would not be, or is not, referentially whole, or a mask lets
       raw values through
  130  interrupted

On anything but 0 the target is as it was before, but for atomic = "none" and a
script on standard output; and but for a connection lost during COMMIT, where
the error says what became of it.
)";

// These are what the program says in a terminal where nothing at all is asked of it.
inline constexpr std::string_view first_steps_text =
    R"(subset makes a small, true copy of a production PostgreSQL database in a
development database: the rows that you name, and every other row that those
need. Production is only read; the copy is proven before it replaces anything.

)";

inline constexpr std::string_view first_steps_without_config =
    R"(Begin with one of these:

  subset init --try URL       on a sample: makes a small shop and an empty
                              database on the server of that url, and runs there
  subset init --source URL    writes a commented twin.toml from what your
                              database holds, where it is only read
  subset plan                 says what that twin.toml would copy, and copies
                              nothing; then subset run does it

subset --help says the rest.
)";

inline constexpr std::string_view first_steps_with_config =
    R"(There is a twin.toml in this folder. Go on with one of these:

  subset plan                 says what it would copy, and copies nothing
  subset run                  makes the twin, or refreshes it
  subset why TABLE KEY        says why a row comes along

subset --help says the rest.
)";

}  // namespace subset::cli
