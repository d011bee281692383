"""What a database holds, as the reference closure needs it, read straight from pg_catalog."""
from dataclasses import dataclass, field, replace

from postgres import identifier, literal


@dataclass(eq=False)  # a table is itself, and can be in a set
class Table:
    """A plain or partitioned table. A partition is no Table of its own: its rows are those of the partitioned table."""
    oid: str
    schema: str
    name: str
    kind: str  # "r" or "p"
    columns: list = field(default_factory=list)  # names, generated ones too
    not_null: set = field(default_factory=set)  # or computed: what nothing can set to NULL
    key: list = field(default_factory=list)  # the primary key's columns
    arrays: set = field(default_factory=set)
    computed: dict = field(default_factory=dict)  # a generated column -> the columns that it is computed from
    ancestors: list = field(default_factory=list)  # tables that it inherits from, at whatever distance
    heirs: list = field(default_factory=list)  # tables that inherit from it, likewise
    members: list = field(default_factory=list)  # of a tree: the tables whose rows it stands for

    @property
    def label(self):
        return f"{self.schema}.{self.name}"

    @property
    def sql(self):
        return identifier(self.schema, self.name)

    @property
    def tables(self):
        return self.members or [self]

    @property
    def rows_of(self):
        """For FROM: all partitions of a partitioned table, the members of a tree, but never the heirs of a table alone."""
        if self.members:
            columns = "".join(", " + identifier(column) for column in self.columns)
            return "(" + " UNION ALL ".join(f"SELECT tableoid, ctid{columns} FROM ONLY {each.sql}" for each in self.members) + ")"
        return self.sql if self.kind == "p" else f"ONLY {self.sql}"


@dataclass
class Reference:
    """A foreign key. child and parent are what the constraint names: possibly a single partition."""
    names: list  # more than one where constraints are equal in tables and columns
    child: Table
    parent: Table
    child_table: Table  # the partitioned table where child is a partition, else child
    parent_table: Table
    columns: list
    parent_columns: list
    match: str  # SQL over c and p: the constraint's own comparison
    validated: bool
    match_full: bool = False
    when: str | None = None  # of a written reference: SQL over c
    elements: int | None = None  # of a written reference: the pair whose value is an array, each element of which references

    @property
    def label(self):
        return f"{self.child.label}.{self.names[0]}"

    @property
    def values(self):
        """SQL over c, one for each column. A written reference may have expressions among them."""
        return [column if is_expression(column) else f"c.{identifier(column)}" for column in self.columns]

    def guarded(self, value):
        """AND does not keep the server from computing what stands behind it; CASE does."""
        return f"CASE WHEN (\n{self.when}\n) THEN {value} END" if self.when else value

    @property
    def by_columns(self):
        return not any(map(is_expression, self.columns))

    @property
    def presence(self):
        """SQL over c: the row does reference something. That NULL is false is WHERE's own rule."""
        conditions = [f"({self.guarded(value)}) IS NOT NULL" if pair != self.elements
                      else f"EXISTS (SELECT FROM unnest({self.guarded(value)}) AS e (v) WHERE e.v IS NOT NULL)"
                      for pair, value in enumerate(self.values)]
        return " AND ".join(conditions + ([f"(\n{self.when}\n)"] if self.when else []))


    @property
    def elements_sql(self):
        """SELECT of child row, place of an element, parent row or NULLs: all that it references by elements."""
        array = self.guarded(self.values[self.elements])
        pairs = [(f"{self.guarded(value)}" if pair != self.elements else "e.v") + f" = p.{identifier(self.parent_columns[pair])}"
                 for pair, value in enumerate(self.values)]
        return (f"SELECT c.tableoid, c.ctid, e.place, p.tableoid, p.ctid FROM {self.child.rows_of} AS c "
                f"CROSS JOIN LATERAL unnest({array}) WITH ORDINALITY AS e (v, place) "
                f"LEFT JOIN {self.parent.rows_of} AS p ON {' AND '.join(pairs)} WHERE e.v IS NOT NULL AND {self.presence}")


def is_expression(column):
    return column.startswith("(") and column.endswith(")")


