"""Makes one random schema with rows, as SQL, and a twin.toml for it.

Cycles, self-references, diamonds, composite and shared columns, NULLs, keys of many types, references to unique keys, tables
without a key, partitions and inheritance all come up; the constraints are added after the rows, so that any rows may be there.
"""

# A key's type, and the types that may reference it; each with a value of a number, spelt in one way or another.
KEY_TYPES = {
    "int": ("int", "bigint", "smallint"),
    "bigint": ("bigint", "int", "smallint"),
    "smallint": ("smallint", "int", "bigint"),
    "numeric": ("numeric", "int", "numeric(9,3)"),
    "text": ("text", "varchar(9)"),
    "varchar(9)": ("varchar(9)", "text"),
    "char(7)": ("char(7)", "char(9)"),
    "citext": ("citext",),
    "uuid": ("uuid",),
    "date": ("date",),
    "timestamptz": ("timestamptz",),
    "bytea": ("bytea",),
    "float8": ("float8", "real"),
    "text COLLATE \"C\"": ("text",),
}


def spelling(chance, kind, number):
    """number as a literal of that type. Equal numbers give equal values, not always equal texts."""
    if kind in ("int", "bigint", "smallint"):
        return str(number)
    if kind.startswith("numeric"):
        return str(number) + chance.choice(("", ".0", ".000"))
    if kind in ("float8", "real"):
        return f"'{number}.5'"
    if kind == "citext":
        word = f"k{number}"
        return f"'{chance.choice((word, word.upper()))}'"
    if kind.startswith("char"):
        return f"'k{number}{chance.choice(('', ' '))}'"
    if kind == "uuid":
        return f"'00000000-0000-0000-0000-{number:012d}'"
    if kind == "date":
        return f"date '2020-01-01' + {number}"
    if kind == "timestamptz":
        return f"timestamptz '2020-01-01 00:00:00+00' + interval '{number} microseconds'"
    if kind == "bytea":
        return rf"'\x{number % 256:02x}5c'"
    return f"'k{number}'"


class RandomTable:
    def __init__(self, chance, number):
        self.name = chance.choice((f"t{number}", f"T {number}", f"table{number}", f"select{number}"))
        self.keys, self.columns, self.references = [], [], []  # columns: [name, type, not null]
        self.rows = []  # column name -> number or None
        self.partitioned = chance.random() < 0.15
        kind = chance.random()
        width = 0 if kind < 0.12 else 2 if kind < 0.3 else 1
        self.primary = [self._add_column(f"k{i}", chance.choice(list(KEY_TYPES)), True) for i in range(width)]
        if self.primary:
            self.keys.append(self.primary)
        if chance.random() < 0.35 and not self.partitioned:
            self.keys.append([self._add_column("u", chance.choice(list(KEY_TYPES)), chance.random() < 0.5)])
        if self.partitioned:
            self._add_column("part", "int", True)
            if self.primary:
                self.primary.append("part")  # a partitioned table's keys hold what it is partitioned by

    def _add_column(self, name, kind, not_null):
        self.columns.append([name, kind, not_null])
        return name

    def type_of(self, column):
        return next(kind for name, kind, _ in self.columns if name == column)

    def add_reference(self, chance, parent, number):
        key = chance.choice(parent.keys)
        shared = [name for name, kind, _ in self.columns if name.startswith("r")]
        not_null = chance.random() < 0.2
        columns = []
        for column in key:
            wanted = KEY_TYPES[parent.type_of(column)]
            reusable = [name for name in shared if self.type_of(name) in wanted and name not in columns]
            if reusable and len(key) > 1 and chance.random() < 0.4:
                columns.append(chance.choice(reusable))
            else:
                columns.append(self._add_column(f"r{number}_{len(columns)}", chance.choice(wanted), not_null))
        self.references.append((columns, parent, key))


def make_schema(chance):
    tables = [RandomTable(chance, number) for number in range(chance.randint(2, 7))]
    with_keys = [table for table in tables if table.keys]
    for table in tables:
        for number in range(chance.choice((0, 1, 1, 2, 2, 3)) if with_keys else 0):
            table.add_reference(chance, chance.choice(with_keys), number)
    sql = [_create(chance, table) for table in tables]
    for table in tables:
        _fill(chance, table)
    _satisfy(chance, tables)
    sql += [_insert(chance, table) for table in tables]
    for table in tables:
        for number, (columns, parent, key) in enumerate(table.references):
            sql.append(f"ALTER TABLE {_quoted(table.name)} ADD CONSTRAINT f{number} FOREIGN KEY ({_list(columns)}) "
                       f"REFERENCES {_quoted(parent.name)} ({_list(key)})"
                       + chance.choice(("", " ON DELETE CASCADE", " DEFERRABLE INITIALLY DEFERRED")) + ";")
    return "\n".join(sql) + "\n", _config(chance, tables)


