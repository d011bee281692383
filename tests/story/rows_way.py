#!/usr/bin/env python3
"""atomic = "rows": the schema stands and only the rows that differ are written; the twin is what a full refresh would have made.

    tests/support/with_postgres tests/story/rows_way.py [NAME...]
"""
import signal
import sys
import threading
import time

from content_hash import content_hash
from named_tests import run_named_tests
from postgres import Session, SqlError, run_psql
from program import start_subset
from rows_refresh import (WHOLE, change_source as _change, check_against_full_refresh as _is_what_a_full_refresh_makes, contents_of as _contents,
                          make_source as _source, refresh_by_rows as _rows, try_changes as _try, try_fall_back as _fall_back,
                          write_config as _config, written_rows as _written)
from waiting import wait_until

# ---- rows ----

def rows_come_change_and_go(shop):
    _try(shop, """
        CREATE TABLE a (id int PRIMARY KEY, b text, c int GENERATED ALWAYS AS (id * 2) STORED);
        CREATE TABLE child (id serial PRIMARY KEY, a_id int NOT NULL REFERENCES a, note text);
        INSERT INTO a SELECT n, 'v' || n FROM generate_series(1, 100) n;
        INSERT INTO child (a_id, note) SELECT n, 'n' FROM generate_series(1, 100) n""", """
        INSERT INTO a VALUES (101, 'new'); UPDATE a SET b = 'other' WHERE id <= 3;
        DELETE FROM child WHERE a_id BETWEEN 50 AND 54; DELETE FROM a WHERE id BETWEEN 50 AND 54;
        INSERT INTO child (a_id) VALUES (101), (101)""",
         {"a": (1, 3, 5), "child": (2, 0, 5)})


def the_same_rows_in_every_type(shop):
    """Equal and not identical: by the bytes that COPY sends, never by =."""
    values = """(1, 1.0, '-0'::float8, 'NaN', 'ann', '{1,NULL}', '{"a": 1}', '{"b":  2}', 'x', '1 mon', 'NaN', '(1,2)'),
                (2, 1.00, '0', '-0', 'Ann', '[2:3]={1,2}', '{}', '{}', 'x ', '30 days', '1e-7', '(0,-0)')"""
    _try(shop, f"""
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE TABLE t (id int PRIMARY KEY, n numeric, f float8, g float4, x text, a int[], j jsonb, k json, c char(4), i interval, m numeric,
                        p point, e mood, r regclass, b bytea);
        INSERT INTO t (id, n, f, g, x, a, j, k, c, i, m, p) VALUES {values};
        UPDATE t SET e = 'good', r = 't', b = '\\x00ff'""",
         """UPDATE t SET n = 1.000 WHERE id = 1; UPDATE t SET f = '-0', k = '{ }' WHERE id = 2""", {"t": (0, 2, 0)})


def tables_without_a_key_are_multisets(shop):
    _try(shop, """
        CREATE TABLE log (line text, j json); CREATE TABLE nothing (); CREATE TABLE empty_now (x int);
        INSERT INTO log SELECT 'a', '{}' FROM generate_series(1, 50); INSERT INTO log VALUES ('b', NULL);
        INSERT INTO nothing SELECT FROM generate_series(1, 5); INSERT INTO empty_now VALUES (1), (1)""", """
        DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = 'a' LIMIT 7); INSERT INTO log VALUES ('b', NULL), ('c', '[]');
        INSERT INTO nothing SELECT FROM generate_series(1, 2); TRUNCATE empty_now""",
         {"log": (2, 0, 7), "nothing": (2, 0, 0), "empty_now": (0, 0, 2)})


