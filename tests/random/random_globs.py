"""Puts globs into a random config: in [[root]], in [[reference]] and in schemas.

They are drawn from a stream of their own, so that cases without globs stay what they were."""
import random

from random_types import family

WHERES = ('"n" > 2', "\"kind\" = 'k1'", '"n" IS NULL OR "n" < 4')


def put_in_globs(tables, config):
    chance = random.Random(repr(config))
    schemas = sorted({table.schema for table in tables})
    wanted = config.get("source", {}).get("schemas")
    out = [schema for schema in schemas if schema not in (wanted or schemas)]
    if out and chance.random() < 0.6:
        config["source"]["schemas"] = chance.choice(([], ["*"])) + ["!" + schema for schema in out]
    if "root" in config and chance.random() < 0.15:
        root = _root(chance, tables)
        config["root"] = [root] if chance.random() < 0.4 else config["root"] + [root]
    if "mask" not in config and chance.random() < 0.12:
        entry = _reference(chance, tables)
        if entry:
            config.setdefault("reference", []).append(entry)


def _glob(chance, table):
    return chance.choice(("*", "*", f"{table.schema}.*", table.label[:-1] + "?", table.label[:-1] + "*"))


def _root(chance, tables):
    table = chance.choice(tables)
    columns = ["n"] if chance.random() < 0.6 else [chance.choice(table.columns).name]
    root = {"table": _glob(chance, table), "columns": columns}
    if chance.random() < 0.5:
        root["where"] = chance.choice(WHERES)
    if chance.random() < 0.5:
        root["limit"] = chance.choice((1, 2, 3))
        if chance.random() < 0.5:
            root["order_by"] = chance.choice(('"n" DESC', '"kind", "n"'))
    elif chance.random() < 0.2:
        root["sample"] = "50%"
    if chance.random() < 0.3:
        root["only"] = True
    if chance.random() < 0.5:
        root["children"] = True
    return root


def _reference(chance, tables):
    """One whose columns compare in every table that has them; None where the draw found none."""
    parent, table = chance.choice(tables), chance.choice(tables)
    key = chance.choice(parent.keys) if parent.keys else ["n"]
    columns = []
    for column in key:
        fitting = [each.name for each in table.columns if each.name not in columns and _fits_everywhere(tables, each.name, parent.column(column).kind)]
        if not fitting:
            return None
        columns.append(chance.choice(fitting))
    entry = {"table": _glob(chance, table), "parent": parent.label, "columns": columns, "parent_columns": list(key)}
    if chance.random() < 0.4:
        entry["when"] = "c.\"n\" > 1"
    if chance.random() < 0.5:
        entry["name"] = "glob"
    return entry


def _fits_everywhere(tables, name, kind):
    return all(family(column.kind) == family(kind) for table in tables for column in table.columns if column.name == name)
