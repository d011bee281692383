"""Compares a twin with what the reference closure expects. Every function returns a list of differences, empty if none."""
import difflib
import subprocess
from collections import Counter

from postgres import Session, conninfo_of, identifier
from reference_catalog import Catalog
from reference_closure import read_rows

SHOWN = 5  # differences told for each table


def compare_rows(expected, target):
    """target is a Session on the twin."""
    found = {table.label: table for table in Catalog(target).tables}
    differences = []
    for label, rows in expected.rows.items():
        if label not in found:
            differences.append(f"{label}: the twin has no such table")
            continue
        table = found[label]
        if table.columns != expected.columns[label]:
            differences.append(f"{label}: columns {table.columns} instead of {expected.columns[label]}")
            continue
        got = Counter(row for _, row in read_rows(target, table))
        for what, rest in (("missing", rows - got), ("too many", got - rows)):
            for row in sorted(rest, key=str)[:SHOWN]:
                differences.append(f"{label}: {what} {rest[row]}x {row}")
            if len(rest) > SHOWN:
                differences.append(f"{label}: {what} {sum(rest.values())} rows in all")
    return differences


def compare_constraints(expected, source, target):
    """Each constraint is as in the source, validity included, but for those that lead out of the scope."""
    def constraints(session):
        return {row[:3]: row[3] for row in session.query("""
            SELECT n.nspname, c.relname, con.conname, pg_get_constraintdef(con.oid)
            FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND (con.contype <> 'f' OR con.conparentid = 0)
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')""")}
    gone = {(r.child.schema, r.child.name, name) for r in expected.catalog.left_out for name in r.names}
    schemas = {table.schema for table in expected.catalog.tables}
    before = {key: text for key, text in constraints(source).items() if key[0] in schemas and key not in gone
              and ".".join(key[:2]) not in expected.catalog.absent}
    for key in expected.made_not_valid & before.keys():
        before[key] = before[key].removesuffix(" NOT VALID") + " NOT VALID"
    after = constraints(target)
    differences = [f"constraint {'.'.join(key)}: {after.get(key, 'absent')} instead of {text}"
                   for key, text in before.items() if after.get(key) != text]
    return differences + [f"constraint {'.'.join(key)}: not in the source" for key in after
                          if key[0] in schemas and key not in before]


def compare_sequences(expected, source, target):
    """By the value that each gives next: one that is restarted says that as its last value, not yet called."""
    differences = []
    for schema, name in expected.catalog.sequences:
        sql = (f"SELECT s.last_value + CASE WHEN s.is_called THEN d.seqincrement::numeric ELSE 0 END "
               f"FROM {identifier(schema, name)} AS s JOIN pg_sequence AS d ON d.seqrelid = s.tableoid")
        want, got = source.query(sql), target.query(sql)
        if want != got:
            differences.append(f"sequence {schema}.{name}: {got[0]} instead of {want[0]}")
    return differences


def compare_materialized_views(target):
    """Each is populated as its own definition says now."""
    differences = []
    for schema, name, definition in target.query("""
            SELECT schemaname, matviewname, rtrim(definition, ';') FROM pg_matviews WHERE schemaname !~ '^pg_' AND ispopulated"""):
        sql = "SELECT v::text FROM ({}) AS v ORDER BY 1"
        if target.query(sql.format(f"SELECT * FROM {identifier(schema, name)}")) != target.query(sql.format(definition)):
            differences.append(f"materialized view {schema}.{name}: not refreshed")
    return differences


def compare_report(expected, report):
    """Counts of the report; what it does not list counts as nothing."""
    if report is None:
        return ["no report was written"]
    differences = []
    listed = {table["table"]: table for table in report["tables"]}
    for label, rows in expected.rows.items():
        entry = listed.pop(label, {"rows": 0, "chosen": 0})
        want, got = (sum(rows.values()), expected.chosen[label]), (entry["rows"], entry["chosen"])
        if want != got:
            differences.append(f"report: {label} has (rows, chosen) {got} instead of {want}")
    for label in expected.catalog.absent & listed.keys():
        entry = listed.pop(label)
        if (entry["rule"], entry["rows"]) != ("absent", 0):
            differences.append(f"report: {label} is absent, and the report says {entry}")
    differences += [f"report: {label} is not a table of the source" for label, entry in listed.items()]
    if report["rows"] != expected.total():
        differences.append(f"report: {report['rows']} rows in all instead of {expected.total()}")
    if report.get("verified") is not True:
        differences.append("report: not verified")
    left = list(report["references"])  # two written ones that differ in `when` alone have one name
    for count in expected.references:
        want = (count.parent, count.up, count.down, count.dangling)
        entries = [entry for entry in left if entry["table"] == count.table and entry["name"] in count.names]
        entries.sort(key=lambda entry: _counts(entry) != want)
        entry = entries[0] if entries else {"parent": count.parent, "up": 0, "down": 0, "dangling": 0}
        left = [other for other in left if other is not entry]
        if entries and entry["columns"] != count.columns:
            differences.append(f"report: {count.table} {count.names} has columns {entry['columns']} instead of {count.columns}")
        if want != _counts(entry):
            differences.append(f"report: {count.table} {count.names} has (parent, up, down, dangling) {_counts(entry)} instead of {want}")
    differences += [f"report: unexpected reference: {entry}" for entry in left if entry["up"] or entry["down"]]
    return differences


def _counts(entry):
    return entry["parent"], entry["up"], entry["down"], entry["dangling"]


def compare_schema(source_database, target_database, same_version=True):
    """pg_dump sees the same objects in both. Two major versions may write one query in two ways."""
    before, after = sorted(_dump(source_database, same_version)), sorted(_dump(target_database, same_version))
    return [f"schema: {line}" for line in difflib.unified_diff(before, after, "source", "twin", lineterm="", n=0)
            if not line.startswith("@@")]


def _dump(database, with_queries):
    done = subprocess.run(["pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--no-publications",
                           "--no-subscriptions", "--no-tablespaces", "-d", conninfo_of(database)],
                          check=True, capture_output=True, text=True)
    lines, in_query = [], False
    for line in filter(None, done.stdout.splitlines()):
        # SCHEMA public: its owner and comment are the target's own; the meta-commands carry a random word. pg_attver: the
        # mark that 15.20 and its like put on columns, which a pg_dump from before takes for a setting.
        if not in_query and not line.startswith(("--", "\\", "SET ")) and "SCHEMA public" not in line and " SET (pg_attver=" not in line:
            lines.append(line)
        if in_query or not with_queries and line.startswith(("CREATE VIEW ", "CREATE MATERIALIZED VIEW ")):
            in_query = not line.endswith(";")
    return lines


def compare_twin(expected, source_database, target_database, report):
    with Session(source_database) as source, Session(target_database) as target:
        differences = compare_rows(expected, target) + compare_constraints(expected, source, target)
        differences += compare_sequences(expected, source, target) + compare_materialized_views(target)
        same_version = len({int(end.value("SHOW server_version_num")) // 10000 for end in (source, target)}) == 1
    if not expected.catalog.left_out and not expected.catalog.absent and not expected.made_not_valid:
        differences += compare_schema(source_database, target_database, same_version)
    return differences + compare_report(expected, report)