def unique_values_pass_between_rows(shop):
    """Between rows that go and come, that stay, in rings, by exclusion, and by an index over an expression."""
    _try(shop, """
        CREATE TABLE u (id int PRIMARY KEY, mail text UNIQUE, span int4range, EXCLUDE USING gist (span WITH &&));
        CREATE UNIQUE INDEX ON u (lower(mail)) WHERE id > 0;
        CREATE TABLE of_u (id int PRIMARY KEY, u_id int REFERENCES u);
        INSERT INTO u SELECT n, 'm' || n, int4range(n * 10, n * 10 + 10) FROM generate_series(1, 20) n;
        INSERT INTO of_u SELECT n, n FROM generate_series(1, 20) n""", """
        ALTER TABLE u DISABLE TRIGGER ALL;
        UPDATE u SET mail = 't' || id, span = NULL WHERE id <= 3;
        UPDATE u SET mail = 'm' || (id % 3 + 1), span = int4range((id % 3 + 1) * 10, (id % 3 + 1) * 10 + 10) WHERE id <= 3;
        DELETE FROM of_u WHERE u_id = 20; DELETE FROM u WHERE id = 20; INSERT INTO u VALUES (21, 'm20', '[200,210)');
        ALTER TABLE u ENABLE TRIGGER ALL""")


def cycles_and_new_parents(shop):
    _try(shop, """
        CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL);
        CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a);
        ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b DEFERRABLE INITIALLY DEFERRED;
        CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree ON DELETE CASCADE);
        CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE by_cascade (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE by_null (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE SET NULL);
        CREATE TABLE by_restrict (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE RESTRICT);
        BEGIN; INSERT INTO a SELECT n, n FROM generate_series(1, 9) n; INSERT INTO b SELECT n, n FROM generate_series(1, 9) n; COMMIT;
        INSERT INTO tree SELECT n, nullif(n / 2, 0) FROM generate_series(1, 31) n; INSERT INTO p VALUES (1), (2), (3);
        INSERT INTO by_cascade VALUES (1, 1), (2, 2); INSERT INTO by_null VALUES (1, 1), (2, 2); INSERT INTO by_restrict VALUES (1, 1), (2, 2)""", """
        BEGIN; SET CONSTRAINTS ALL DEFERRED;
        DELETE FROM b WHERE id > 7; DELETE FROM a WHERE id > 7; INSERT INTO a VALUES (20, 21), (21, 20);
        INSERT INTO b VALUES (20, 20), (21, 21); UPDATE a SET b_id = 20 WHERE id = 1; COMMIT;
        UPDATE tree SET up = 3 WHERE id IN (4, 5); DELETE FROM tree WHERE id = 2;
        INSERT INTO p VALUES (10); UPDATE by_cascade SET p_id = 10; UPDATE by_null SET p_id = 10 WHERE id = 1; UPDATE by_restrict SET p_id = 10;
        DELETE FROM p WHERE id = 1; DELETE FROM by_null WHERE id = 2""")


def a_row_whose_key_changes(shop):
    _try(shop, """
        CREATE TABLE p (id int PRIMARY KEY, x text); CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p);
        INSERT INTO p VALUES (1, 'a'), (2, 'b'); INSERT INTO c VALUES (1, 1), (2, 2)""", """
        INSERT INTO p VALUES (7, 'a'); UPDATE c SET p_id = 7 WHERE id = 1; DELETE FROM p WHERE id = 1""",
         {"p": (1, 0, 1), "c": (0, 1, 0)})


