#!/usr/bin/env python3
"""The reference closure: the rules as a slow, obvious fixpoint that shares nothing with the engine.

    tests/support/with_postgres ... tests/random/reference_closure.py DATABASE twin.toml     prints the counts

Every reference is asked of the server as a list of (child row, parent row), by one plain join with the constraint's own
operators. What remains is arithmetic on row ids, (tableoid, ctid), repeated until nothing is new. It only reads, in
one transaction of the caller, so it can be taken in an imported snapshot.
"""
import re
import sys
from collections import Counter
from dataclasses import dataclass, field

from postgres import Session, SqlError, identifier
from reference_catalog import Catalog, is_expression
from reference_globs import roots_of, schemas_of, written_of
from reference_config import MIGRATION_TABLES, ConfigWrong, read_config, root_sql, unknown_keys_sql
from reference_masks import Masks
from reference_rules import Following, add_written_references, child_rules, cut_references


class Refused(Exception):
    """The program must end with one of these statuses and leave the target as it was."""

    def __init__(self, statuses, why):
        super().__init__(why)
        self.statuses = statuses


@dataclass
class ReferenceCount:
    names: list
    table: str
    parent: str
    columns: list  # as the catalog or the config names them
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
    may_refuse: bool = False  # a table that no row reached cannot be cut off from one that stays empty: told or not
    made_not_valid: set = field(default_factory=set)  # (schema, table, constraint) that keep dangling rows

    def total(self):
        return sum(sum(rows.values()) for rows in self.rows.values())

    def only_migrations(self):
        """Nothing but what a migration tool keeps, which comes unasked and makes no twin by itself."""
        return self.total() > 0 and all(
            label.rpartition(".")[2] in MIGRATION_TABLES for label, rows in self.rows.items() if rows)


class Edges:
    """One reference: who references whom (up), and whom a parent row brings (down).

    down is up unless a [[child]] rule narrows it: the two are kept apart for that.
    """

    def __init__(self, session, reference, cut=False, rule=None, dangling="fail"):
        self.reference, self.cut, self.dangling = reference, cut, dangling
        self.follow = rule.follow if rule else "chosen"
        # A written reference's SQL is the user's; to read it is also to see that it is right.
        self.present = {(row[0], row[1]) for row in session.query(
            f"SELECT c.tableoid, c.ctid FROM {reference.child.rows_of} AS c WHERE {reference.presence}")}
        self.up = [((c_oid, c_tid), (p_oid, p_tid)) for c_oid, c_tid, p_oid, p_tid in session.query(
            f"SELECT c.tableoid, c.ctid, p.tableoid, p.ctid FROM {reference.child.rows_of} AS c "
            f"JOIN {reference.parent.rows_of} AS p ON {reference.match}")]
        # By child row and place in its array: the parent rows of that element.
        self.by_element = None if reference.elements is None else {}
        for c_oid, c_tid, place, p_oid, p_tid in session.query(reference.elements_sql) if reference.elements is not None else ():
            parents = self.by_element.setdefault(((c_oid, c_tid), int(place)), set())
            parents |= set() if p_oid is None else {(p_oid, p_tid)}
        self.down = rule.pairs(session, reference) if rule and rule.follow != "never" else self.up

    def elements_without(self, rows, parents=None):
        """{row: places of the elements none of whose parents is among these}; by default those without any parent."""
        found = {}
        for (row, place), of in self.by_element.items():
            if row in rows and not (of if parents is None else of & parents):
                found.setdefault(row, set()).add(place)
        return found

    def count_dangling(self, kept):
        """How much dangles: elements, or rows."""
        if self.by_element is not None:
            return sum(map(len, self.elements_without(kept).values()))
        return len(self.dangling_rows(kept))

    def dangling_rows(self, kept):
        if self.by_element is not None:
            return set(self.elements_without(kept))
        matched = {child for child, _ in self.up}
        return {row for row in self.present if row in kept and row not in matched}


def fixpoint(required, chosen, all_edges):
    """Applies DESIGN.md, rules 2 and 3, to everything again and again. A row that is in both sets is chosen (DESIGN.md, rule 5)."""
    required, chosen, before, step = set(required), set(chosen), None, -1
    while before != (len(required), len(chosen)):
        before, step = (len(required), len(chosen)), -step
        for edges in all_edges:
            if not edges.cut:
                for child, parent in edges.up[::step]:
                    if child in required or child in chosen:
                        required.add(parent)
            if edges.follow != "never":
                for child, parent in edges.down[::step]:
                    if parent in chosen:
                        chosen.add(child)
                    elif parent in required and edges.follow == "always":
                        required.add(child)
    return required | chosen, chosen


