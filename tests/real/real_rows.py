#!/usr/bin/env python3
"""Fills the empty tables of a database with a few rows that satisfy their constraints, the same for the same seed.

    tests/support/with_postgres ... tests/real/real_rows.py DATABASE [SEED]      prints what was filled, and what could not be and why

The server is the judge: a row that a constraint refuses is drawn anew. References point at rows that are there, or are NULL;
those that nothing uses afterwards get a few rows to use them, so that cycles over nullable columns come up.
"""
import random
import sys
from dataclasses import dataclass

from postgres import Session, SqlError, identifier, literal
from real_values import constants_of, value_of
from reference_catalog import Catalog

ATTEMPTS = 60  # draws of one row
PARENTS = 200  # rows of a parent among which references are drawn


COLUMNS_SQL = """
    WITH RECURSIVE base AS (SELECT oid AS top, oid, typbasetype, typtypmod FROM pg_type
        UNION ALL SELECT b.top, t.oid, t.typbasetype, t.typtypmod FROM base b JOIN pg_type t ON t.oid = b.typbasetype)
    SELECT a.attname, t.typname, e.typname, greatest(a.atttypmod, b.typmod), a.attnotnull,
           a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) ~* 'nextval', a.attgenerated <> '',
           EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)),
           (SELECT string_agg(enumlabel, E'\\x01' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = coalesce(e.oid, t.oid)),
           concat((SELECT string_agg(pg_get_constraintdef(c.oid), ' ') FROM pg_constraint c WHERE c.contype = 'c'
                       AND (c.conrelid = a.attrelid AND a.attnum = ANY (c.conkey) OR c.contypid = ANY (b.domains))),
                  (SELECT string_agg(pg_get_partition_constraintdef(inhrelid), ' ') FROM pg_inherits
                   WHERE a.attrelid IN (inhrelid, inhparent)))
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT max(typtypmod) AS typmod, array_agg(oid) AS domains,
                               max(oid::int8) FILTER (WHERE typbasetype = 0) AS oid FROM base WHERE top = a.atttypid) b
    JOIN pg_type t ON t.oid = b.oid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE a.attrelid = {} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""


@dataclass
class Column:
    name: str
    base: str  # the type's name, below its domains
    element: str | None  # of an array
    length: int | None
    words: list  # of an enum
    not_null: bool
    given: bool  # the server has a value for it, and a better one than ours
    made: bool  # the server computes it
    unique: bool
    constants: list


def all_tables(session, catalog):
    """Partitions too, and first."""
    names = session.query("""
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ORDER BY c.relispartition DESC, 1, 2""")
    return [table for table in (catalog.find(*name) for name in names) if table is not None]


class Filler:
    def __init__(self, session, seed):
        self.session, self.chance = session, random.Random(f"rows {seed}")
        self.catalog = Catalog(session)
        self._parents, self.told = {}, []

    def fill(self):
        """Lines that tell what became of each empty table."""
        pending = [table for table in all_tables(self.session, self.catalog) if not self._has_rows(table)]
        while pending:
            # Best where all its parents are there; else where those are that it cannot do without.
            table = next((t for t in pending if not self._missing(t, False)), None) or next(
                (t for t in pending if not self._missing(t, True)), None)
            if table is None:
                self.told += [f"{t.label}: not filled: no rows in {', '.join(self._missing(t, True))}" for t in pending]
                break
            pending.remove(table)
            if not self._has_rows(table):  # a partition's rows are also the partitioned table's
                self._fill_table(table)
        for reference in self.catalog.references:
            self._use(reference)
        return self.told

    def _has_rows(self, table):
        return self.session.value(f"SELECT EXISTS (SELECT FROM {table.rows_of} AS t)") == "t"

    def _references_of(self, table):
        root = self.catalog.table_of(table.oid)
        return [r for r in self.catalog.references if r.child is table or r.child is root]

    def _missing(self, table, only_needed):
        """Labels of parents without rows. Of its own table's rows some are NULL first, or the row references itself."""
        return [r.parent.label for r in self._references_of(table) if r.parent is not table
                and not (only_needed and set(r.columns) - table.not_null) and not self._parent_rows(r)]

    def _parent_rows(self, reference):
        key = (reference.parent.oid, tuple(reference.parent_columns))
        if not self._parents.get(key):
            columns = [identifier(column) for column in reference.parent_columns]
            self._parents[key] = self.session.query(
                f"SELECT {', '.join(f'p.{c}::text' for c in columns)} FROM {reference.parent.rows_of} AS p "
                f"WHERE {' AND '.join(f'p.{c} IS NOT NULL' for c in columns)} "
                f"ORDER BY {', '.join(f'p.{c}::text' for c in columns)} LIMIT {PARENTS}")
        return self._parents[key]

    def _fill_table(self, table):
        columns, wanted, made, why = self._columns(table), self.chance.randint(3, 6), 0, ""
        for number in range(1, ATTEMPTS * wanted + 1):
            if made == wanted or number > ATTEMPTS * (made + 1):
                break
            try:
                self.session.query(self._insert(table, self._row(table, columns, number)))
                made += 1
            except SqlError as problem:
                why = str(problem).split("\n")[0]
            for key in [key for key in self._parents if key[0] == table.oid]:
                del self._parents[key]
        self.told.append(f"{table.label}: {made} rows" if made else f"{table.label}: not filled: {why}")

    def _columns(self, table):
        found = []
        for name, base, element, typmod, not_null, given, made, unique, words, checks in self.session.query(COLUMNS_SQL.format(table.oid)):
            limit = int(typmod) - (0 if base in ("bit", "varbit") else 4)
            length = limit if base in ("varchar", "bpchar", "bit", "varbit") and limit > 0 else 1 if base == "bpchar" else None
            found.append(Column(name, base, element, length, words.split("\x01") if words else [], not_null == "t", given == "t",
                                made == "t", unique == "t", constants_of(checks)))
        return found

    def _row(self, table, columns, number):
        """Column name -> text or None. What it leaves out is the server's to give."""
        row, by_name = {}, {column.name: column for column in columns}
        for reference in self.chance.sample(self._references_of(table), len(self._references_of(table))):
            if any(row.get(column, "") is None for column in reference.columns):
                continue
            agreeing = [values for values in self._parent_rows(reference)
                        if all(row.get(c, v) == v for c, v in zip(reference.columns, values))]
            free = [c for c in reference.columns if c not in row and not by_name[c].not_null]
            if free and (not agreeing or self.chance.random() < 0.25):
                row[self.chance.choice(free)] = None
            elif agreeing:
                row.update(zip(reference.columns, self.chance.choice(agreeing)))
        for column in columns:
            if column.name in row or column.made or column.given:
                continue
            drawn = number if column.unique else self.chance.randint(1, 5)
            if not column.not_null and self.chance.random() < 0.25:
                row[column.name] = None
            elif column.constants and self.chance.random() < 0.4:
                row[column.name] = self.chance.choice(column.constants)
            else:
                row[column.name] = value_of(self.chance, column, drawn)
        return self._with_own_key(table, row)

    def _with_own_key(self, table, row):
        """A reference to its own table that cannot be NULL, where there is no row yet: the row references itself."""
        for reference in self._references_of(table):
            if reference.parent is table and not self._parent_rows(reference) and not set(reference.columns) - table.not_null:
                row.update({c: row[p] for c, p in zip(reference.columns, reference.parent_columns) if p in row})
        return row

    @staticmethod
    def _insert(table, row):
        if not row:
            return f"INSERT INTO {table.sql} DEFAULT VALUES"
        values = ", ".join("NULL" if value is None else literal(value) for value in row.values())
        return f"INSERT INTO {table.sql} ({', '.join(map(identifier, row))}) VALUES ({values})"

    def _use(self, reference):
        """Lets a few rows use a reference that none does."""
        child = reference.child
        if child.kind != "r" or set(reference.columns) & child.not_null or not self._parent_rows(reference):
            return
        if self.session.value(f"SELECT EXISTS (SELECT FROM {child.rows_of} AS c WHERE {reference.presence})") == "t":
            return
        used = 0
        for (row,) in self.session.query(f"SELECT ctid FROM {child.rows_of} AS c ORDER BY ctid LIMIT 3"):
            values = zip(reference.columns, self.chance.choice(self._parent_rows(reference)))
            try:
                self.session.query(f"UPDATE ONLY {child.sql} SET {', '.join(f'{identifier(c)} = {literal(v)}' for c, v in values)} "
                                   f"WHERE ctid = '{row}'")
                used += 1
            except SqlError:
                continue  # a constraint of the table speaks against it
        if used:
            self.told.append(f"{reference.label}: used by {used} rows")


def fill_empty_tables(session, seed):
    return Filler(session, seed).fill()


def main():
    with Session(sys.argv[1]) as session:
        print("\n".join(fill_empty_tables(session, sys.argv[2] if len(sys.argv) > 2 else 1)))


if __name__ == "__main__":
    main()
