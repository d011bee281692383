// help.hpp
//
// What --help prints. Part of the program.
#pragma once

#include <string_view>

namespace subset::cli {

inline constexpr std::string_view help_text =
    R"(subset makes a small, true copy of a production PostgreSQL database in a
development database: the rows that the config names, and every other row that
those need, so that every foreign key holds.

  subset --config twin.toml         refresh the twin; `subset run` is the same
  subset plan --config twin.toml    what would be copied: rows of each table
                                    exactly, bytes about; writes nothing, needs
                                    no target; --masks proposes lines for the
                                    config instead, for columns that may hold
                                    personal data and have neither a mask nor
                                    a place in [mask] keep

Options, before or after the command:

  --config FILE   which rows, from where, to where
  --source URL    the database to read, over the config's [source] url
  --target URL    the database to replace, over the config's [target] url
  --jobs N        how many connections read whole tables, over [source] jobs
  --report FILE   write a report as JSON; "-" is standard output
  --quiet         print errors, and nothing else
  --verbose       print what is decided too, and a line for each table
  --log-sql       print every statement on standard error
  --version       print the version
  --help          print this

A URL is any libpq connection string. Prefer not to put a password on a command
line, where others can see it until the program has started: without --source
and --target, and without a url in the config, the environment variables
PROD_DATABASE_URL and DEV_DATABASE_URL are used, and "${NAME}" is replaced from
the environment everywhere, in these two options too.

Exit status:

  0    done; for a refresh: the twin is proven
  1    the work failed: connection, privilege, policy, lock, disk, limit, SQL
  2    the command line or the config is wrong
  3    refused, to protect a database
  4    the twin would not be referentially whole
  130  interrupted

On anything but 0 the target is as it was before, but for atomic = "none".
)";

}  // namespace subset::cli
