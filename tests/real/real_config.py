"""Configs for a real database's tables: one table as the root, plain or with random rules for references and tables around it."""
from postgres import identifier

ROWS = 3  # of a root


def table_name(table):
    return table.name if table.schema == "public" else f"{table.schema}.{table.name}"


def plain_config(chance, table, children):
    root = {"table": table_name(table), "limit": ROWS, "children": children}
    if table.key and chance.random() < 0.5:
        root["order_by"] = ", ".join(f"{identifier(column)} DESC" for column in table.key)
    return {"root": [root]}


def config_with_rules(chance, catalog, table, children):
    config = plain_config(chance, table, children)
    if chance.random() < 0.2:
        config["root"][0]["where"] = _condition(chance, identifier(table.name), table)
    if chance.random() < 0.2:
        config["root"].append(plain_config(chance, chance.choice(catalog.tables), chance.random() < 0.3)["root"][0])
    if chance.random() < 0.1:
        config["source"] = {"dangling": chance.choice(("fail", "keep", "null", "drop"))}
    if chance.random() < 0.1:
        config["limits"] = {"memory": "64 KB"}
    named = {entry["table"] for entry in config["root"]}
    empty = _add_table_rules(chance, catalog, table, named, config)
    references = [r for r in catalog.references if not {table_name(r.child_table), table_name(r.parent_table)} & empty]
    root = catalog.table_of(table.oid)
    for key, entries in (("child", _child_rules(chance, references, catalog, root)), ("cut", _cuts(chance, references, catalog, root))):
        if entries:
            config[key] = entries
    return config


def _add_table_rules(chance, catalog, table, roots, config):
    """The names of the tables that stay empty."""
    rules, root = [], catalog.table_of(table.oid)
    if chance.random() < 0.25:
        others = [t for t in catalog.tables if t is not root and table_name(t) not in roots]
        # Most of those that can be cut off: from the others too, to see the refusal.
        easy = [t for t in others if all(_can_be_cut(r, catalog, {r.label}) for r in catalog.references if r.parent_table is t)]
        rules += [{"name": table_name(chance.choice(easy if easy and chance.random() < 0.8 else others)), "rows": "none"}]
    if chance.random() < 0.25:
        rules.append({"name": table_name(chance.choice(catalog.tables)), "rows": "all"})
    if rules:
        config["table"] = rules
    empty = {rule["name"]: rule["rows"] for rule in rules}  # the last match wins
    return {name for name, rows in empty.items() if rows == "none"}


def _pointer(chance, reference, catalog, told=False):
    """What tells this reference from all others. told: by its columns or name, even where it is the only one."""
    pointer = {"table": table_name(reference.child), "parent": table_name(reference.parent)}
    pair = [r for r in catalog.references if r.child is reference.child and r.parent is reference.parent]
    alike = [r for r in pair if sorted(r.columns) == sorted(reference.columns)]
    if len(alike) > 1 or chance.random() < 0.3:
        pointer["name"] = chance.choice(reference.names)
    elif told or len(pair) > 1 or chance.random() < 0.5:
        pointer["columns"] = chance.sample(reference.columns, len(reference.columns))
    return pointer


def _some(chance, references, root, near, far):
    """More of those that touch the root."""
    return [r for r in chance.sample(references, len(references))
            if chance.random() < (near if root in (r.child_table, r.parent_table) else far)]


def _child_rules(chance, references, catalog, root):
    rules = []
    for reference in _some(chance, references, root, 0.6, chance.choice((0.03, 0.15, 0.4))):
        rule = _pointer(chance, reference, catalog)
        follow = chance.choice((None, "chosen", "chosen", "always", "never"))
        if follow:
            rule["follow"] = follow
        if follow != "never":
            if chance.random() < 0.4:
                rule["where"] = _condition(chance, "c", reference.child_table, "p", reference.parent_table)
            if chance.random() < 0.6:
                rule["limit"] = chance.choice((1, 1, 2, 5))
            if chance.random() < 0.5:
                rule["order_by"] = _order(chance, reference)
        rules.append(rule)
    return rules


def _can_be_cut(reference, catalog, cut):
    shared = {column for other in catalog.references + catalog.left_out if other.label not in cut
              and other.child_table is reference.child_table for column in other.columns}
    return any(column not in reference.child.not_null and column not in shared for column in reference.columns)


def _cuts(chance, references, catalog, root):
    """Cutting one makes others cuttable: the order is drawn."""
    cut, entries = set(), []
    for reference in _some(chance, references, root, 0.3, 0.1):
        if _can_be_cut(reference, catalog, cut | {reference.label}):
            cut.add(reference.label)
            entries.append(_pointer(chance, reference, catalog, told=True))
    return entries


def _column(chance, alias, table):
    return f"{alias}.{identifier(chance.choice(table.columns))}"


def _condition(chance, alias, table, other_alias=None, other=None):
    """SQL that holds for some rows, whatever the columns' types."""
    one = _column(chance, alias, table)
    forms = [f"{one} IS NOT NULL", f"length({one}::text) % 2 = 0", f"hashtext({one}::text) % 3 <> 0 -- some\n",
             f"{one}::text > '2' OR {_column(chance, alias, table)} IS NULL", f"{alias}.tableoid IS NOT NULL"]
    if other is not None:
        two = _column(chance, other_alias, other)
        forms += [f"{one}::text < {two}::text", f"coalesce(hashtext({one}::text) % 2 = hashtext({two}::text) % 2, true)",
                  f"EXISTS (SELECT FROM {other.sql} AS o WHERE o.{identifier(chance.choice(other.columns))}::text = {two}::text)"]
    return chance.choice(forms)


def _order(chance, reference):
    one, two = _column(chance, "c", reference.child_table), _column(chance, "p", reference.parent_table)
    return chance.choice((f"{one}::text DESC", f"{one}::text NULLS FIRST, hashtext({one}::text)", f"hashtext({one}::text || {two}::text)",
                          f"md5({one}::text) DESC NULLS LAST -- shuffled\n", f"length({one}::text), {one}::text DESC"))
