#include "config/shape/key_texts.hpp"

#include <algorithm>
#include <array>

namespace subset::config {
namespace {

constexpr auto key_texts = std::to_array<KeyText>({
    {"source", "", "The database that the rows come from. It is only read."},
    {"source", "url",
     "A connection string of libpq. Without it the environment variable PROD_DATABASE_URL is it."},
    {"source", "schemas",
     "The schemas in scope, by name or glob; a leading ! leaves out. Without it every user "
     "schema."},
    {"source", "jobs", "How many connections read side by side, in one snapshot. 2 without it."},
    {"source", "dangling",
     "What becomes of a row whose parent row does not exist: the run fails, the row stays, the "
     "reference is NULLed, or the row goes. Without it \"fail\", and \"keep\" for a reference that "
     "is NOT VALID or written."},
    {"source", "statement_timeout", "Of each statement on the source. \"30min\" without it."},
    {"source", "lock_timeout", "How long to wait for a lock on the source. \"10s\" without it."},
    {"source", "retries",
     "How often to start again after a recovery conflict or a lost connection. 0 without it."},
    {"source", "rate",
     "What the source is asked for at most, rows of all connections together: \"20 MB/s\". As fast "
     "as it goes without it."},
    {"source", "silence_timeout",
     "How long a server may say nothing while its own views show no progress. \"10min\" without "
     "it; \"0\" is for ever."},
    {"source", "connect_timeout",
     "How long to go on trying an endpoint that is waking up. \"60s\" without it."},

    {"target", "", "The database that becomes the twin, or the script that makes one."},
    {"target", "url",
     "A connection string of libpq. Without it the environment variable DEV_DATABASE_URL is it."},
    {"target", "mode",
     "\"replace\" drops and rebuilds the source's schemas, \"keep\" loads into the tables that are "
     "there, \"add\" brings rows beside those that are there. \"replace\" without it."},
    {"target", "atomic",
     "\"transaction\": at once, in one transaction. \"database\": built beside and swapped in by "
     "name. \"none\": piece by piece, stamped incomplete until the last. \"rows\": the schema "
     "stands, "
     "and only the rows that differ are written, while others read. \"transaction\" without it."},
    {"target", "file", "Instead of url: a script that psql loads. \"-\" is standard output."},
    {"target", "contents",
     "What the script holds: all, or the rows alone, for a database that has the schema."},
    {"target", "force",
     "The one target that may be replaced although it is neither empty nor an earlier twin: "
     "\"host:port/database\"."},
    {"target", "after",
     "A file of SQL that is run at the end, before the proof. A relative path starts at the "
     "config's folder."},
    {"target", "skip_extensions", "Extensions of the source that the twin goes without."},
    {"target", "foreign_servers",
     "Foreign servers whose definitions and foreign tables come along. Others are left out."},
    {"target", "keep_cases", "Whether cases that `subset take` added come again with a refresh."},
    {"target", "lock_timeout", "How long to wait for a lock on the target. \"60s\" without it."},

    {"limits", "", "A run that would pass a limit stops before the target is touched."},
    {"limits", "rows", "The most rows of the twin."},
    {"limits", "bytes", "The most bytes of these rows: \"20 GB\"."},
    {"limits", "memory",
     "What is kept of the rows in memory before they go to a temporary file. \"256 MB\" without "
     "it."},
    {"limits", "tables", "The most rows of single tables: { accounts = 3 }."},
    {"limits", "fit",
     "The size of the largest twin that is wanted, which takes fewer of the roots' rows: "
     "\"500 MB\"."},

    {"mask", "", "What replaces personal data, and what may go as it is."},
    {"mask", "key",
     "The secret that the presets hash with, 16 characters at least. Keep it in the environment: "
     "\"${MASK_KEY}\"."},
    {"mask", "unclassified",
     "What is done about a column that may hold personal data and is neither masked nor kept. "
     "\"strict\" asks about every column but keys. \"warn\" without it."},
    {"mask", "locale",
     "The language of made-up names and addresses, or several of them. \"en\" without it."},
    {"mask", "keep", "Columns that go as they are: \"orders.status\", \"*.created_at\"."},

    {"root", "", "Rows that the twin is made from. Whatever they need comes along."},
    {"root", "table", "The table, \"users\" or \"schema.table\"; with `columns` a glob."},
    {"root", "columns", "With a glob: it means every table that has these columns."},
    {"root", "only", "Without the tables that inherit from it."},
    {"root", "where", "SQL over the table, whose alias is its name."},
    {"root", "order_by", "SQL. Ties fall back to the primary key."},
    {"root", "limit", "How many rows at most."},
    {"root", "sample",
     "A share of the table taken at random, instead of order_by and limit: "
     "\"5%\"."},
    {"root", "seed", "Which random rows a sample takes. 1 without it."},
    {"root", "query", "SQL that returns the table's primary key, instead of all of these."},
    {"root", "children",
     "Whether the rows bring the rows that reference them, and these theirs. false without it."},

    {"table", "", "What holds for a table or a glob of tables. The last entry wins, key by key."},
    {"table", "name", "The table, or a glob: \"log_*\", \"audit.*\", \"*\"."},
    {"table", "rows",
     "\"closure\": those that are needed. \"all\": the whole table. \"none\": it stays empty. "
     "\"keep\": the target's own rows stay. \"absent\": the twin has no such table."},
    {"table", "only", "Without the tables that inherit from it."},
    {"table", "mask",
     "What replaces the values of each column: SQL over the row c, or a preset such as "
     "\"@email\"."},
    {"table", "mask_when",
     "SQL over the row c: the masks leave a row alone for which it is false."},
    {"table", "identity",
     "A column: the presets of a row are made of it, so that they describe one person."},

    {"child", "",
     "How one reference is followed down, from a parent row to the rows that reference "
     "it."},
    {"child", "table", "The table that references."},
    {"child", "parent", "The table that is referenced."},
    {"child", "columns",
     "The columns that reference, where the two tables have several "
     "references."},
    {"child", "name", "The name of the reference, instead of its columns."},
    {"child", "follow",
     "From chosen parent rows, from every parent row of the twin, or never. \"chosen\" without "
     "it."},
    {"child", "where", "SQL: the child row is c, the parent row p."},
    {"child", "order_by", "SQL: the child row is c, the parent row p."},
    {"child", "limit", "How many child rows for each parent row."},

    {"reference", "", "A foreign key that the schema does not declare."},
    {"reference", "name", "What [[child]] and [[cut]] may call it."},
    {"reference", "table", "The table that references, or a glob: every table with the columns."},
    {"reference", "columns",
     "The columns that reference, or SQL in parentheses over the row c. An array references by "
     "each element."},
    {"reference", "parent", "The table that is referenced."},
    {"reference", "parent_columns", "Its columns. Without it the primary key."},
    {"reference", "when",
     "SQL over the row c: only these rows reference, as in a polymorphic "
     "reference."},

    {"cut", "",
     "A reference that is not followed up: NULL where the parent is not in the twin for "
     "another reason."},
    {"cut", "table", "The table that references."},
    {"cut", "columns", "The columns that reference."},
    {"cut", "parent", "The table that is referenced, where that is not enough."},
    {"cut", "name", "The name of the reference, instead of its columns."},
});

}  // namespace

std::span<const KeyText> all_key_texts() noexcept { return key_texts; }

std::string_view text_of_key(std::string_view section, std::string_view key) noexcept {
    const auto* const found = std::find_if(
        key_texts.begin(), key_texts.end(),
        [&](const KeyText& each) { return each.section == section && each.key == key; });
    return found == key_texts.end() ? std::string_view{} : found->text;
}

}  // namespace subset::config