def partitions_heirs_and_identity(shop):
    _try(shop, """
        CREATE TABLE m (id int, day date, v text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
        CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM ('2024-07-01') TO ('2025-01-01') PARTITION BY LIST (v);
        CREATE TABLE m_2a PARTITION OF m_2 DEFAULT;
        ALTER TABLE m DROP CONSTRAINT m_pkey;
        CREATE TABLE base (id int PRIMARY KEY, v text); CREATE TABLE heir (w text) INHERITS (base);
        CREATE TABLE always (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, other int, v text);
        CREATE TABLE beside_key (k text PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY, v text);
        CREATE TABLE by_default (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, v text);
        INSERT INTO m SELECT n, date '2024-01-01' + n, 'v' FROM generate_series(1, 300) n;
        INSERT INTO base VALUES (1, 'a'), (2, 'b'); INSERT INTO heir VALUES (1, 'a', 'x'), (3, 'c', 'y');
        INSERT INTO always (other, v) VALUES (1, 'a'), (2, 'b'); INSERT INTO by_default (v) VALUES ('a'), ('b');
        INSERT INTO beside_key (k, v) VALUES ('a', 'x'), ('b', 'y')""".replace("v text, PRIMARY KEY (id, day)", "v text, CONSTRAINT m_pkey CHECK (id > 0)"), """
        UPDATE m SET day = '2024-12-01' WHERE id = 1; DELETE FROM m WHERE id = 2; UPDATE m SET v = 'w' WHERE id = 300; INSERT INTO m VALUES (999, '2024-03-03', 'n');
        UPDATE ONLY base SET v = 'z' WHERE id = 1; UPDATE heir SET w = 'z' WHERE id = 3; DELETE FROM heir WHERE id = 1; INSERT INTO heir VALUES (1, 'h', 'h');
        UPDATE always SET v = 'z' WHERE id = 1; INSERT INTO always (v) VALUES ('n'); DELETE FROM always WHERE id = 2;
        UPDATE beside_key SET v = 'z' WHERE k = 'a'; UPDATE beside_key SET id = DEFAULT WHERE k = 'b';
        UPDATE by_default SET v = 'z' WHERE id = 1; SELECT setval('by_default_id_seq', 4711)""")


def masks_cuts_and_roots(shop):
    """The closure changes, a mask's key changes, a cut NULLs what it did not before."""
    schema = """
        CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, referred_by int REFERENCES users);
        CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);
        INSERT INTO users SELECT n, 'u' || n || '@corp.test', nullif(n - 1, 0) FROM generate_series(1, 60) n;
        INSERT INTO orders SELECT n, n % 60 + 1, 'note' FROM generate_series(1, 300) n"""
    rows = """
[mask]
key = "{key}"
[[root]]
table = "users"
order_by = "id DESC"
limit = 10
children = true
[[cut]]
table = "users"
columns = ["referred_by"]
[[table]]
name = "users"
mask = {{ email = "@email" }}
"""
    first = rows.format(key="0123456789abcdef")
    _try(shop, schema, """
        INSERT INTO users VALUES (61, 'new@corp.test', 3), (62, 'newer@corp.test', 61); INSERT INTO orders VALUES (1000, 61, 'n');
        UPDATE orders SET note = 'changed' WHERE id = 55; UPDATE users SET referred_by = 58 WHERE id = 60""", rows=first)
    second = rows.format(key="fedcba9876543210")
    _rows(shop, "transaction", "fingerprint", rows=first)
    outcome = _rows(shop, rows=second)
    assert _written(outcome) == {"users": (0, 10, 0)}, outcome.told()
    _is_what_a_full_refresh_makes(shop, rows=second)


def sequences_and_triggers(shop):
    schema = """
        CREATE SEQUENCE free START 5; CREATE SEQUENCE down INCREMENT -1; CREATE SEQUENCE turns MAXVALUE 10 CYCLE;
        CREATE TABLE t (id serial PRIMARY KEY, v text); CREATE TABLE audit (id serial PRIMARY KEY, v text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit (v) VALUES (''fired''); RETURN NULL; END';
        CREATE TRIGGER on_t AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION note();
        CREATE TRIGGER off AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION note();
        ALTER TABLE t DISABLE TRIGGER off; ALTER TABLE t ENABLE ALWAYS TRIGGER on_t;
        SELECT nextval('free'), nextval('down'), setval('turns', 10);
        INSERT INTO t (v) SELECT 'v' FROM generate_series(1, 5)"""
    _try(shop, schema, "UPDATE t SET v = 'w' WHERE id = 1; INSERT INTO t (v) VALUES ('x'); SELECT setval('free', 99), nextval('down'), nextval('turns')",
         {"t": (1, 1, 0), "audit": (2, 0, 0)})


