"""Makes a random config for the tables of a random case: every key that says which rows come, in all its forms."""
from postgres import identifier
from random_arrays import write_by_elements
from random_faults import put_in_fault
from random_globs import put_in_globs
from random_masks import add_masks
from random_types import expression_of, family

COMPARISONS = ("c.\"n\" > 1", "c.\"n\" < p.\"n\"", "c.\"kind\" IS DISTINCT FROM 'k1'", "c.\"n\" IN (1, 2, 3) -- a comment\n", "p.\"kind\" <> 'k2' OR c.\"n\" = 4",
               "EXISTS (SELECT FROM (VALUES (1), (3)) AS v (x) WHERE x = c.\"n\")", "p.\"n\" IS NOT NULL")
ORDERS = ("c.\"n\" DESC", "c.\"kind\", c.\"n\" DESC NULLS LAST", "c.\"n\" + coalesce(p.\"n\", 0)", "(c.\"extra\"->>'n')::int DESC")
WHENS = ("c.\"kind\" = 'k1'", "c.\"kind\" = 'k2'", "c.\"n\" > 2", "NOT (c.\"kind\" = 'k3')", "c.\"n\" % 2 = 0 /* even */")
ROOT_WHERES = ("true", '"n" > 1', "\"kind\" = 'k1'", '"n" IS NULL OR "n" < 3', 'ctid IS NOT NULL')


def make_config(chance, tables):
    """(config, statuses): statuses is None, or the exit statuses of a fault put in on purpose."""
    config = {}
    _add_source(chance, tables, config)
    with_rows = [table for table in tables if table.rows] or tables
    roots = config["root"] = [_root(chance, tables, chance.choice(with_rows if chance.random() < 0.9 else tables)) for _ in range(chance.choice((1, 1, 2, 3)))]
    rules = [_table_rule(chance, tables) for _ in range(chance.choice((0, 0, 0, 1, 1, 2)))]
    if chance.random() < 0.9:  # a root of a table that stays empty is an error
        named = {root["table"] for root in roots}
        rules = [rule for rule in rules if rule["rows"] != "none" or not any(label == rule["name"] or label.startswith(rule["name"] + "_") for label in named)]
    if rules:
        config["table"] = rules
        if chance.random() < 0.1 and any(rule["rows"] == "all" for rule in rules):
            del config["root"]
    empty = {rule["name"] for rule in rules if rule["rows"] == "none"} if chance.random() < 0.8 else set()
    written = _written(chance, tables) + write_by_elements(chance, tables)
    if written:
        config["reference"] = written
    pointers = [_pointer(chance, table, key) for table in tables for key in table.foreign_keys]
    pointers = [pointer for pointer in pointers if not empty & {pointer[1][0].label, pointer[1][1].parent.label}]
    pointers += [(rule, None) for rule in map(_pointer_to_written, written) if not empty & {rule["table"], rule["parent"]}]
    children = _children(chance, pointers)
    if children:
        config["child"] = children
    cuts = _cuts(chance, tables, pointers)
    if cuts:
        config["cut"] = cuts
    statuses = put_in_fault(chance, tables, config, pointers) if chance.random() < 0.06 else None
    if statuses is None and chance.random() < 0.4:
        add_masks(chance, tables, config)
    if statuses is None:
        put_in_globs(tables, config)
    return config, statuses


def _add_source(chance, tables, config):
    source, schemas = {}, sorted({table.schema for table in tables})
    if chance.random() < 0.4:
        source["dangling"] = chance.choice(("fail", "keep", "null", "drop"))
    if chance.random() < 0.3 and len(schemas) > 1:
        source["schemas"] = chance.sample(schemas, chance.randint(1, len(schemas)))
    if chance.random() < 0.1:
        source["statement_timeout"] = "5min"
    if source:
        config["source"] = source
    if chance.random() < 0.1:
        config["limits"] = {"memory": chance.choice(("1 MB", "64 KB")), "rows": 1_000_000, "bytes": "1 GB"}


def _root(chance, tables, table):
    root = {"table": table.label}
    if any(other.heir_of is table for other in tables) and chance.random() < 0.3:
        root["only"] = True
    own = [leaf for leaf, _, _ in table.partitions]
    if own and chance.random() < 0.4:
        leaf = chance.choice(own)
        root["table"] = leaf if table.schema == "public" else f"{table.schema}.{leaf}"
    form = chance.random()
    if form < 0.12 and table.primary:
        columns = ", ".join(identifier(column) for column in table.primary)
        root["query"] = (f"SELECT {columns} FROM {table.sql} WHERE n <= {chance.randint(2, 6)}"
                         + chance.choice((";", "", f" UNION ALL SELECT {columns} FROM {table.sql} WHERE n = 1")))
        root["table"] = table.label
    elif form < 0.24:
        root["sample"] = chance.choice(("50%", "90%", "20%"))
        if chance.random() < 0.5:
            root["seed"] = chance.randint(0, 99)
        if chance.random() < 0.4:
            root["where"] = chance.choice(ROOT_WHERES)
    else:
        if chance.random() < 0.4:
            root["where"] = chance.choice(ROOT_WHERES)
        if chance.random() < 0.6:
            root["limit"] = chance.choice((1, 2, 3, 8))
        if chance.random() < 0.4:
            root["order_by"] = chance.choice(('"n" DESC', '"kind" NULLS FIRST, "n"', f"{identifier(chance.choice(table.columns).name)}::text DESC"))
    if chance.random() < 0.65:
        root["children"] = chance.random() < 0.9
    return root