def rows_to_drop(kept, all_edges):
    """What dangles, and what references nothing else but that, and so on."""
    dropped, before = set(), None
    for edges in all_edges:
        if not edges.cut and edges.dangling == "drop":
            dropped |= edges.dangling_rows(kept)
    while before != len(dropped):
        before = len(dropped)
        for edges in all_edges:
            if not edges.cut and edges.by_element is not None:
                dropped |= {child for (child, _), parents in edges.by_element.items() if child in kept and parents and parents <= dropped}
            elif not edges.cut:
                held = {child for child, parent in edges.up if parent not in dropped}
                dropped |= {child for child, _ in edges.up if child in kept and child not in held}
    return dropped


def root_rows(session, catalog, root, table):
    return session.query(root_sql(root, table, catalog.table_of(table.oid).key))


def has_unknown_keys(session, root, table):
    return root.query is not None and session.value(unknown_keys_sql(root, table)) != "0"


def compute_expected(session, config):
    """What the twin must hold. All reads go through session: give it a snapshot if others are writing.

    Raises ConfigWrong or Refused where the program must refuse.
    """
    try:
        return _compute(session, config)
    except SqlError as problem:
        if problem.sqlstate.startswith("42"):
            raise ConfigWrong(str(problem)) from problem
        raise Refused({1}, str(problem)) from problem


def _compute(session, config):
    schemas = schemas_of(session, config.schemas)
    catalog = Catalog(session, schemas, lambda table: config.rows_rule(table) == "absent")
    rule = {table.label: config.rows_rule(table) for table in catalog.tables}

    def is_left_out(table):
        return all(each not in catalog.tables or rule[each.label] == "none" for each in table.tables)

    add_written_references(catalog, written_of(catalog, config, rule), is_left_out)
    down_rules, cuts = child_rules(catalog, config, is_left_out), cut_references(catalog, config)
    required, chosen, unknown = set(), set(), False
    for root in roots_of(catalog, config, rule):
        table = catalog.find(*root.table)
        if table is not None and not root.only and not catalog.is_partition(table):
            table = catalog.tree(table, is_left_out)
        if table is None or is_left_out(table if table.members else catalog.table_of(table.oid)):
            raise ConfigWrong(f"{root.table} as a root")
        unknown = unknown or has_unknown_keys(session, root, table)
        (chosen if root.children else required).update(tuple(row) for row in root_rows(session, catalog, root, table))
    for table in catalog.tables:
        if rule[table.label] == "all":
            required.update(tuple(row) for row in session.query(f"SELECT t.tableoid, t.ctid FROM {table.rows_of} AS t"))
    all_edges = []
    for reference in catalog.references + catalog.left_out:
        if is_left_out(reference.child_table):
            continue
        nowhere = is_left_out(reference.parent_table)
        default = "fail" if reference.validated else "keep"
        all_edges.append(Edges(session, reference, nowhere or reference.label in cuts,
                               Following(follow="never") if nowhere else down_rules.get(reference.label),
                               config.dangling or default))
    kept, chosen = fixpoint(required, chosen, all_edges)
    try:
        expected = _describe(session, catalog, kept, chosen, all_edges, cuts, Masks(catalog, config))
    except Refused:  # what the closure shows comes after what a root's query does, and a wrong config before both
        if unknown:
            raise Refused({1, 2}, "a root's query returns NULL or unknown keys, and more") from None
        raise
    if unknown:
        raise Refused({1, 2} if expected.may_refuse else {1}, "a root's query returns NULL or unknown keys")
    if expected.total() and schemas is not None and uses_types_left_out(session, schemas):
        raise Refused({2}, "a table has a column of a type whose schema is left out")
    return expected


def uses_types_left_out(session, schemas):
    """Whether a table of these schemas needs a type of another user schema, members of extensions aside."""
    names = ", ".join("'" + schema.replace("'", "''") + "'" for schema in schemas)
    return session.value(f"""SELECT EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type e ON e.oid = CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.oid END
        WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace::regnamespace::text IN
              (SELECT quote_ident(name) FROM unnest(ARRAY[{names}]) AS name)
          AND e.oid >= 16384 AND NOT (e.typnamespace::regnamespace::text IN (SELECT quote_ident(name) FROM unnest(ARRAY[{names}]) AS name))
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = e.oid AND d.deptype = 'e'))""") == "t"


