"""How often each key of the config met each feature of a schema, over many random cases."""
from collections import Counter

from random_arrays import EXPRESSION, NAME as ARRAY, has_array

FEATURES = {
    "self": "a table that references itself", "parallel": "several references between two tables", "cycle": "a cycle of two tables or more",
    "composite": "a reference of several columns", "mixed": "a reference across two types", "unique": "a reference to a unique key",
    "bare": "a reference to a bare unique index", "parts": "a partitioned table", "leaf": "a reference of or to one partition",
    "heir": "inheritance", "keyless": "a table without a primary key", "notnull": "a NOT NULL reference", "full": "MATCH FULL",
    "notvalid": "a NOT VALID reference", "late": "rows that dangle behind a validated one", "quoted": "a name that needs quoting",
    "schemas": "several schemas", "server": "a key that only the server compares",
    "arrays": "an array column",
}
SERVER_KINDS = ("numeric", "citext", "char(7)", "interval", "jsonb", "float8", "inet", "money")


def features_of(case):
    """(keys of the config, features of the schema)"""
    keys = set()
    for section, value in case.config.items():
        for entry in value if isinstance(value, list) else [value]:
            for key, inner in entry.items():
                told = f"{section}.{key}"
                keys.add(f"{told}={inner}" if key in ("follow", "dangling", "rows", "children") and section != "limits" else told)
                if section == "reference" and key == "columns" and any(column.startswith("(") for column in inner):
                    keys.add("reference.expression")
                if section == "reference" and key == "columns" and any(column in (ARRAY, EXPRESSION) for column in inner):
                    keys.add("reference.elements")
    return keys, set(_features(case))


def _features(case):
    pairs = Counter()
    for table in case.tables:
        if table.partitions:
            yield "parts"
        if table.heir_of:
            yield "heir"
        if not table.primary:
            yield "keyless"
        if not table.name.isidentifier() or not table.name.islower():
            yield "quoted"
        if table.late_rows:
            yield "late"
        if has_array(table):
            yield "arrays"
        for key in table.foreign_keys:
            yield from _features_of_key(table, key)
            pairs[id(table), id(key.parent)] += 1
    if any(count > 1 for count in pairs.values()):
        yield "parallel"
    if len(case.schemas) > 1:
        yield "schemas"
    if _has_cycle({pair for pair in pairs if pair[0] != pair[1]}):
        yield "cycle"


def _features_of_key(table, key):
    kinds = [(table.column(c).kind, key.parent.column(p).kind) for c, p in zip(key.columns, key.parent_columns)]
    checks = {"self": key.parent is table, "composite": len(kinds) > 1, "mixed": any(c != p for c, p in kinds),
              "unique": sorted(key.parent_columns) != sorted(key.parent.primary), "notvalid": key.not_valid, "full": key.match_full,
              "bare": sorted(key.parent_columns) in map(sorted, key.parent.bare_indexes),
              "leaf": key.child_leaf or key.parent_leaf, "notnull": all(table.column(c).not_null for c in key.columns),
              "server": any(p in SERVER_KINDS for _, p in kinds)}
    return [name for name, holds in checks.items() if holds]


def _has_cycle(arcs):
    nodes = {node for arc in arcs for node in arc}
    while True:
        ends = nodes - {start for start, into in arcs if start in nodes and into in nodes}
        if not ends:
            return bool(nodes)
        nodes -= ends


class FeatureMatrix:
    def __init__(self):
        self.counts, self.alone = Counter(), Counter()

    def add(self, keys, features):
        for key in keys:
            self.alone[key] += 1
            for feature in features:
                self.counts[key, feature] += 1

    def render(self):
        width = max(map(len, self.alone), default=0)
        lines = [" " * width + "    any" + "".join(f"{name[:8]:>9}" for name in FEATURES)]
        for key in sorted(self.alone):
            lines.append(f"{key:{width}}{self.alone[key]:>7}" + "".join(f"{self.counts[key, name]:>9}" for name in FEATURES))
        return "\n".join(lines)