def _table_rule(chance, tables):
    table = chance.choice(tables)
    name = chance.choice((table.label, table.label, table.label, "*", f"{table.schema}.*", table.label[:-1] + "*"))
    weights = ("none", "closure", "all") if name == table.label else ("closure", "all")
    return {"name": name, "rows": chance.choice(weights)}


def _written(chance, tables):
    found = []
    for number in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        child, parent = chance.choice(tables), chance.choice(tables)
        to_key = [key for key in parent.keys if chance.random() < 0.7]
        columns = list(chance.choice(to_key)) if to_key else [
            column.name for column in chance.sample(parent.columns, chance.choice((1, 1, 2))) if column.kind != "json"]
        pairs = [_child_value(chance, child, parent.column(column).kind) for column in columns]
        if not columns or None in pairs or len(set(pairs)) < len(pairs):
            continue
        rule = {"table": child.label, "parent": parent.label, "columns": pairs}
        if chance.random() < 0.8:
            rule["name"] = f"w{number}"
        if columns != parent.primary or chance.random() < 0.5:
            rule["parent_columns"] = columns
        if chance.random() < 0.45:
            rule["when"] = chance.choice(WHENS)
        found.append(rule)
    return found


def _child_value(chance, child, kind):
    """A column of the child whose type compares with that one, or an expression."""
    fitting = [column.name for column in child.columns if family(column.kind) == family(kind)
               or {family(column.kind), family(kind)} == {"integer", "numeric"}]
    expression = expression_of(chance, kind)
    if expression and (not fitting or chance.random() < 0.3):
        return expression
    return chance.choice(fitting) if fitting else None


def _pointer(chance, table, key):
    """What tells this reference from all others, and its foreign key."""
    where = table.label if key.child_leaf is None else _leaf_label(table, key.child_leaf)
    parent = key.parent.label if key.parent_leaf is None else _leaf_label(key.parent, key.parent_leaf)
    pointer = {"table": where, "parent": parent}
    alike = [other for other in table.foreign_keys if other is not key and sorted(other.columns) == sorted(key.columns)]
    if alike or chance.random() < 0.5:
        pointer["name"] = key.name
    else:
        pointer["columns"] = chance.sample(key.columns, len(key.columns))
    return pointer, (table, key)


def _leaf_label(table, leaf):
    return leaf if table.schema == "public" else f"{table.schema}.{leaf}"


def _pointer_to_written(rule):
    told = "name" if "name" in rule else "columns"
    return {"table": rule["table"], "parent": rule["parent"], told: rule[told]}


def _children(chance, pointers):
    rules = []
    for pointer, _ in pointers:
        if chance.random() > 0.35:
            continue
        rule = dict(pointer)
        follow = chance.choice((None, "chosen", "always", "never"))
        if follow:
            rule["follow"] = follow
        if follow != "never":
            if chance.random() < 0.4:
                rule["where"] = chance.choice(COMPARISONS)
            if chance.random() < 0.6:
                rule["limit"] = chance.choice((1, 1, 2, 3))
            if chance.random() < 0.5:
                rule["order_by"] = chance.choice(ORDERS)
        rules.append(rule)
    return rules


def _cuts(chance, tables, pointers):
    """Of references that can be cut; those that cannot come up as faults. Cutting makes others cuttable: the order is drawn."""
    cut, entries = [], []
    for pointer, found in chance.sample(pointers, len(pointers)):
        if chance.random() > 0.15:
            continue
        if found is None:  # a written one: whether it can be cut is the reference closure's to say
            if chance.random() < 0.5:
                entries.append(dict(pointer))
            continue
        table, key = found
        others = {c for other in table.foreign_keys if other is not key and other not in cut for c in other.columns}
        if any(not table.column(c).not_null and c not in table.primary and c not in others for c in key.columns):
            cut.append(key)
            entry = dict(pointer)
            if chance.random() < 0.5:
                del entry["parent"]
                entry["columns"], entry["name"] = list(key.columns), key.name
            entries.append(entry)
    return entries