def _describe(session, catalog, came, chosen, all_edges, cuts, masks):
    expected = Expected(catalog)
    kept = came - rows_to_drop(came, all_edges)
    nulled, taken_out = _nulled_columns(came, kept, all_edges, cuts, expected)
    _refuse_what_cannot_stand(kept, nulled, all_edges)
    for table in catalog.tables:
        expected.columns[table.label] = table.columns
        expected.rows[table.label] = Counter()
        for row_id, row in read_rows(session, table):
            if row_id in kept:
                hidden = nulled.get(row_id, set())
                # The server computes these anew, and of a NULL nothing but a NULL comes in what these tests compute.
                hidden = hidden | {column for column, of in table.computed.items() if of & hidden}
                gone = taken_out.get(row_id, {})
                expected.rows[table.label][tuple(None if column in hidden else without_elements(value, gone.get(column))
                                                 for column, value in zip(table.columns, masks.of_row(table, row)))] += 1
        expected.chosen[table.label] = sum(1 for row_id in chosen & kept if catalog.table_of(row_id[0]) is table)
    for edges in all_edges:
        reference = edges.reference
        count = ReferenceCount(reference.names, reference.child.label, reference.parent.label, reference.columns)
        if not edges.cut:
            count.up = len(edges.present & kept)
            count.dangling = edges.count_dangling(came)
            if count.dangling and edges.dangling == "keep" and reference.validated and reference.child.kind == "p":
                raise Refused(_not_whole(expected), f"{reference.label} is kept dangling, and its partitioned table cannot have it NOT VALID")
            if count.dangling and edges.dangling == "keep":
                expected.made_not_valid |= {(reference.child.schema, reference.child.name, name) for name in reference.names}
        if edges.follow != "never":
            bringing = came if edges.follow == "always" else chosen
            count.down = len({child for child, parent in edges.down if parent in bringing})
        expected.references.append(count)
    return expected


def _nulled_columns(came, kept, all_edges, cuts, expected):
    """Rule 4: a cut reference whose parent is not here is NULL in its nullable columns that no uncut one shares. So is one
    that dangles, where the config says "null"."""
    nulled, taken_out, uncut_of = {}, {}, {}
    for edges in all_edges:
        if not edges.cut:
            for table in edges.reference.child_table.tables:
                uncut_of.setdefault(table, []).append(edges)
    for edges in sorted(all_edges, key=lambda each: not each.cut):  # a wrong config is told before a wrong source
        reference = edges.reference
        if edges.cut and edges.by_element is not None:
            rows = set(edges.elements_without(edges.present & kept, kept))
        elif edges.cut:
            at_home = {child_row for child_row, parent_row in edges.up if parent_row in kept}
            rows = (edges.present & kept) - at_home
        elif edges.dangling in ("null", "fail"):
            rows = edges.dangling_rows(came)
            if rows and edges.dangling == "fail":
                raise Refused(_not_whole(expected), f"{reference.label} dangles")
        else:
            continue
        for table in reference.child_table.tables:
            own = {row for row in rows if expected.catalog.table_of(row[0]) is table}
            uncut = {column for other in uncut_of.get(table, ()) if other is not edges for column in other.reference.columns}
            not_null = table.not_null if reference.child.members else reference.child.not_null
            if edges.by_element is not None:
                array = reference.columns[reference.elements]
                columns = [] if is_expression(array) or array in uncut or array in table.computed else [array]
            else:
                columns = [column for column in reference.columns
                           if not (column in not_null or column in uncut or not reference.by_columns)]
            if not columns and edges.cut:
                if reference.label in cuts or own:
                    raise ConfigWrong(f"{reference.label} is cut, but none of its columns can be NULL")
                expected.may_refuse = True
            if not columns and own:
                raise Refused(_not_whole(expected), f"{reference.label} dangles, but none of its columns can be NULL")
            for row_id in own:
                if edges.by_element is None:
                    nulled.setdefault(row_id, set()).update(columns)
                else:
                    places = edges.elements_without({row_id}, kept if edges.cut else None)[row_id]
                    taken_out.setdefault(row_id, {}).setdefault(columns[0], set()).update(places)
    return nulled, taken_out


def without_elements(text, places):
    """An array's text without the elements in these places; in one of several dimensions they are NULL."""
    if not places:
        return text
    number = 0

    def take_out(found):
        nonlocal number
        number += 1
        return found.group() if number not in places else "NULL" if text.startswith("{{") else ""
    changed = re.sub(r"[^{},]+", take_out, text)
    return re.sub(r"(?<=\{),+|,+(?=\})|,(?=,)", "", changed)


def _not_whole(expected):
    """The statuses of a source that is wrong; where the config may be called wrong too, that is told first."""
    return {2, 4} if expected.may_refuse else {4}


def _refuse_what_cannot_stand(kept, nulled, all_edges):
    """A NULL may spoil another reference: that to the key which it was part of, or a MATCH FULL with some columns left.

    A NOT VALID constraint stays so, and says nothing of such a row."""
    for edges in all_edges:
        reference = edges.reference
        key = set(reference.parent_columns)
        key = key.union(*(of for column, of in reference.parent.computed.items() if column in key))
        # Where several rows have the key, one that keeps it is enough.
        up = [(child, parent) for child, parent in edges.up if child in kept and (parent in kept or not edges.cut)]
        spoiled = {child for child, parent in up if key & nulled.get(parent, set())}
        if spoiled - {child for child, parent in up if parent in kept and not key & nulled.get(parent, set())}:
            raise Refused({2, 4}, f"{reference.label} references a column that is NULL in the twin")
        for row in edges.present & kept if reference.match_full and reference.validated else ():
            if nulled.get(row, set()) & set(reference.columns) and not nulled[row] >= set(reference.columns):
                raise Refused({1, 2, 4}, f"{reference.label} is MATCH FULL and would be half NULL")


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