def views_are_refreshed_while_others_read(shop):
    schema = """
        CREATE TABLE t (id int PRIMARY KEY, v int); CREATE TABLE u (id int PRIMARY KEY);
        CREATE VIEW sums AS SELECT v % 3 AS k, sum(v) AS s FROM t GROUP BY 1;
        INSERT INTO t SELECT n, n FROM generate_series(1, 9) n; INSERT INTO u VALUES (1);
        CREATE MATERIALIZED VIEW mv AS SELECT * FROM sums; CREATE UNIQUE INDEX ON mv (k);
        CREATE MATERIALIZED VIEW on_mv AS SELECT max(s) AS m FROM mv; CREATE UNIQUE INDEX ON on_mv (m);
        CREATE MATERIALIZED VIEW without_index AS SELECT count(*) FROM u;"""
    _try(shop, schema, "UPDATE t SET v = 100 WHERE id = 1", {"t": (0, 1, 0)})
    _fall_back(shop, schema, "INSERT INTO u VALUES (2)", "without_index")


def kept_rows_and_a_script(shop):
    schema = """
        CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE settings (name text PRIMARY KEY, v text);
        INSERT INTO t VALUES (1, 'a'), (2, 'b'); INSERT INTO settings VALUES ('url', 'production')"""
    (shop.folder / "after.sql").write_text("CREATE TABLE IF NOT EXISTS mine (x int); UPDATE t SET v = 'dev' WHERE id = 2; INSERT INTO mine VALUES (1)")
    rows = WHOLE + '[[table]]\nname = "settings"\nrows = "keep"\n'
    _source(shop, schema)
    config = {"rows": rows, "target": 'after = "after.sql"'}
    _rows(shop, "transaction", "no twin", **config)
    with Session(shop.playground.target) as target:
        target.query("INSERT INTO settings VALUES ('url', 'dev')")
    _change(shop, "UPDATE t SET v = 'c' WHERE id = 1")
    outcome = _rows(shop, **config)
    assert _written(outcome) == {"t": (0, 2, 0)}, outcome.told()
    with Session(shop.playground.target) as target:
        assert target.query("SELECT v FROM t ORDER BY id") == [("c",), ("dev",)]
        assert target.query("SELECT * FROM settings") == [("url", "dev")] and target.value("SELECT count(*) FROM mine") == "2"


