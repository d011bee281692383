"""Puts masks into a random config, of forms whose values the reference closure can compute by itself (reference_masks.py)."""
from postgres import identifier
from random_arrays import NAME as ARRAY
from random_types import INTEGERS

TEXTS = ("text", 'text COLLATE "C"', "varchar(9)")
WIDE_TEXTS = TEXTS[:2]
CONDITIONS = ('c."n" > 2', "c.\"kind\" <> 'k1'", 'c."n" IS NOT NULL')
KEY = "a key of random masks"
NEVER = ("n", "extra", "part")  # what random SQL computes with


def add_masks(chance, tables, config):
    """Only masks that must be taken; what must be refused is for stories to say."""
    written = config.get("reference", [])
    entries, coming = [], _coming(tables, config)
    for group in _groups(tables, written):
        if chance.random() < 0.25 and all(table in coming for table, _ in group[0]):
            _mask_group(chance, group, written, entries)
    _except_rows(chance, tables, entries)
    if chance.random() < 0.2 and not any(_names(rule, "kind") for rule in written):
        entries = [entry for entry in entries if "kind" not in entry.get("mask", ())]
        _mask_by_glob(chance, coming, entries)
    if entries:
        config["mask"] = {"key": KEY, "unclassified": "allow"}
        config["table"] = config.get("table", []) + entries


def _coming(tables, config):
    """The tables whose columns may be named: a mask of what never comes is an error, or would be told."""
    schemas = config.get("source", {}).get("schemas")
    empty = {rule["name"] for rule in config.get("table", []) if rule["rows"] == "none"}
    return [table for table in tables if (schemas is None or table.schema in schemas) and table.label not in empty]


def _groups(tables, written):
    """Columns that hold the same values, as lists of (table, column); whoever references comes before whom it references."""
    place = {(id(table), column.name): (table, column) for table in tables for column in table.columns}
    above = {}
    for table in tables:
        for key in table.foreign_keys:
            for column, parent in zip(key.columns, key.parent_columns):
                above.setdefault((id(table), column), set()).add((id(key.parent), parent))
    for rule in written:
        child, parent = _find(tables, rule["table"]), _find(tables, rule["parent"])
        for column, to in zip(rule["columns"], rule.get("parent_columns", parent.primary)):
            if not column.startswith("("):
                above.setdefault((id(child), column), set()).add((id(parent), to))
    left, groups = set(place), []
    while left:
        members = {min(left, key=lambda each: (place[each][0].label, place[each][1].name))}
        grown = None
        while grown != len(members):
            grown = len(members)
            members |= {each for each, to in above.items() if to & members} | {each for one in members for each in above.get(one, ())}
        left -= members
        heads = {each for each in members if not above.get(each, set()) - {each}}
        groups.append((sorted((place[each] for each in members), key=_name), sorted((place[each] for each in heads), key=_name)))
    return sorted(groups, key=lambda group: _name(group[0][0]))


def _name(member):
    return member[0].label, member[1].name


def _find(tables, label):
    return next(table for table in tables if table.label == label)


def _names(rule, column):
    return column in rule["columns"] or column in rule.get("parent_columns", ()) or f'"{column}"' in rule.get("when", "")


def _mask_group(chance, group, written, entries):
    members, heads = group
    kinds = {column.kind.removesuffix("[]") if column.name == ARRAY else column.kind for _, column in members}
    trees = any(table.heir_of for table, _ in members)
    if not heads or trees or any(column.name == ARRAY for _, column in heads) or any(column.made or column.name in NEVER for _, column in members):
        return
    if any(_is_computed_from(rule, member) or rule["table"] == member[0].label and _names(rule, "kind") and member[1].name == "kind"
           for rule in written for member in members):
        return
    forms = _forms(kinds, len(members) == 1)
    if not forms:
        return
    form = chance.choice(forms)
    if len(heads) > 1 and "{c}" in form:
        return  # a column that references two has one mask from both, which cannot name the column then
    for table, column in heads:
        text = form.format(c=f"c.{identifier(column.name)}")
        entries.append({"name": table.label, "mask": {column.name: text}})


def _is_computed_from(rule, member):
    """Whether an expression references the column, which cannot be masked then."""
    table, column = member
    if rule["parent"] != table.label:
        return False
    return any(child.startswith("(") and to == column.name for child, to in zip(rule["columns"], rule.get("parent_columns", table.primary)))


def _forms(kinds, alone):
    if kinds <= set(INTEGERS):
        return ["{c} + 1000"]
    if kinds <= set(WIDE_TEXTS):
        return ["@hash", "@hash", "left(md5({c}), 9)"] + (["CASE WHEN c.\"n\" = 2 THEN {c} ELSE @hash END", "@hash({c} || 'x')"] if alone else [])
    if kinds <= set(TEXTS):
        return ["left(md5({c}), 9)"]
    if kinds == {"uuid"}:
        return ["md5({c}::text)::uuid"]
    if kinds == {"date"}:
        return ["{c} + 4000"]
    if kinds == {"bytea"}:
        return ["sha256({c})"]
    return []


def _except_rows(chance, tables, entries):
    """A condition sees the row only where no other column has the same mask from there."""
    for label in sorted({entry["name"] for entry in entries}):
        table = _find(tables, label)
        own = [entry for entry in entries if entry["name"] == label]
        keys = {column for key in table.keys for column in key} | {column for key in table.foreign_keys for column in key.columns}
        if chance.random() < 0.5 and not any(set(entry.get("mask", ())) & keys for entry in own) and not any(other.heir_of is table for other in tables):
            entries.append({"name": label, "mask_when": chance.choice(CONDITIONS)})


def _mask_by_glob(chance, tables, entries):
    entries.append({"name": "*", "mask": {"kind": "@hash"}})
    with_condition = {entry["name"] for entry in entries if "mask_when" in entry}  # which would be about no mask
    others = [table for table in tables if table.label not in with_condition]
    if others and chance.random() < 0.6:
        table = chance.choice(others)
        entries.append({"name": table.label, "mask": {"kind": 'c."kind"'}})
