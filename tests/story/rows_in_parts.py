#!/usr/bin/env python3
"""atomic = "rows" asks both servers first which parts of a whole table differ, and reads only those.

    SUBSET_BIN=build/tests/subset_small_parts tests/support/with_postgres tests/story/rows_in_parts.py [NAME...]

The program is linked with parts of a few rows: `subset` itself reads tables of less than 4 MB whole.
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from rows_refresh import (WHOLE, change_source, check_against_full_refresh, make_source, refresh_by_rows, try_changes, written_rows)

# Wide enough for a few hundred rows to have many pages: bounds are keys of some of the target's pages.
WIDE = "repeat(md5(n::text), 20)"


def _table(outcome, name):
    return next(table for table in outcome.report["tables"] if table["table"] == f"public.{name}")


def _parts(outcome, name):
    """(compared, read)"""
    parts = _table(outcome, name).get("parts")
    assert parts, (_table(outcome, name), outcome.told())
    return parts["compared"], parts["read"]


def _why_whole(outcome, name, reason):
    table = _table(outcome, name)
    assert "parts" not in table and reason in table.get("read_whole", ""), (table, outcome.told())
    assert any(f"public.{name}" in note and reason in note for note in outcome.report["notes"]), outcome.told()


# ---- which parts are read ----

def where_nothing_has_changed_nothing_is_read(shop):
    make_source(shop, f"CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 500) n; ANALYZE")
    refresh_by_rows(shop, "transaction")
    outcome = refresh_by_rows(shop)
    compared, read = _parts(outcome, "t")
    assert compared >= 20 and read == 0, (compared, read)
    assert (_table(outcome, "t")["rows"], _table(outcome, "t")["bytes"], outcome.report["rows"]) == (500, 0, 500), outcome.report
    assert "did, and only those were read" in " ".join(outcome.stdout.split()), outcome.stdout
    check_against_full_refresh(shop)


def where_a_few_rows_have_changed_few_parts_are_read(shop):
    outcome = try_changes(shop, f"""
        CREATE TABLE t (id int PRIMARY KEY, v text, w int);
        INSERT INTO t SELECT n, {WIDE}, n FROM generate_series(1, 2000) n; ANALYZE""",
        "UPDATE t SET w = -w WHERE id BETWEEN 1001 AND 1020", {"t": (0, 20, 0)})
    compared, read = _parts(outcome, "t")
    assert compared >= 40 and 1 <= read <= 3, (compared, read)
    assert 0 < _table(outcome, "t")["bytes"] < 0.15 * 2000 * 660, _table(outcome, "t")


def rows_come_at_either_end_and_go_everywhere(shop):
    outcome = try_changes(shop, f"""
        CREATE TABLE t (id bigint PRIMARY KEY, v text);
        INSERT INTO t SELECT n, {WIDE} FROM generate_series(-300, 300) n; ANALYZE""", """
        INSERT INTO t VALUES (9223372036854775807, 'last'), (-9223372036854775808, 'first'), (301, 'next'); DELETE FROM t WHERE id % 97 = 0;
        UPDATE t SET id = 700 WHERE id = -1; UPDATE t SET v = NULL WHERE id = 2; UPDATE t SET v = '' WHERE id = 3""",
        {"t": (4, 2, 8)})
    compared, read = _parts(outcome, "t")
    assert 0 < read < compared, (compared, read)


def scattered_changes_are_found_too(shop):
    outcome = try_changes(shop, f"""
        CREATE TABLE t (id int PRIMARY KEY, v text, w int);
        INSERT INTO t SELECT n, {WIDE}, n FROM generate_series(1, 3000) n; ANALYZE""",
        "UPDATE t SET w = 0 WHERE id % 200 = 7; DELETE FROM t WHERE id = 2999", {"t": (0, 15, 1)})
    assert 15 <= _parts(outcome, "t")[1] <= 16, _table(outcome, "t")


def all_rows_and_none(shop):
    """Where nearly everything differs the table is read without a condition; a table that is empty at one end has no parts."""
    fill = f"INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 300) n; ANALYZE"
    make_source(shop, f"CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE other (id int); INSERT INTO other VALUES (1); {fill}")
    refresh_by_rows(shop, "transaction")
    change_source(shop, "UPDATE t SET v = 'x'")
    outcome = refresh_by_rows(shop)
    compared, read = _parts(outcome, "t")
    assert written_rows(outcome) == {"t": (0, 300, 0)} and read >= compared - 1, outcome.told()  # no key is before the first bound
    change_source(shop, "DELETE FROM t")
    assert written_rows(refresh_by_rows(shop)) == {"t": (0, 0, 300)}
    with Session(shop.playground.target) as target:  # what was deleted still has its pages
        target.query("VACUUM t")
    change_source(shop, fill)
    outcome = refresh_by_rows(shop)
    assert written_rows(outcome) == {"t": (300, 0, 0)}, outcome.told()
    _why_whole(outcome, "t", "too few of its rows")
    check_against_full_refresh(shop)


def what_others_wrote_into_the_twin_is_found(shop):
    make_source(shop, f"CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 400) n; ANALYZE")
    refresh_by_rows(shop, "transaction")
    with Session(shop.playground.target) as target:
        target.query("UPDATE t SET v = v || 'x' WHERE id = 5; DELETE FROM t WHERE id = 200; INSERT INTO t VALUES (500, 'mine')")
    outcome = refresh_by_rows(shop)
    assert written_rows(outcome) == {"t": (1, 1, 1)}, outcome.told()
    assert 1 <= _parts(outcome, "t")[1] <= 3, _table(outcome, "t")
    check_against_full_refresh(shop)


# ---- keys ----

def keys_of_several_columns(shop):
    """The first column has two values: the second one parts the rows."""
    outcome = try_changes(shop, f"""
        CREATE TABLE few_first (tenant int, id int, v text, PRIMARY KEY (tenant, id));
        CREATE TABLE many_first (id int, line int, v text, PRIMARY KEY (id, line));
        INSERT INTO few_first SELECT n % 2, n, {WIDE} FROM generate_series(1, 600) n;
        INSERT INTO many_first SELECT n, l, {WIDE} FROM generate_series(1, 300) n, generate_series(1, 3) l; ANALYZE""", """
        UPDATE few_first SET v = 'x' WHERE id = 300; DELETE FROM few_first WHERE id = 10; INSERT INTO few_first VALUES (7, 600, 'y');
        UPDATE many_first SET line = 9 WHERE id = 100 AND line = 2; DELETE FROM many_first WHERE id = 200 AND line = 1""",
        {"few_first": (1, 1, 1), "many_first": (1, 0, 2)})
    for name, most in (("few_first", 3), ("many_first", 4)):
        compared, read = _parts(outcome, name)
        assert compared >= 20 and 1 <= read <= most, (name, compared, read)


def keys_of_every_type(shop):
    kinds = {"s": ("smallint", "n"), "u": ("uuid", "md5(n::text)::uuid"), "d": ("date", "date '1999-12-01' + n"), "b": ("bytea", "decode(md5(n::text), 'hex')"),
             "z": ("timestamptz", "timestamptz '2000-01-01' + n * interval '7 hours'"), "t": ("text", "md5(n::text)"), "v": ("varchar(40)", "md5(n::text)"),
             "n": ("name", "'n' || n"), "o": ("oid", "(4294960000 + n)::oid"), "m": ("number_of_it", "n"), "w": ("word_of_it", "'w' || n"), "ti": ("time", "time '00:00' + n * interval '1 minute'")}
    schema = "CREATE DOMAIN number_of_it AS int CHECK (VALUE > -100); CREATE DOMAIN word_of_it AS varchar(20);"
    for name, (kind, value) in kinds.items():
        schema += f'CREATE TABLE "{name}" (k {kind} PRIMARY KEY, v text); INSERT INTO "{name}" SELECT {value}, {WIDE} FROM generate_series(1, 300) n;'
    changes = "".join(f"UPDATE \"{name}\" SET v = 'x' WHERE k = (SELECT max(k::text) FROM \"{name}\")::{kind}; DELETE FROM \"{name}\" WHERE k = (SELECT min(k::text) FROM \"{name}\")::{kind};"
                      for name, (kind, _) in kinds.items())
    outcome = try_changes(shop, schema + "ANALYZE", changes, {name: (0, 1, 1) for name in kinds})
    for name in kinds:
        compared, read = _parts(outcome, name)
        assert compared >= 10 and 1 <= read <= 2, (name, compared, read)


def texts_with_odd_letters_and_collations(shop):
    """Bounds are ordered by bytes, whatever the collation of the column says."""
    odd = "(ARRAY['a', 'A', 'ä', 'Ä', 'z', 'Z', 'é', '''', '\\', '{', '}', ',', '\"', ' ', 'ß', '中', E'\\t', E'\\n', '', 'NULL', '$1', '%s'])[n % 22 + 1]"
    outcome = try_changes(shop, f"""
        CREATE COLLATION english (provider = icu, locale = 'en-US');
        CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE t (k text COLLATE english PRIMARY KEY, v text); CREATE TABLE u (k text COLLATE "C", l text COLLATE english, v text, PRIMARY KEY (l, k));
        CREATE TABLE w (k text COLLATE caseless PRIMARY KEY, v text);
        INSERT INTO t SELECT {odd} || n || {odd}, {WIDE} FROM generate_series(1, 700) n;
        INSERT INTO u SELECT n::text, {odd} || n || {odd}, {WIDE} FROM generate_series(1, 700) n;
        INSERT INTO w SELECT n || 'a', {WIDE} FROM generate_series(1, 100) n; ANALYZE""", """
        UPDATE t SET v = 'x' WHERE k LIKE '%33%'; UPDATE u SET l = upper(l) || 'é' WHERE k = '500'; UPDATE w SET k = upper(k) WHERE k = '50a'""",
        {"t": (0, 16, 0), "u": (1, 0, 1), "w": (0, 1, 0)})
    assert 1 <= _parts(outcome, "t")[1] <= 16 and 1 <= _parts(outcome, "u")[1] <= 2
    _why_whole(outcome, "w", "no column of its primary key")


# ---- what a row's text says ----

def values_that_look_alike(shop):
    """Where a comma, a NULL or a place would not be told from another, or rows of one part change with one another."""
    try_changes(shop, f"""
        CREATE TABLE t (id int PRIMARY KEY, a text, b text, n numeric, m numeric, j json, x text[], f float8, pad text);
        INSERT INTO t SELECT n, 'a,1', 'b', 1.0, 2, '1', ARRAY['a,b'], 0, {WIDE} FROM generate_series(1, 200) n; UPDATE t SET a = NULL, b = '' WHERE id = 8;
        UPDATE t SET n = n + 0.1, m = 1.1 WHERE id = 10; UPDATE t SET n = 9, m = 8, a = 'one' WHERE id = 11; ANALYZE""", """
        UPDATE t SET a = 'a', b = '1,b' WHERE id = 1; UPDATE t SET n = 1.00 WHERE id = 2; UPDATE t SET j = ' 1' WHERE id = 3;
        UPDATE t SET x = ARRAY['a', 'b'] WHERE id = 4; UPDATE t SET f = '-0' WHERE id = 5; UPDATE t SET a = NULL WHERE id = 6; UPDATE t SET a = '' WHERE id = 7;
        UPDATE t SET a = '', b = NULL WHERE id = 8; UPDATE t SET x = '{NULL}' WHERE id = 9;
        UPDATE t SET n = 9, m = 8, a = 'one' WHERE id = 10; UPDATE t SET n = 1.1, m = 1.1, a = 'a,1' WHERE id = 11;
        UPDATE t SET a = '3:a,1', b = '' WHERE id = 12; UPDATE t SET a = 'NULL', x = '{"NULL"}' WHERE id = 13;
        UPDATE t SET n = 'NaN' WHERE id = 14; UPDATE t SET n = NULL WHERE id = 15""", {"t": (0, 15, 0)})


def values_of_many_types(shop):
    outcome = try_changes(shop, f"""
        CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN short AS varchar(8); CREATE TYPE span AS RANGE (subtype = numeric);
        CREATE TABLE t (id int PRIMARY KEY, e mood, p pair, ps pair[], s short, sp span, c char(5), i interval, bt bit(3), ip inet, ci cidr, j jsonb, po point, r float4,
                        z timetz, ts timestamp, tv tsvector, b bytea, bo bool, xs int[], g int GENERATED ALWAYS AS (id + 1) STORED, pad text);
        INSERT INTO t (id, e, p, ps, s, sp, c, i, bt, ip, ci, j, po, r, z, ts, tv, b, bo, xs, pad)
        SELECT n, 'good', (n, 'x')::pair, ARRAY[(n, 'a,"b')::pair], 's', '[1,2)', 'c', '1 mon', '101', '1.2.3.4/24', '10.0.0.0/8', '{{"a": 1.0}}', '(1,2)', 1.1,
                        '12:00+02', '2000-01-01', 'a:1', '\\x00ff', true, '{{1,NULL}}', {WIDE} FROM generate_series(1, 300) n; ANALYZE""", """
        UPDATE t SET e = 'bad' WHERE id = 10; UPDATE t SET p = (10, 'y') WHERE id = 20; UPDATE t SET ps = '{}' WHERE id = 30; UPDATE t SET sp = '[1,2]' WHERE id = 40;
        UPDATE t SET c = 'd' WHERE id = 50; UPDATE t SET i = '30 days' WHERE id = 60; UPDATE t SET ip = '1.2.3.4' WHERE id = 70; UPDATE t SET j = '{"a": 1.00}' WHERE id = 80;
        UPDATE t SET r = 1.1000001 WHERE id = 90; UPDATE t SET z = '11:00+01' WHERE id = 100; UPDATE t SET tv = 'a:1A' WHERE id = 110; UPDATE t SET b = '\\x00fe' WHERE id = 120;
        UPDATE t SET xs = '[0:1]={1,NULL}' WHERE id = 130; UPDATE t SET bo = NULL WHERE id = 140""", {"t": (0, 14, 0)})
    compared, read = _parts(outcome, "t")
    assert 10 <= read <= 14 < compared, (compared, read)


def rows_of_many_columns(shop):
    columns = ", ".join(f"c{n} int" for n in range(300))
    try_changes(shop, f"""
        CREATE TABLE wide (id int PRIMARY KEY, {columns}, t text); INSERT INTO wide (id, c0, c150, c299, t) SELECT n, n, n, n, {WIDE} FROM generate_series(1, 100) n; ANALYZE""",
        "UPDATE wide SET c298 = c299, c299 = NULL WHERE id = 50; UPDATE wide SET c1 = 1 WHERE id = 51", {"wide": (0, 2, 0)})


# ---- what is read whole ----

def what_is_not_sure_is_read_whole_and_told(shop):
    outcome = try_changes(shop, f"""
        CREATE TYPE price AS (amount money);
        CREATE TABLE no_key (a int, v text); CREATE TABLE prices (id int PRIMARY KEY, m money, v text); CREATE TABLE documents (id int PRIMARY KEY, x xml, v text);
        CREATE TABLE inside (id int PRIMARY KEY, p price[], v text); CREATE TABLE names (id int PRIMARY KEY, r regclass, v text); CREATE TABLE numbers (id numeric PRIMARY KEY, v text);
        INSERT INTO no_key SELECT n, {WIDE} FROM generate_series(1, 100) n; INSERT INTO prices SELECT n, n::money, {WIDE} FROM generate_series(1, 100) n;
        INSERT INTO documents SELECT n, '<a/>', {WIDE} FROM generate_series(1, 100) n; INSERT INTO inside SELECT n, ARRAY[ROW(n::money)::price], {WIDE} FROM generate_series(1, 100) n;
        INSERT INTO names SELECT n, 'names', {WIDE} FROM generate_series(1, 100) n; INSERT INTO numbers SELECT n, {WIDE} FROM generate_series(1, 100) n; ANALYZE""", """
        UPDATE prices SET m = '7' WHERE id = 9; UPDATE documents SET x = '<b/>' WHERE id = 1; UPDATE inside SET p = NULL WHERE id = 4; UPDATE names SET r = 'no_key' WHERE id = 5;
        UPDATE numbers SET id = 1.0 WHERE id = 1; DELETE FROM no_key WHERE a = 1""",
        {"prices": (0, 1, 0), "documents": (0, 1, 0), "inside": (0, 1, 0), "names": (0, 1, 0), "numbers": (0, 1, 0), "no_key": (0, 0, 1)})
    for name, reason in {"no_key": "no primary key", "prices": "m (money)", "documents": "x (xml)", "inside": "p (", "names": "r (regclass)", "numbers": "no column of its primary key"}.items():
        _why_whole(outcome, name, reason)


def limits_of_bytes_count_all_rows(shop):
    outcome = try_changes(shop, f"CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 200) n; ANALYZE",
                          "DELETE FROM t WHERE id = 5", {"t": (0, 0, 1)}, rows=WHOLE + '[limits]\nbytes = "1 GB"\n')
    _why_whole(outcome, "t", "[limits] bytes")


# ---- masks, references, the rest of the config ----

def masked_columns_are_hashed_as_the_twin_has_them(shop):
    schema = f"""
        CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, name varchar(60), born date, note text, pad text);
        CREATE TABLE logins (email text PRIMARY KEY, pad text); CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES people, pad text);
        INSERT INTO people SELECT n, 'p' || n || '@example.org', 'Person ' || n, date '1970-01-01' + n, 'note ' || n, {WIDE} FROM generate_series(1, 300) n;
        INSERT INTO logins SELECT 'l' || n || '@example.org', {WIDE} FROM generate_series(1, 100) n; INSERT INTO orders SELECT n, n, {WIDE} FROM generate_series(1, 300) n; ANALYZE"""
    rows = WHOLE + """
