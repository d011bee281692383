"""Random changes to the rows of a database, and none to its schema: what the second refresh of a random case has to bring."""
from postgres import SqlError, identifier, literal


def change_rows(session, chance, is_wanted=lambda: True, tables_changed=4):
    """Rows go, come again, come twice, come under a new key, change in a column, and exchange values. What the schema forbids does
    not happen. The changes are one transaction: they stay where `is_wanted()`, which sees them, says so, and that is returned."""
    tables = session.query("""SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't' ORDER BY 2, 3""")
    session.query("BEGIN")
    for _ in range(tables_changed if tables else 0):
        oid, schema, name = chance.choice(tables)
        columns = [identifier(column) for (column,) in session.query(
            f"SELECT attname FROM pg_attribute WHERE attrelid = {oid} AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum")]
        change = chance.choice([_forget, _remember, _copy, _renew, _update, _update, _swap])
        for sql in change(chance, identifier(schema, name), columns, session):
            session.query("SAVEPOINT a_change")
            try:
                session.query(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE")
                session.query("RELEASE a_change")
            except SqlError:
                session.query("ROLLBACK TO a_change")
    wanted = is_wanted()
    session.query("COMMIT" if wanted else "ROLLBACK")
    return wanted


def _picked(chance, table, most):
    return f"ctid IN (SELECT ctid FROM ONLY {table} ORDER BY md5(ctid::text || {chance.randrange(10**6)}) LIMIT {most})"


def _saved(table):
    return identifier("saved " + table[:50])


def _forget(chance, table, columns, session):
    """The rows that go are remembered in a table that no other session has."""
    picked = _picked(chance, table, chance.randint(1, 5))
    yield f"DROP TABLE IF EXISTS pg_temp.{_saved(table)}; CREATE TEMPORARY TABLE {_saved(table)} AS SELECT {', '.join(columns)} FROM ONLY {table} WHERE {picked}; " \
          f"DELETE FROM ONLY {table} WHERE {picked}"


def _remember(chance, table, columns, session):
    if session.value(f"SELECT to_regclass({literal('pg_temp.' + _saved(table))}) IS NOT NULL") == "t":
        yield f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {', '.join(columns)} FROM pg_temp.{_saved(table)}"


def _copy(chance, table, columns, session):
    if columns:
        yield f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {', '.join(columns)} FROM ONLY {table} " \
              f"WHERE {_picked(chance, table, chance.randint(1, 3))}"


# The next value of a kind: numbers above the largest, texts longer, times later.
_NEXT = {"N": "(SELECT max({0}) FROM ONLY {1}) + row_number() OVER ()", "S": "{0}::text || '+'", "D": "{0} + interval '1000 days'"}


def _renew(chance, table, columns, session):
    """Copies of rows under new keys."""
    keys = {identifier(column): category for column, category in session.query(f"""SELECT a.attname, t.typcategory FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) JOIN pg_type t ON t.oid = a.atttypid
        WHERE i.indrelid = {literal(table)}::regclass AND i.indisunique""")}
    values = [_NEXT.get(keys.get(column), "{0}").format(column, table) for column in columns]
    if columns:
        yield f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {', '.join(values)} FROM ONLY {table} " \
              f"WHERE {_picked(chance, table, chance.randint(1, 3))}"


def _update(chance, table, columns, session):
    """The value of another row, or NULL."""
    for column in chance.sample(columns, min(len(columns), 2)):
        value = chance.choice(["NULL", f"(SELECT {column} FROM ONLY {table} ORDER BY md5(ctid::text || {chance.randrange(10**6)}) LIMIT 1)"])
        yield f"UPDATE ONLY {table} SET {column} = {value} WHERE {_picked(chance, table, chance.randint(1, 4))}"


def _swap(chance, table, columns, session):
    """Two rows exchange a value, unique ones too; whoever refers to it refers to the other row then."""
    shared = {identifier(column) for (column,) in session.query(
        f"SELECT a.attname FROM pg_constraint k JOIN pg_attribute a ON (a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) "
        f"OR (a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)) WHERE k.contype = 'f' AND cardinality(k.conkey) > 1")}
    columns_alone = [column for column in columns if column not in shared]  # half of a key would dangle
    if columns_alone:
        column = chance.choice(columns_alone)
        kept = ", ".join("s.value" if each == column else f"t.{each}" for each in columns)
        yield f"SET session_replication_role = replica; DROP TABLE IF EXISTS pg_temp.swapped; " \
              f"CREATE TEMPORARY TABLE swapped AS SELECT ctid AS at, row_number() OVER () AS place, {', '.join(columns)} FROM ONLY {table} " \
              f"WHERE {_picked(chance, table, 2)}; DELETE FROM ONLY {table} WHERE ctid IN (SELECT at FROM pg_temp.swapped); " \
              f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE SELECT {kept} FROM pg_temp.swapped AS t " \
              f"JOIN (SELECT place, {column} AS value FROM pg_temp.swapped) AS s ON s.place = (SELECT max(place) FROM pg_temp.swapped) + 1 - t.place; " \
              f"RESET session_replication_role"
