#!/usr/bin/env python3
"""The reference closure: rules 1 to 5 as a slow, obvious fixpoint that shares nothing with the engine.

    tests/support/with_postgres ... reference_closure.py DATABASE twin.toml     prints the counts

Every reference is asked of the server as a list of (child row, parent row), by one plain join with the constraint's own
operators. What remains is arithmetic on row ids, (tableoid, ctid), repeated until nothing is new. It only reads, in
one transaction of the caller, so it can be taken in an imported snapshot.
"""
import sys
from collections import Counter
from dataclasses import dataclass, field

from postgres import Session, identifier
from reference_catalog import Catalog
from reference_config import read_config, root_sql


@dataclass
class ReferenceCount:
    names: list
    table: str
    parent: str
    up: int = 0
    down: int = 0
    dangling: int = 0


@dataclass
class Expected:
    catalog: Catalog
    rows: dict = field(default_factory=dict)  # table label -> Counter of rows; a row is a tuple of texts
    columns: dict = field(default_factory=dict)  # table label -> column names
    chosen: dict = field(default_factory=dict)  # table label -> how many
    references: list = field(default_factory=list)

    def total(self):
        return sum(sum(rows.values()) for rows in self.rows.values())


class Edges:
    """One reference: who references whom (up), and whom a chosen parent brings (down).

    down is up unless a rule narrows it: the two are kept apart for that.
    """

    def __init__(self, session, reference, cut=False, followed=True):
        self.reference, self.cut, self.followed = reference, cut, followed
        self.not_null = {(row[0], row[1]) for row in session.query(
            f"SELECT c.tableoid, c.ctid FROM {reference.child.rows_of} AS c WHERE {reference.not_null}")}
        self.up = [((c_oid, c_tid), (p_oid, p_tid)) for c_oid, c_tid, p_oid, p_tid in session.query(
            f"SELECT c.tableoid, c.ctid, p.tableoid, p.ctid FROM {reference.child.rows_of} AS c "
            f"JOIN {reference.parent.rows_of} AS p ON {reference.match}")]
        self.down = self.up


def fixpoint(required, chosen, all_edges):
    """Rules 2 and 3, applied to everything again and again. A row may be in both sets: it is then chosen (rule 5)."""
    required, chosen, before = set(required), set(chosen), None
    while before != (len(required), len(chosen)):
        before = (len(required), len(chosen))
        for edges in all_edges:
            if not edges.cut:
                for child, parent in edges.up:
                    if child in required or child in chosen:
                        required.add(parent)
            if edges.followed:
                for child, parent in edges.down:
                    if parent in chosen:
                        chosen.add(child)
    return required | chosen, chosen


def root_rows(session, catalog, root):
    table = catalog.find(*root.table)
    key = table.key
    if root.query is None:
        return session.query(root_sql(root, table, key))
    named = session.query(root.query)
    places = [session.columns.index(column) for column in key]
    keys = {tuple(row[place] for place in places) for row in named}
    rows = session.query(root_sql(root, table, key))
    assert len(rows) == len(keys), "a root's query returns NULL or unknown keys"
    return rows


def compute_expected(session, config):
    """What the twin must hold. All reads go through session: give it a snapshot if others are writing."""
    catalog = Catalog(session, config.schemas)
    rule = {table.label: config.rows_rule(table.schema, table.name) for table in catalog.tables}
    required, chosen = set(), set()
    for root in config.roots:
        (chosen if root.children else required).update(tuple(row) for row in root_rows(session, catalog, root))
    for table in catalog.tables:
        if rule[table.label] == "all":
            required.update(tuple(row) for row in session.query(f"SELECT t.tableoid, t.ctid FROM {table.rows_of} AS t"))

    def is_left_out(table):
        return table not in catalog.tables or rule[table.label] == "none"

    all_edges = []
    for reference in catalog.references + catalog.left_out:
        if is_left_out(reference.child_table):
            continue
        nowhere = is_left_out(reference.parent_table)
        all_edges.append(Edges(session, reference, cut=nowhere, followed=not nowhere))
    kept, chosen = fixpoint(required, chosen, all_edges)
    return _describe(session, catalog, kept, chosen, all_edges)


def _describe(session, catalog, kept, chosen, all_edges):
    expected = Expected(catalog)
    nulled = _nulled_columns(kept, all_edges)
    for table in catalog.tables:
        expected.columns[table.label] = table.columns
        expected.rows[table.label] = Counter()
        for row_id, row in read_rows(session, table):
            if row_id in kept:
                hidden = nulled.get(row_id, ())
                expected.rows[table.label][tuple(None if column in hidden else value
                                                 for column, value in zip(table.columns, row))] += 1
        expected.chosen[table.label] = sum(1 for row_id in chosen if catalog.table_of(row_id[0]) is table)
    for edges in all_edges:
        reference = edges.reference
        count = ReferenceCount(reference.names, reference.child.label, reference.parent.label)
        if not edges.cut:
            count.up = sum(1 for row_id in edges.not_null if row_id in kept)
            matched = {child for child, _ in edges.up}
            count.dangling = sum(1 for row_id in edges.not_null if row_id in kept and row_id not in matched)
        if edges.followed:
            count.down = len({child for child, parent in edges.down if parent in chosen})
        expected.references.append(count)
    return expected


def _nulled_columns(kept, all_edges):
    """Rule 4: a cut reference whose parent is not here is NULL in its nullable columns that no uncut one shares."""
    nulled = {}
    for edges in all_edges:
        if not edges.cut:
            continue
        child = edges.reference.child_table
        uncut = {column for other in all_edges if not other.cut and other.reference.child_table is child
                 for column in other.reference.columns}
        columns = [column for column in edges.reference.columns if column not in edges.reference.child.not_null and column not in uncut]
        assert columns, f"{edges.reference.label} is cut, but none of its columns can be NULL"
        at_home = {child_row for child_row, parent_row in edges.up if parent_row in kept}
        for row_id in edges.not_null - at_home:
            nulled.setdefault(row_id, set()).update(columns)
    return nulled


def read_rows(session, table):
    """[(row id, the row as texts)], generated columns too."""
    columns = "".join(f", t.{identifier(column)}::text" for column in table.columns)
    return [((row[0], row[1]), row[2:]) for row in
            session.query(f"SELECT t.tableoid, t.ctid{columns} FROM {table.rows_of} AS t")]


def main():
    database, path = sys.argv[1:]
    with Session(database) as session:
        session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        expected = compute_expected(session, read_config(path))
    for label, rows in expected.rows.items():
        print(f"{label}: {sum(rows.values())} rows, {expected.chosen[label]} chosen")
    for count in expected.references:
        print(f"{count.table} -> {count.parent} ({count.names[0]}): up {count.up}, down {count.down}, dangling {count.dangling}")


if __name__ == "__main__":
    main()
