"""A twin.toml as the reference closure reads it: by tomllib, and on its own."""
import fnmatch
import os
import re
import tomllib
from dataclasses import dataclass

from postgres import identifier


@dataclass
class Root:
    table: tuple  # (schema, name)
    children: bool = False
    where: str | None = None
    order_by: str | None = None
    limit: int | None = None
    sample: str | None = None
    seed: int = 1
    query: str | None = None
    only: bool = False  # without the tables that inherit from it
    columns: list | None = None  # with a glob: of every table that has these
    glob: str | None = None
    number: int = 0  # of the entry, from 1


@dataclass
class ChildRule:
    """How one reference is followed down. table and parent are (schema, name)."""
    table: tuple
    parent: tuple
    columns: list | None = None
    name: str | None = None
    follow: str = "chosen"
    where: str | None = None
    order_by: str | None = None
    limit: int | None = None


@dataclass
class WrittenReference:
    table: tuple
    parent: tuple
    columns: list  # column names, or SQL in parentheses
    parent_columns: list | None = None
    when: str | None = None
    name: str | None = None
    glob: str | None = None  # in the place of the table


@dataclass
class Cut:
    table: tuple
    columns: list | None = None
    parent: tuple | None = None
    name: str | None = None


class ConfigWrong(Exception):
    """What the program must refuse with exit status 2."""


@dataclass
class TwinConfig:
    schemas: list | None
    roots: list
    table_rules: list  # the [[table]] entries, in their order
    child_rules: list
    written: list
    cuts: list
    dangling: str | None  # for every reference; None: "fail" where validated, else "keep"
    mask: dict  # [mask]

    def rows_rule(self, table):
        """"closure", "all", "none" or "absent": the last match wins, by the table's name or that of one it inherits from.

        A glob means no table of a migration tool.
        """
        rule = "all" if table.name in MIGRATION_TABLES else "closure"
        for entry in self.entries_of(table):
            rule = entry.get("rows", rule)
        return rule

    def entries_of(self, table):
        """The [[table]] entries that mean the table, in their order."""
        for entry in self.table_rules:
            if table.name in MIGRATION_TABLES and is_glob(entry["name"]):
                continue
            schema, name = split_name(entry["name"])
            named = [table] if entry.get("only") else [table, *table.ancestors]
            if entry["name"] == "*" or any(fnmatch.fnmatchcase(each.schema, schema) and fnmatch.fnmatchcase(each.name, name)
                                           for each in named):
                yield entry


# Of those that tools make, the ones that the tests' databases have.
MIGRATION_TABLES = {"schema_migrations", "ar_internal_metadata", "django_migrations", "alembic_version", "SequelizeMeta",
                    "flyway_schema_history", "_prisma_migrations", "knex_migrations", "databasechangelog"}


def is_glob(name):
    return "*" in name or "?" in name


def split_name(name):
    schema, dot, rest = name.partition(".")
    return (schema, rest) if dot else ("public", name)


def read_config(path, environment=None):
    environment = os.environ if environment is None else environment
    with open(path, "rb") as file:
        document = tomllib.load(file)
    unknown = set(document) - {"source", "target", "limits", "root", "table", "child", "reference", "cut", "mask"}
    assert not unknown, f"the reference closure does not know {unknown}"
    # The urls are the program's to read: what the reference reads is the test's to say.
    tree = _expand({key: value for key, value in document.items() if key != "target"}, environment)
    source = tree.get("source", {})
    rules = _entries(ChildRule, tree.get("child", []))
    for rule in rules:
        if rule.follow == "never" and (rule.where, rule.order_by, rule.limit) != (None, None, None):
            raise ConfigWrong("limit, where or order_by beside \"never\"")
    roots = _entries(Root, [{**entry, "number": number} for number, entry in enumerate(tree.get("root", []), 1)])
    return TwinConfig(source.get("schemas"), roots, tree.get("table", []), rules,
                      _entries(WrittenReference, tree.get("reference", [])), _entries(Cut, tree.get("cut", [])),
                      source.get("dangling"), tree.get("mask", {}))


def _entries(kind, entries):
    made = []
    for entry in entries:
        unknown = set(entry) - set(kind.__dataclass_fields__)
        assert not unknown, f"the reference closure does not know {unknown}"
        tables = {key: split_name(entry[key]) for key in ("table", "parent") if key in entry}
        globs = {"glob": entry["table"]} if "glob" in kind.__dataclass_fields__ and is_glob(entry["table"]) else {}
        made.append(kind(**{**entry, **tables, **globs}))
    return made


def _expand(value, environment):
    if isinstance(value, dict):
        return {key: _expand(inner, environment) for key, inner in value.items() if key != "url"}
    if isinstance(value, list):
        return [_expand(inner, environment) for inner in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda found: environment[found.group(1)], value)
    return value


def root_sql(root, table, partition_key):
    """SELECT of (tableoid, ctid): the rows that a root names. The line breaks end a comment in the user's SQL."""
    alias = identifier(table.name)
    if root.query is not None:
        return (f"SELECT DISTINCT {alias}.tableoid, {alias}.ctid FROM {table.rows_of} AS {alias}\n"
                f"JOIN {_named_rows(root)} ON {_by_key(alias, table)}")
    sql = f"SELECT {alias}.tableoid, {alias}.ctid FROM "
    if root.sample is not None:
        # FROM without ONLY would be simpler, and give the heirs that do not come, too.
        columns = "".join(", " + identifier(column) for column in table.columns)
        sample = f"TABLESAMPLE BERNOULLI ({float(root.sample.rstrip('%'))}) REPEATABLE ({root.seed})"
        sql += "(" + " UNION ALL ".join(f"SELECT tableoid, ctid{columns} FROM {each.rows_of} {sample}"
                                        for each in table.tables) + f") AS {alias}"
    else:
        sql += f"{table.rows_of} AS {alias}"
    if root.where is not None:
        sql += f"\nWHERE (\n{root.where}\n)"
    tie = ", ".join(f"{alias}.{identifier(column)}" for column in partition_key) or f"{alias}.tableoid, {alias}.ctid"
    tie += f", {alias}.tableoid, {alias}.ctid" if table.members else ""
    sql += "\nORDER BY " + (f"{root.order_by}\n, " if root.order_by else "") + tie
    return sql + (f"\nLIMIT {root.limit}" if root.limit is not None else "")


def _named_rows(root):
    return f"(\n{root.query.rstrip('; ')}\n) AS q"


def _by_key(alias, table):
    return " AND ".join(f"{alias}.{identifier(column)} = q.{identifier(column)}" for column in table.key)


def unknown_keys_sql(root, table):
    """SELECT of how many rows of the root's query name no row of its table."""
    return f"SELECT count(*) FROM {_named_rows(root)} WHERE NOT EXISTS (SELECT FROM {table.rows_of} AS t WHERE {_by_key('t', table)})"