[mask]
key = "a key of this test alone"
[[table]]
name = "people"
mask = { email = "@email", name = "@name", born = "@date", note = "substr(md5(c.note), 1, 8)" }
[[table]]
name = "logins"
mask = { email = "@email" }
"""
    outcome = try_changes(shop, schema, "UPDATE people SET name = 'Somebody else' WHERE id = 7; UPDATE people SET note = 'another' WHERE id = 200; DELETE FROM orders WHERE id = 9", rows=rows)
    assert written_rows(outcome) == {"people": (0, 2, 0), "orders": (0, 0, 1)}, outcome.told()
    assert _parts(outcome, "people")[1] == 2 and _parts(outcome, "orders")[1] == 1, outcome.report["tables"]
    _why_whole(outcome, "logins", "no column of its primary key")
    assert all(column["rows_looked_at"] for column in outcome.report["columns"] if column["state"] == "masked"), outcome.report["columns"]


def another_key_of_masks_changes_all_rows(shop):
    make_source(shop, f"CREATE TABLE t (id int PRIMARY KEY, email text, v text); INSERT INTO t SELECT n, 'p' || n || '@x.org', {WIDE} FROM generate_series(1, 200) n; ANALYZE")
    rows = WHOLE + '[mask]\nkey = "{} of this test alone"\n[[table]]\nname = "t"\nmask = {{ email = "@email" }}\n'
    refresh_by_rows(shop, "transaction", rows=rows.format("a key"))
    outcome = refresh_by_rows(shop, rows=rows.format("other key"))
    assert written_rows(outcome)["t"][1] == 200, outcome.told()
    check_against_full_refresh(shop, rows=rows.format("other key"))


def rows_that_actions_change_are_looked_at_in_all_parts(shop):
    """Deleted parents take children along, which had no difference of their own."""
    schema = f"""
        CREATE TABLE p (id int PRIMARY KEY, v text); CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, v text);
        CREATE TABLE s (id int PRIMARY KEY, p int REFERENCES p ON DELETE SET NULL, v text);
        INSERT INTO p SELECT n, {WIDE} FROM generate_series(1, 200) n; INSERT INTO c SELECT n, n, {WIDE} FROM generate_series(1, 200) n;
        INSERT INTO s SELECT n, n, {WIDE} FROM generate_series(1, 200) n; ANALYZE"""
    outcome = try_changes(shop, schema, "DELETE FROM p WHERE id IN (5, 150); UPDATE c SET v = 'x' WHERE id = 100")
    assert _parts(outcome, "p")[1] == 2 and _parts(outcome, "c")[1] == 3 and _parts(outcome, "s")[1] == 2, outcome.report["tables"]


def partitions_heirs_and_cycles(shop):
    try_changes(shop, f"""
        CREATE TABLE log (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE log_2 (day date NOT NULL, v text, id int NOT NULL);
        ALTER TABLE log ATTACH PARTITION log_2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
        CREATE TABLE base (id int PRIMARY KEY, v text); CREATE TABLE heir (extra int, PRIMARY KEY (id)) INHERITS (base);
        CREATE TABLE a (id int PRIMARY KEY, other int, v text); CREATE TABLE b (id int PRIMARY KEY, other int REFERENCES a, v text); ALTER TABLE a ADD FOREIGN KEY (other) REFERENCES b;
        INSERT INTO log SELECT n, date '2020-01-01' + n, {WIDE} FROM generate_series(1, 600) n; INSERT INTO base SELECT n, {WIDE} FROM generate_series(1, 200) n;
        INSERT INTO heir SELECT n, {WIDE}, n FROM generate_series(1, 200) n;
        INSERT INTO a SELECT n, NULL, {WIDE} FROM generate_series(1, 200) n; INSERT INTO b SELECT n, n, {WIDE} FROM generate_series(1, 200) n; UPDATE a SET other = 201 - id; ANALYZE""", """
        UPDATE log SET day = '2021-06-06' WHERE id = 3; UPDATE log SET v = 'x' WHERE id = 500; UPDATE base SET v = 'x' WHERE id = 70; DELETE FROM ONLY base WHERE id = 9;
        UPDATE a SET other = 7 WHERE id = 9; UPDATE b SET other = 8 WHERE id = 150""",
        {"log": (1, 1, 1), "base": (0, 1, 1), "heir": (0, 1, 0), "a": (0, 1, 0), "b": (0, 1, 0)})


def unique_values_pass_between_parts(shop):
    try_changes(shop, f"""
        CREATE TABLE t (id int PRIMARY KEY, u text UNIQUE, v text); INSERT INTO t SELECT n, 'u' || n, {WIDE} FROM generate_series(1, 300) n; ANALYZE""", """
        UPDATE t SET u = 'gone' WHERE id = 10; UPDATE t SET u = 'u10' WHERE id = 290; UPDATE t SET u = 'u290' WHERE id = 10; DELETE FROM t WHERE id = 50; UPDATE t SET u = 'u50' WHERE id = 250""")


def by_a_rate(shop):
    outcome = try_changes(shop, f"CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 500) n; ANALYZE",
                          "UPDATE t SET v = 'x' WHERE id = 250", {"t": (0, 1, 0)}, source='rate = "100 MB/s"')
    assert _parts(outcome, "t")[1] == 1 and outcome.report["pace"], outcome.report


def the_targets_own_schema(shop):
    schema = "CREATE TABLE t (id int PRIMARY KEY, v text);"
    make_source(shop, schema + f"INSERT INTO t SELECT n, {WIDE} FROM generate_series(1, 300) n; ANALYZE")
    keep = 'mode = "keep"'
    run_psql(shop.playground.target_as_owner, text="CREATE TABLE t (v text, id int PRIMARY KEY)")
    assert written_rows(refresh_by_rows(shop, target=keep)) == {"t": (300, 0, 0)}
    change_source(shop, "UPDATE t SET v = 'w' WHERE id = 7")
    outcome = refresh_by_rows(shop, target=keep)
    assert written_rows(outcome) == {"t": (0, 1, 0)} and _parts(outcome, "t")[1] == 1, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