def what_others_wrote_into_the_twin_goes(shop):
    _source(shop, "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE no_rows (id int); INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    rows = WHOLE + '[[table]]\nname = "no_rows"\nrows = "none"\n'
    _rows(shop, "transaction", rows=rows)
    with Session(shop.playground.target) as target:
        target.query("UPDATE t SET v = 'mine'; INSERT INTO t VALUES (3, 'mine'); INSERT INTO no_rows VALUES (1); DELETE FROM t WHERE id = 2")
    outcome = _rows(shop, rows=rows)
    assert _written(outcome) == {"t": (1, 1, 1), "no_rows": (0, 0, 1)}, outcome.told()
    _is_what_a_full_refresh_makes(shop, rows=rows)


def little_memory_and_many_rows(shop):
    """More rows than memory has room for are compared in passes."""
    schema = """
        CREATE TABLE big (id int PRIMARY KEY, v text); CREATE TABLE alike (v text);
        INSERT INTO big SELECT n, md5(n::text) FROM generate_series(1, 60000) n; INSERT INTO alike SELECT 'x' FROM generate_series(1, 9000)"""
    rows = WHOLE + '[limits]\nmemory = "64 kB"\n'
    _try(shop, schema, "UPDATE big SET v = 'z' WHERE id % 100 = 0; DELETE FROM big WHERE id % 1000 = 1; INSERT INTO big SELECT n, 'n' FROM generate_series(70001, 70020) n; "
                       "DELETE FROM alike WHERE ctid IN (SELECT ctid FROM alike LIMIT 11)",
         {"big": (20, 600, 60), "alike": (0, 0, 11)}, rows=rows)


# ---- the schema, and what falls back ----

def a_changed_schema_is_made_anew(shop):
    schema = "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; INSERT INTO t VALUES (1, 'a')"
    for change in ("ALTER TABLE t ADD COLUMN w int", "CREATE INDEX ON t (v)", "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
                   "COMMENT ON TABLE t IS 'x'", "ALTER TABLE t ADD CHECK (id > 0)"):
        _fall_back(shop, schema, change + "; GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC", "the source's schema has changed")


def what_is_no_change_of_the_schema_changes_nothing(shop):
    _source(shop, "CREATE TABLE t (id serial PRIMARY KEY, v text); INSERT INTO t (v) SELECT 'v' FROM generate_series(1, 100); CREATE INDEX i ON t (v); "
                  "CREATE MATERIALIZED VIEW mv AS SELECT count(*) AS n FROM t; CREATE UNIQUE INDEX ON mv (n)")
    _rows(shop, "transaction")
    for database in (shop.playground.source, shop.playground.target):
        with Session(database) as session:
            for sql in ("ANALYZE", "VACUUM FULL t", "VACUUM", "REINDEX TABLE t", "SELECT nextval('t_id_seq')", "REFRESH MATERIALIZED VIEW mv",
                        "CREATE TEMPORARY TABLE x (y int)", "GRANT SELECT ON t TO PUBLIC", "TRUNCATE t"):
                session.query(sql)
            session.query("INSERT INTO t (v) VALUES ('w')")
        _rows(shop)


def a_changed_target_config_or_version_is_made_anew(shop):
    _source(shop, "CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'a')")
    _rows(shop, "transaction", "no twin")
    with Session(shop.playground.target) as target:
        target.query("CREATE INDEX ON t (v)")
    _rows(shop, "transaction", "somebody has changed the target's schema")
    (shop.folder / "after.sql").write_text("SELECT 1")
    _rows(shop, "transaction", "after", target='after = "after.sql"')
    outcome = _rows(shop, "transaction", "after")
    assert "3 runs in a row" in outcome.stderr, outcome.told()  # a refresh of another way would begin to count anew
    _rows(shop)
    shop.refresh(config=_config(shop, atomic="transaction"))
    _rows(shop, "transaction", "fingerprint")


def what_needs_more_than_rows_is_told(shop):
    parents = """
        CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE, name text UNIQUE); CREATE TABLE c (id int PRIMARY KEY, code text REFERENCES p (code) {rule});
        INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', 'z'); INSERT INTO c VALUES (1, 'a'), (2, 'b')"""
    swap = "UPDATE p SET name = NULL; UPDATE p SET name = CASE id WHEN 1 THEN 'y' WHEN 2 THEN 'x' ELSE 'z' END"
    for rule in ("ON DELETE CASCADE", "ON DELETE SET NULL", "ON DELETE RESTRICT"):
        _fall_back(shop, parents.format(rule=rule), swap, "ON DELETE action")
    _try(shop, parents.format(rule=""), swap, {"p": (2, 0, 2)})
    _fall_back(shop, parents.format(rule="ON UPDATE CASCADE"), "UPDATE p SET code = 'new' WHERE id = 1", "ON UPDATE action")
    rule = "CREATE TABLE t (id int PRIMARY KEY); CREATE RULE r AS ON INSERT TO t WHERE false DO ALSO SELECT 1; INSERT INTO t VALUES (1)"
    _fall_back(shop, rule, "INSERT INTO t VALUES (2)", "has a rule, r", again="has a rule, r")
    force = "CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true); INSERT INTO t VALUES (1)"
    _fall_back(shop, force, "INSERT INTO t VALUES (2)", "FORCE ROW LEVEL SECURITY", again="FORCE ROW LEVEL SECURITY")


def rows_that_dangle_by_rule(shop):
    schema = """
        CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY, p_id int);
        INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1), (2, 99); ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p NOT VALID"""
    _fall_back(shop, schema, "INSERT INTO p VALUES (2)", "dangle by rule", again="dangle by rule")


def a_script_that_fails_changes_nothing(shop):
    _source(shop, "CREATE TABLE t (id serial PRIMARY KEY, v text); INSERT INTO t (v) VALUES ('a')")
    (shop.folder / "after.sql").write_text("SELECT count(*) FROM t")
    _rows(shop, "transaction", target='after = "after.sql"')
    before = content_hash(shop.playground.target, with_comment=True)
    _change(shop, "INSERT INTO t (v) VALUES ('b')")
    with Session(shop.playground.target) as target:
        target.query("ALTER ROLE CURRENT_USER SET search_path TO DEFAULT")
    (shop.folder / "after.sql").write_text("SELECT count(*) FROM t")
    rows = WHOLE + '[[reference]]\ntable = "t"\ncolumns = ["id"]\nparent = "t"\nparent_columns = ["v"]\n'
    outcome = shop.run(config=_config(shop, rows=rows, target='after = "after.sql"'))
    assert outcome.status in (1, 2, 4), outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before


# ---- readers, and the end of the process ----

def readers_never_wait(shop):
    _source(shop, """CREATE TABLE p (id int PRIMARY KEY, v int); CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p);
        INSERT INTO p SELECT n, 0 FROM generate_series(1, 5000) n; INSERT INTO c SELECT n, n FROM generate_series(1, 5000) n""")
    (shop.folder / "after.sql").write_text("SELECT pg_sleep(0.5);")
    config = {"target": 'after = "after.sql"'}
    _rows(shop, "transaction", **config)
    faults, seen, stopped = [], set(), threading.Event()

    def read():
        with Session(shop.playground.target, user=shop.playground.owner) as session:
            session.query("SET lock_timeout = '50ms'")
            while not stopped.is_set():
                try:
                    seen.add(session.query("SELECT min(v), max(v), (SELECT count(*) FROM c JOIN p ON p.id = c.p_id) FROM p")[0])
                except SqlError as problem:
                    faults.append(problem)

    readers = [threading.Thread(target=read) for _ in range(20)]
    for reader in readers:
        reader.start()
    for round_ in (1, 2, 3):
        _change(shop, f"UPDATE p SET v = {round_}")
        assert _written(_rows(shop, **config)) == {"p": (0, 5000, 0)}
    stopped.set()
    for reader in readers:
        reader.join()
    assert not faults, faults[:3]
    assert seen <= {(str(n), str(n), "5000") for n in range(4)} and len(seen) > 1, seen


def a_kill_leaves_the_old_rows(shop):
    _source(shop, "CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT n, 0 FROM generate_series(1, 20000) n")
    (shop.folder / "after.sql").write_text("SELECT pg_sleep(30);")
    _rows(shop, "transaction")
    config = _config(shop, target='after = "after.sql"')
    (shop.folder / "quick.sql").write_text("SELECT 1")
    before = content_hash(shop.playground.target, with_comment=True)
    for wait in (0.1, 0.3, 0.6, 2):
        _change(shop, "UPDATE t SET v = v + 1")
        process = start_subset(_config(shop) if wait < 2 else config, shop.playground.source_url(), shop.playground.target_url())
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        killed = process.wait() != 0
        open_sessions = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'subset' AND datname = '{shop.playground.target}'"
        wait_until(lambda: shop.playground.admin(open_sessions) == [("0",)], "the server to notice", None, 40)
        if killed:
            assert content_hash(shop.playground.target, with_comment=True) == before, wait
        else:
            before = content_hash(shop.playground.target, with_comment=True)
    _rows(shop)
    _is_what_a_full_refresh_makes(shop)


def the_targets_own_schema_by_rows(shop):
    """mode = "keep"."""
    schema = "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE c (id serial PRIMARY KEY, t_id int REFERENCES t); "
    _source(shop, schema + "INSERT INTO t SELECT n, 'v' FROM generate_series(1, 20) n; INSERT INTO c (t_id) SELECT n FROM generate_series(1, 20) n")
    keep = 'mode = "keep"'
    run_psql(shop.playground.target_as_owner, text=schema)
    assert _written(_rows(shop, target=keep)) == {"t": (20, 0, 0), "c": (20, 0, 0)}
    _change(shop, "UPDATE t SET v = 'w' WHERE id = 7; DELETE FROM c WHERE id = 3")
    assert _written(_rows(shop, target=keep)) == {"t": (0, 1, 0), "c": (0, 0, 1)}
    _is_what_a_full_refresh_makes(shop, target=keep)
    with Session(shop.playground.target) as target:
        target.query("ALTER TABLE t ADD COLUMN mine int")
    _rows(shop, "transaction", "public.t.mine", target=keep)


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
