"""Arrays in random tables, and written references by their elements.

They are drawn by a chance of their own, so that cases without them stay as they are for a seed.
"""
import random

NAME = "a"
ARRAYS = {"int": ("int[]", "bigint[]", "smallint[]", "whole[]"), "bigint": ("bigint[]", "int[]"), "smallint": ("int[]", "smallint[]"),
          "numeric": ("numeric[]", "int[]"), "text": ("text[]", "varchar(9)[]"), "varchar(9)": ("text[]", "varchar(9)[]"), "uuid": ("uuid[]",),
          "citext": ("citext[]",), "date": ("date[]",), "whole": ("whole[]", "int[]"), "word": ("word[]",)}
LENGTHS = (0, 1, 1, 2, 2, 3, 6)
EXPRESSION = "(ARRAY[c.\"n\", c.\"n\" + 1, NULL])"
WHENS = ("c.\"kind\" = 'k1'", 'c."n" > 2')


def side_chance(chance):
    """Another one that is the same for the same, and takes nothing from it."""
    return random.Random(repr(chance.getstate()))


def add_array_columns(chance, tables):
    """To some of the tables, of a type that may reference some key."""
    chance = side_chance(chance)
    if chance.random() > 0.25:
        return
    kinds = [table.column(key[0]).kind for table in tables for key in table.keys if table.column(key[0]).kind in ARRAYS] + ["int"]
    for table in tables:
        if chance.random() < 0.6:
            table.add(NAME, chance.choice(ARRAYS[chance.choice(kinds)]), chance.random() < 0.3)
            table.element_index = chance.random() < 0.4


def has_array(table):
    return any(column.name == NAME for column in table.columns)


def fill_arrays(chance, tables):
    chance = side_chance(chance)
    reach = chance.choice((12, 30, 90))
    for table in filter(has_array, tables):
        for row in table.rows + table.late_rows:
            row[NAME] = _array(chance, reach, table.column(NAME).not_null)


def _array(chance, reach, not_null):
    if chance.random() < 0.1 and not not_null:
        return None
    elements = [None if chance.random() < 0.1 else chance.randint(1, reach) for _ in range(chance.choice(LENGTHS))]
    if len(elements) in (2, 6) and chance.random() < 0.3:
        return [elements[:len(elements) // 2], elements[len(elements) // 2:]]
    return elements


def write_by_elements(chance, tables):
    """[[reference]] entries by elements: of the array columns, and sometimes of an expression."""
    chance, found = side_chance(chance), []
    if not any(map(has_array, tables)):
        return found
    for number, child in enumerate(tables):
        if not has_array(child) or chance.random() < 0.2:
            continue
        kind = child.column(NAME).kind
        targets = [(parent, column.name) for parent in tables for column in parent.columns
                   if kind in ARRAYS.get(column.kind, ()) and not column.made and column.name != "part" and (column.name == "n" or [column.name] in parent.keys)]
        if not targets:
            continue
        parent, column = chance.choice(targets)
        array = EXPRESSION if kind == "int[]" and chance.random() < 0.15 else NAME
        rule = {"table": child.label, "parent": parent.label, "columns": [array], "parent_columns": [column], "name": f"e{number}"}
        if chance.random() < 0.3:
            rule["when"] = chance.choice(WHENS)
        found.append(rule)
    return found
