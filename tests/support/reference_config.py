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


@dataclass
class TwinConfig:
    schemas: list | None
    roots: list
    table_rules: list  # the [[table]] entries, in their order

    def rows_rule(self, schema, name):
        """"closure", "all" or "none": the last match wins."""
        rule = "closure"
        for entry in self.table_rules:
            pattern_schema, pattern = split_name(entry["name"])
            everything = entry["name"] == "*"
            if everything or (fnmatch.fnmatchcase(schema, pattern_schema) and fnmatch.fnmatchcase(name, pattern)):
                rule = entry.get("rows", rule)
        return rule


def split_name(name):
    schema, dot, rest = name.partition(".")
    return (schema, rest) if dot else ("public", name)


def read_config(path, environment=None):
    environment = os.environ if environment is None else environment
    with open(path, "rb") as file:
        document = tomllib.load(file)
    # The urls are the program's to read: what the reference reads is the test's to say.
    tree = _expand({key: value for key, value in document.items() if key != "target"}, environment)
    fields = set(Root.__dataclass_fields__)
    for entry in tree.get("root", []):
        assert set(entry) <= fields, f"the reference closure does not know {set(entry) - fields}"
    roots = [Root(**{**entry, "table": split_name(entry["table"])}) for entry in tree.get("root", [])]
    unknown = set(document) - {"source", "target", "limits", "root", "table"}
    assert not unknown, f"the reference closure does not know {unknown}"
    return TwinConfig(tree.get("source", {}).get("schemas"), roots, tree.get("table", []))


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
        join = " AND ".join(f"{alias}.{identifier(column)} = q.{identifier(column)}" for column in table.key)
        return (f"SELECT DISTINCT {alias}.tableoid, {alias}.ctid FROM {table.rows_of} AS {alias}\n"
                f"JOIN (\n{root.query}\n) AS q ON {join}")
    sql = f"SELECT {alias}.tableoid, {alias}.ctid FROM {table.rows_of} AS {alias}"
    if root.sample is not None:
        sql += f" TABLESAMPLE BERNOULLI ({float(root.sample.rstrip('%'))}) REPEATABLE ({root.seed})"
    if root.where is not None:
        sql += f"\nWHERE (\n{root.where}\n)"
    tie = ", ".join(f"{alias}.{identifier(column)}" for column in partition_key) or f"{alias}.tableoid, {alias}.ctid"
    sql += "\nORDER BY " + (f"{root.order_by}\n, " if root.order_by else "") + tie
    return sql + (f"\nLIMIT {root.limit}" if root.limit is not None else "")