def _quoted(name):
    return '"' + name + '"'


def _list(columns):
    return ", ".join(map(_quoted, columns))


def _create(chance, table):
    parts = [f"{_quoted(name)} {kind}" + (" NOT NULL" if not_null else "") for name, kind, not_null in table.columns]
    parts.append("extra json")
    if table.primary:
        parts.append(f"PRIMARY KEY ({_list(table.primary)})")
    parts += [f"UNIQUE ({_list(key)})" for key in table.keys if key is not table.primary]
    text = f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})"
    if not table.partitioned:
        return text + ";"
    return (f"{text} PARTITION BY LIST (part);\n"
            f"CREATE TABLE {_quoted(table.name + '_0')} PARTITION OF {_quoted(table.name)} FOR VALUES IN (0);\n"
            f"CREATE TABLE {_quoted(table.name + '_1')} PARTITION OF {_quoted(table.name)} DEFAULT;")


def _fill(chance, table):
    """Rows with their keys; what references is filled in later. Keys are few, so that rows meet."""
    taken = [set() for _ in table.keys]
    for _ in range(chance.choice((0, 3, 10, 25, 40))):
        row = {name: chance.randint(0, 1) if name == "part" else None if name.startswith("r") else chance.randint(1, 60)
               for name, _, _ in table.columns}
        if "u" in row and not table.columns[[c[0] for c in table.columns].index("u")][2] and chance.random() < 0.2:
            row["u"] = None
        values = [tuple(row[column] for column in key) for key in table.keys]
        if any(value in seen for value, seen in zip(values, taken)):
            continue
        for value, seen in zip(values, taken):
            if None not in value:
                seen.add(value)
        table.rows.append(row)


def _satisfy(chance, tables):
    """Lets each reference point at a parent row or be NULL; rows that cannot are taken away, until all stand."""
    for table in tables:
        for row in table.rows:
            for columns, parent, key in table.references:
                parents = [other for other in parent.rows if all(other[column] is not None for column in key)]
                if parents and chance.random() < 0.8:
                    chosen = chance.choice(parents)
                    row.update(zip(columns, (chosen[column] for column in key)))
            # One column of a pair may be NULL, whatever the other is.
            for name, _, not_null in table.columns:
                if name.startswith("r") and not not_null and chance.random() < 0.1:
                    row[name] = None
    stands = False
    while not stands:
        stands = True
        for table in tables:
            kept = [row for row in table.rows if _holds(table, row)]
            stands = stands and len(kept) == len(table.rows)
            table.rows = kept


def _holds(table, row):
    if any(not_null and row[name] is None for name, _, not_null in table.columns):
        return False
    for columns, parent, key in table.references:
        wanted = [row[column] for column in columns]
        if None not in wanted and not any([other[column] for column in key] == wanted for other in parent.rows):
            return False
    return True


def _insert(chance, table):
    if not table.rows:
        return ""
    lines = []
    for row in table.rows:
        values = ["NULL" if row[name] is None else spelling(chance, kind, row[name]) for name, kind, _ in table.columns]
        lines += ["(" + ", ".join(values + ["'{\"a\": 1}'"]) + ")"] * (1 if table.keys else chance.choice((1, 1, 2)))
    names = _list([name for name, _, _ in table.columns] + ["extra"])
    return f"INSERT INTO {_quoted(table.name)} ({names}) VALUES\n" + ",\n".join(lines) + ";"


def _config(chance, tables):
    parts = []
    for _ in range(chance.randint(1, 3)):
        table = chance.choice(tables)
        root = [f'[[root]]\ntable = "{table.name}"', f"children = {chance.choice(('true', 'true', 'false'))}"]
        if chance.random() < 0.5:
            root.append(f"limit = {chance.choice((1, 2, 5))}")
            if table.columns and chance.random() < 0.5:
                column = chance.choice(table.columns)[0]
                root.append(f"order_by = '{_quoted(column)}::text DESC'")
        elif chance.random() < 0.5:
            root.append("where = 'true'")
        parts.append("\n".join(root))
    if chance.random() < 0.3:
        parts.append(f'[[table]]\nname = "{chance.choice(tables).name}"\nrows = "all"')
    left_out = [table for table in tables if _may_stay_empty(table, tables) and f'table = "{table.name}"' not in "\n".join(parts)]
    if left_out and chance.random() < 0.3:
        parts.append(f'[[table]]\nname = "{chance.choice(left_out).name}"\nrows = "none"')
    return "\n\n".join(parts) + "\n"


def _may_stay_empty(table, tables):
    """Every reference to it has a column of its own that can be NULL."""
    for other in tables:
        for columns, parent, _ in other.references:
            if parent is not table:
                continue
            shared = {column for more, into, _ in other.references if into is not table for column in more}
            free = [name for name, _, not_null in other.columns if name in columns and not not_null and name not in shared]
            if not free:
                return False
    return True