class Catalog:
    def __init__(self, session, schemas=None, is_absent=lambda table: False):
        """schemas and is_absent limit the scope; references from or to a table outside are left out, and told in left_out."""
        in_scope = ("n.nspname IN (" + ", ".join(map(literal, schemas)) + ")" if schemas is not None
                    else r"n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'")
        everything = {}
        for oid, schema, name, kind, inside in session.query(f"""
                SELECT c.oid, n.nspname, c.relname, c.relkind, {in_scope}
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                  AND d.deptype = 'e')"""):
            everything[oid] = (Table(oid, schema, name, kind), inside == "t")
        for oid, column, not_null, array in session.query("""
                WITH RECURSIVE strict (oid) AS (
                    SELECT oid FROM pg_type WHERE typtype = 'd' AND typnotnull
                    UNION SELECT t.oid FROM pg_type t JOIN strict s ON t.typbasetype = s.oid)
                SELECT a.attrelid, a.attname, a.attnotnull OR a.attgenerated <> '' OR a.atttypid IN (SELECT oid FROM strict)
                       OR c.relkind = 'p' AND EXISTS (SELECT FROM pg_partition_tree(c.oid) t JOIN pg_attribute b
                           ON b.attrelid = t.relid AND b.attname = a.attname AND b.attnotnull),
                       y.typcategory = 'A'
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type y ON y.oid = a.atttypid
                WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= 16384 ORDER BY a.attrelid, a.attnum"""):
            if oid in everything:
                everything[oid][0].columns.append(column)
                everything[oid][0].arrays |= {column} if array == "t" else set()
                if not_null == "t":
                    everything[oid][0].not_null.add(column)
        for oid, column in session.query("""
                SELECT i.indrelid, a.attname FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indisprimary AND k.place <= i.indnkeyatts ORDER BY i.indrelid, k.place"""):
            if oid in everything:
                everything[oid][0].key.append(column)
        for oid, column, of in session.query("""
                SELECT a.attrelid, a.attname, b.attname FROM pg_attribute a
                JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                JOIN pg_depend e ON e.classid = 'pg_attrdef'::regclass AND e.objid = d.oid AND e.refobjid = a.attrelid
                JOIN pg_attribute b ON b.attrelid = a.attrelid AND b.attnum = e.refobjsubid
                WHERE a.attgenerated <> '' AND b.attnum <> a.attnum"""):
            if oid in everything:
                everything[oid][0].computed.setdefault(column, set()).add(of)
        for heir, ancestor in session.query("""
                WITH RECURSIVE above (heir, ancestor) AS (
                    SELECT inhrelid, inhparent FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid AND NOT c.relispartition
                    UNION SELECT a.heir, i.inhparent FROM above a JOIN pg_inherits i ON i.inhrelid = a.ancestor)
                SELECT heir, ancestor FROM above ORDER BY heir, ancestor"""):
            if heir in everything and ancestor in everything:
                everything[heir][0].ancestors.append(everything[ancestor][0])
                everything[ancestor][0].heirs.append(everything[heir][0])
        self._root = dict(session.query("SELECT oid, pg_partition_root(oid)::oid FROM pg_class WHERE relispartition"))
        self._all = {oid: table for oid, (table, _) in everything.items()}
        self.absent = {t.label for oid, (t, inside) in everything.items() if inside and is_absent(self.table_of(oid))}
        outside = {oid for oid, (t, inside) in everything.items() if not inside or t.label in self.absent}
        self.tables = sorted((t for oid, t in self._all.items() if oid not in self._root and oid not in outside),
                             key=lambda t: t.label)
        references, inside = self._read_references(session), set(self.tables)
        self.references = [r for r in references if r.child_table in inside and r.parent_table in inside]
        # Still references of their tables, but into nowhere: they are cut (DESIGN.md, rule 4).
        self.left_out = [r for r in references if r.child_table in inside and r.parent_table not in inside]
        self.outside = [r for r in references if r.child_table not in inside]
        self.sequences = [(schema, name) for schema, name, owner in session.query(f"""
                SELECT n.nspname, c.relname, (SELECT d.refobjid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                    AND NOT EXISTS (SELECT FROM pg_depend u JOIN pg_attrdef f ON f.oid = u.objid AND f.adrelid <> d.refobjid
                        WHERE u.classid = 'pg_attrdef'::regclass AND u.refobjid = c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'S' AND {in_scope} AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                ORDER BY 1, 2""") if owner not in outside]

    def table_of(self, oid):
        """The table whose row it is, by the tableoid of the row."""
        return self._all[self._root.get(oid, oid)]

    def find(self, schema, name):
        """A table or a single partition, as the catalog spells it."""
        return next((t for t in self._all.values() if (t.schema, t.name) == (schema, name)), None)

    def tree(self, table, is_left_out):
        """What FROM means: the table and its heirs, as far as they come."""
        members = [each for each in [table, *table.heirs] if not is_left_out(each)]
        return table if members in ([], [table]) else replace(table, members=members)

    def is_partition(self, table):
        return table.oid in self._root

    def _read_references(self, session):
        # conparentid: what a partition inherits is the partitioned table's reference, not one more.
        rows = session.query("""
            SELECT con.oid, con.conname, con.conrelid, con.confrelid, con.convalidated, c.attname, p.attname,
                   opn.nspname, op.oprname, ltn.nspname, lt.typname, lt.typtype, rtn.nspname, rt.typname, rt.typtype,
                   coln.nspname, coll.collname, con.confmatchtype
            FROM pg_constraint con
            CROSS JOIN unnest(con.conkey, con.confkey, con.conpfeqop) WITH ORDINALITY AS k(child, parent, operator, place)
            JOIN pg_attribute c ON c.attrelid = con.conrelid AND c.attnum = k.child
            JOIN pg_attribute p ON p.attrelid = con.confrelid AND p.attnum = k.parent
            JOIN pg_operator op ON op.oid = k.operator JOIN pg_namespace opn ON opn.oid = op.oprnamespace
            JOIN pg_type lt ON lt.oid = op.oprleft JOIN pg_namespace ltn ON ltn.oid = lt.typnamespace
            JOIN pg_type rt ON rt.oid = op.oprright JOIN pg_namespace rtn ON rtn.oid = rt.typnamespace
            LEFT JOIN pg_collation coll ON coll.oid = p.attcollation
            LEFT JOIN pg_namespace coln ON coln.oid = coll.collnamespace
            WHERE con.contype = 'f' AND con.conparentid = 0 ORDER BY con.conname, con.oid, k.place""")
        by_constraint = {}
        for row in rows:
            by_constraint.setdefault(row[0], []).append(row)
        found = {}
        for parts in by_constraint.values():
            _, name, child, parent, validated = parts[0][:5]
            if child not in self._all or parent not in self._all:
                continue
            pairs = [(part[5], part[6]) for part in parts]
            same = (child, parent, frozenset(pairs))
            if same in found:
                found[same].names.append(name)
                found[same].validated |= validated == "t"
                continue
            found[same] = Reference([name], self._all[child], self._all[parent], self.table_of(child), self.table_of(parent),
                                    [c for c, _ in pairs], [p for _, p in pairs],
                                    " AND ".join(_comparison(*part[5:17]) for part in parts), validated == "t",
                                    parts[0][17] == "f")
        return sorted(found.values(), key=lambda r: r.label)


def _comparison(child, parent, operator_schema, operator, left_schema, left, left_kind, right_schema, right, right_kind,
                collation_schema, collation):
    # As ri_triggers.c writes it: the constraint's operator, its own input types, the parent's collation.
    # A pseudo type (anyenum, anyarray) is nothing to cast to.
    p, c = f"p.{identifier(parent)}", f"c.{identifier(child)}"
    if left_kind != "p":
        p = f"{p}::{identifier(left_schema, left)}"
    if right_kind != "p":
        c = f"{c}::{identifier(right_schema, right)}"
    if collation is not None:
        p = f"({p}) COLLATE {identifier(collation_schema, collation)}"
    return f"{p} OPERATOR({identifier(operator_schema)}.{operator}) {c}"
