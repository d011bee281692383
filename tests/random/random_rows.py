"""Fills the tables of a random case with rows that satisfy their constraints, and a few that do not."""
from random_arrays import NAME as ARRAY
from random_types import MOST


def fill_rows(chance, tables):
    reach = chance.choice((12, 30, MOST, MOST))  # few numbers make rows meet
    for table in tables:
        table.rows = _unreferenced(chance, table, reach)
    for table in tables:
        for row in table.rows:
            _point(chance, table, row)
    _take_away_what_fails(tables)
    if chance.random() < 0.15:
        _add_late_rows(chance, chance.choice(tables), reach)


def _unreferenced(chance, table, reach):
    """Rows with their keys; what references is NULL, or random where it may not be."""
    rows = []
    for _ in range(chance.choice((0, 3, 8, 15, 25, 40, 60)) if chance.random() < 0.97 else 300):
        row = _new_row(chance, table, reach)
        if _keys_are_free(table, rows, row):
            rows += [row] * (1 if table.keys or table.leaf_keys else chance.choice((1, 1, 2)))
    return [dict(row) for row in rows]


def _new_row(chance, table, reach):
    row = {}
    for column in table.columns:
        if column.name == ARRAY:
            row[column.name] = []  # fill_arrays() does it
            continue
        number = chance.randint(1, reach)
        if column.name == "part":
            number = chance.randint(0, 3)
        elif column.name in ("n", "kind"):
            number = chance.choice((None, 1, 2, 3, 4, 5))
        elif column.name.startswith("r") and not column.not_null or column.name.startswith("u") and not column.not_null and chance.random() < 0.2:
            number = None
        row[column.name] = number
    row["extra"] = row["n"] or chance.randint(1, 5)
    return row


def _keys_are_free(table, rows, row):
    among = [(key, rows) for key in table.keys]
    # A key that only one partition has says nothing of rows in others, which may well have the same values.
    among += [(key, [other for other in rows if table.partition_of(other) == leaf])
              for leaf, key in table.leaf_keys.items() if table.partition_of(row) == leaf]
    for key, others in among:
        value = [row[column] for column in key]
        if None not in value and any([other[column] for column in key] == value for other in others):
            return False
    return True


def _point(chance, table, row):
    """Lets each reference point at a parent row, at nothing, or in part at nothing."""
    fixed = {column for key in [*table.keys, *table.leaf_keys.values()] for column in key}
    for key in table.foreign_keys:
        parents = [other for other in key.parent.rows_in(key.parent_leaf) if all(other[c] is not None for c in key.parent_columns) and key.fits(table, other)]
        free = [column for column in key.columns if column not in fixed]
        if key.match_full and chance.random() < 0.2 and all(not table.column(c).not_null for c in free) and len(free) == len(key.columns):
            row.update(dict.fromkeys(free))
        elif parents and chance.random() < 0.85:
            # With columns that are keys here too, a parent row that agrees with them.
            agreeing = [other for other in parents if all(other[p] == row[c] for c, p in zip(key.columns, key.parent_columns) if c in fixed)]
            parent = chance.choice(agreeing or parents)
            row.update({c: parent[p] for c, p in zip(key.columns, key.parent_columns) if c not in fixed})
        elif key.not_valid and chance.random() < 0.5:
            row.update({c: chance.randint(1, MOST) for c in free})
        if not key.match_full:
            for column in free:
                if not table.column(column).not_null and chance.random() < 0.08:
                    row[column] = None


def _take_away_what_fails(tables):
    stands = False
    while not stands:
        stands = True
        for table in tables:
            kept = [row for row in table.rows if satisfies(table, row)]
            stands = stands and len(kept) == len(table.rows)
            table.rows = kept


def satisfies(table, row):
    if any(column.not_null and row[column.name] is None for column in table.columns):
        return False
    for key in table.foreign_keys:
        if key.child_leaf and table.partition_of(row) != key.child_leaf:
            continue
        if key.not_valid:
            present = [row[column] is not None for column in key.columns]
            if key.match_full and any(present) and not all(present):
                return False
        elif not key.holds(table, row, key.parent.rows_in(key.parent_leaf)):
            return False
    return True


def _add_late_rows(chance, table, reach):
    """Rows without parents behind a constraint's back. Heirs and partitions have their own ways; plain tables are enough."""
    if not table.foreign_keys or table.partitions:
        return
    for _ in range(chance.randint(1, 4)):
        row = _new_row(chance, table, reach)
        _point(chance, table, row)
        key = chance.choice(table.foreign_keys)
        fixed = {column for each in table.keys for column in each}
        row.update({c: chance.randint(1, MOST) for c in key.columns if c not in fixed})
        if any(column.not_null and row[column.name] is None for column in table.columns):
            continue
        if not all(k.holds(table, row, k.parent.rows) for k in table.foreign_keys if k.match_full):
            continue
        if _keys_are_free(table, table.rows + table.late_rows, row):
            table.late_rows.append(row)
