"""One random case as a value: tables with rows and references, and a config. It becomes SQL and TOML; a part of it can be left out."""
from dataclasses import dataclass, field

from postgres import identifier
from random_arrays import NAME as ARRAY
from random_types import TYPES_SQL, meaning


@dataclass
class Column:
    name: str
    kind: str
    not_null: bool = False
    made: str = ""  # what the server computes: GENERATED ...


@dataclass
class ForeignKey:
    name: str
    columns: list
    parent: "Table"
    parent_columns: list
    child_leaf: str | None = None  # declared on this partition alone
    parent_leaf: str | None = None  # references this partition alone
    not_valid: bool = False
    match_full: bool = False
    action: str = ""

    def holds(self, table, row, parent_rows):
        wanted = [meaning(table.column(column).kind, row[column]) for column in self.columns]
        if None in wanted:
            return not self.match_full or not any(value is not None for value in wanted)
        kinds = [self.parent.column(column).kind for column in self.parent_columns]
        return any([meaning(kind, other[column]) for kind, column in zip(kinds, self.parent_columns)] == wanted
                   for other in parent_rows)

    def fits(self, table, parent_row):
        """Whether the child's columns can hold what the parent's do."""
        return all(meaning(table.column(c).kind, parent_row[p]) == meaning(self.parent.column(p).kind, parent_row[p])
                   for c, p in zip(self.columns, self.parent_columns))


@dataclass
class Table:
    schema: str
    name: str
    columns: list = field(default_factory=list)
    keys: list = field(default_factory=list)  # lists of column names that may be referenced; the primary key first, if any
    primary: list = field(default_factory=list)
    bare_indexes: list = field(default_factory=list)  # the keys that are a unique index and no constraint
    partitions: list = field(default_factory=list)  # (leaf name, bound, parent's name)
    leaf_keys: dict = field(default_factory=dict)  # leaf name -> a key that only this leaf has
    attached: set = field(default_factory=set)  # leaves that have their columns in another order
    heir_of: "Table | None" = None
    foreign_keys: list = field(default_factory=list)
    rows: list = field(default_factory=list)  # column name -> number or None
    late_rows: list = field(default_factory=list)  # they break a foreign key that is validated all the same
    unlogged: bool = False
    indexes: list = field(default_factory=list)  # plain ones: lists of columns
    dropped_column: bool = False
    element_index: bool = False  # over the elements of its array

    @property
    def label(self):
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def sql(self):
        return identifier(self.schema, self.name)

    def column(self, name):
        return next(column for column in self.columns if column.name == name)

    def add(self, name, kind, not_null=False):
        self.columns.append(Column(name, kind, not_null))
        return self.columns[-1]

    def partition_of(self, row):
        """The name of the partition below the table itself that holds the row."""
        name = f"{self.name}_{row['part']}"
        return name if any(leaf == name for leaf, _, _ in self.partitions) else f"{self.name}_d"

    def rows_in(self, partition):
        return self.rows if partition is None else [row for row in self.rows if self.partition_of(row) == partition]


@dataclass
class Case:
    tables: list
    config: dict  # section -> dict, or list of dicts for [[section]]
    statuses: set | None = None  # the exit statuses of a fault that was put in on purpose

    @property
    def schemas(self):
        return sorted({table.schema for table in self.tables})


def render_sql(case, spell):
    """spell(kind, number) -> literal."""
    kinds = {column.kind.removesuffix("[]") for table in case.tables for column in table.columns}
    parts = [f"CREATE SCHEMA {identifier(schema)};" for schema in case.schemas if schema != "public"]
    parts += [sql for kind, sql in TYPES_SQL.items() if kind in kinds]
    parts += [_create(table) for table in case.tables]
    parts += [_insert(table, table.rows, spell) for table in case.tables if table.rows]
    parts += [_constraint(table, key) for table in case.tables for key in table.foreign_keys]
    late = [_insert(table, table.late_rows, spell) for table in case.tables if table.late_rows]
    if late:  # a superuser's way to break what is validated
        parts += ["SET session_replication_role = replica;", *late, "RESET session_replication_role;"]
    return "\n".join(parts) + "\n"


def _names(columns):
    return ", ".join(identifier(column) for column in columns)


def _create(table):
    parts = [_column(column) for column in table.columns]
    if table.primary:
        parts.append(f"PRIMARY KEY ({_names(table.primary)})")
    parts += [f"UNIQUE ({_names(key)})" for key in table.keys if key not in (table.primary, *table.bare_indexes)]
    if table.dropped_column:
        parts.insert(0, "gone int")
    text = f"CREATE {'UNLOGGED ' if table.unlogged else ''}TABLE {table.sql} ({', '.join(parts)})"
    if table.heir_of:
        return f"{text} INHERITS ({table.heir_of.sql});"
    if table.partitions:
        text += " PARTITION BY LIST (part)"
    lines = [text + ";"] + ([f"ALTER TABLE {table.sql} DROP COLUMN gone;"] if table.dropped_column else [])
    for leaf, bound, parent in table.partitions:
        name, into = identifier(table.schema, leaf), identifier(table.schema, parent)
        if leaf in table.attached:
            columns = ", ".join(_column(column) for column in reversed(table.columns))
            lines.append(f"CREATE TABLE {name} ({columns});\nALTER TABLE {into} ATTACH PARTITION {name} {bound};")
        else:
            lines.append(f"CREATE TABLE {name} PARTITION OF {into} {bound};")
    lines += [f"ALTER TABLE {identifier(table.schema, leaf)} ADD UNIQUE ({_names(key)});" for leaf, key in table.leaf_keys.items()]
    lines += [f"CREATE UNIQUE INDEX ON {table.sql} ({_names(key)});" for key in table.bare_indexes]
    lines += [f"CREATE INDEX ON {table.sql} ({_names(columns)});" for columns in table.indexes]
    lines += [f"CREATE INDEX ON {table.sql} USING gin ({identifier(ARRAY)});"] if table.element_index else []
    return "\n".join(lines)


def _column(column):
    return f"{identifier(column.name)} {column.kind}" + (" NOT NULL" if column.not_null else "") + column.made


def _insert(table, rows, spell):
    columns = [column for column in table.columns if not column.made]
    lines = ["(" + ", ".join(spell(column.kind, row[column.name]) for column in columns) + ")" for row in rows]
    return f"INSERT INTO {table.sql} ({_names(c.name for c in columns)}) VALUES\n" + ",\n".join(lines) + ";"


def _constraint(table, key):
    child = identifier(table.schema, key.child_leaf or table.name)
    parent = identifier(key.parent.schema, key.parent_leaf or key.parent.name)
    return (f"ALTER TABLE {child} ADD CONSTRAINT {identifier(key.name)} FOREIGN KEY ({_names(key.columns)}) "
            f"REFERENCES {parent} ({_names(key.parent_columns)})" + (" MATCH FULL" if key.match_full else "")
            + key.action + (" NOT VALID" if key.not_valid else "") + ";")


def render_toml(config):
    parts = []
    for section, value in config.items():
        for entry in value if isinstance(value, list) else [value]:
            lines = [f"[[{section}]]" if isinstance(value, list) else f"[{section}]"]
            parts.append("\n".join(lines + [f"{key} = {_toml(inner)}" for key, inner in entry.items()]))
    return "\n\n".join(parts) + "\n"


def _toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
