#!/usr/bin/env python3
"""One case more: subset take, and mode = "add".

    tests/support/with_postgres tests/story/take.py [NAME...]
"""
import subprocess
import sys

from named_tests import run_named_tests
from postgres import Session, identifier, run_psql
from program import binary, environment

SOURCE = """
CREATE TYPE mood AS ENUM ('calm', 'loud');
CREATE TABLE countries (country_id int PRIMARY KEY, name text);
CREATE TABLE users (user_id serial PRIMARY KEY, email varchar(60) UNIQUE, country_id int NOT NULL REFERENCES countries,
                    boss_id int REFERENCES users, feeling mood, tags text[]);
CREATE TABLE orders (order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int NOT NULL REFERENCES users,
                     note text, total numeric(10,2), twice numeric GENERATED ALWAYS AS (total * 2) STORED);
CREATE TABLE lines (order_id bigint REFERENCES orders, line int, body json, PRIMARY KEY (order_id, line));
CREATE TABLE pings (order_id bigint REFERENCES orders, spot point);
CREATE TABLE eggs (egg_id int PRIMARY KEY, hen_id int NOT NULL);
CREATE TABLE hens (hen_id int PRIMARY KEY, egg_id int NOT NULL REFERENCES eggs);
ALTER TABLE eggs ADD FOREIGN KEY (hen_id) REFERENCES hens DEFERRABLE INITIALLY DEFERRED;
INSERT INTO countries SELECT n, 'country ' || n FROM generate_series(1, 20) AS n;
INSERT INTO users SELECT n, 'user' || n || '@shop.test', 1 + n % 20, CASE WHEN n > 3 THEN n / 3 END, 'calm',
       ARRAY['a"b', 'c\\d', NULL, ''] FROM generate_series(1, 200) AS n;
INSERT INTO orders (order_id, user_id, note, total) OVERRIDING SYSTEM VALUE
       SELECT n, 1 + n % 200, CASE n % 4 WHEN 0 THEN E'tab\\there "and" \\\\ more\\nline' WHEN 1 THEN '' WHEN 2 THEN '\\N' END, n
       FROM generate_series(1, 1000) AS n;
INSERT INTO lines SELECT n, l, json_build_object('n', n, 'text', E'a,(b)"c') FROM generate_series(1, 1000) AS n, generate_series(1, 3) AS l;
INSERT INTO pings SELECT n, point(n, 1) FROM generate_series(1, 1000) AS n, generate_series(1, 2);
BEGIN;
INSERT INTO eggs SELECT n, n FROM generate_series(1, 5) AS n;
INSERT INTO hens SELECT n, n FROM generate_series(1, 5) AS n;
COMMIT;
SELECT setval('users_user_id_seq', 200);
SELECT setval('orders_order_id_seq', 1000);
"""
NEVER = '[[child]]\ntable = "users"\nparent = "users"\nfollow = "never"\n'
ROOT = NEVER + '[[root]]\ntable = "users"\nwhere = "user_id <= 3"\nchildren = true\n'
PLAIN = '[mask]\nunclassified = "allow"\n'
KEY = '[mask]\nkey = "a key of forty characters or so, for tests"\nunclassified = "allow"\n'
MASKED = '[[table]]\nname = "users"\nmask = { email = "@email" }\n'
TABLES = ("countries", "users", "orders", "lines", "pings", "eggs", "hens")


def _write(shop, rows=ROOT, target="", mask=PLAIN):
    path = shop.folder / "take.toml"
    path.write_text(f"[target]\n{target}\n{mask}\n{rows}")
    return path


def _load_source(shop):
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SOURCE)
    shop.playground.grant_reader()


def _empty_target(shop):
    run_psql(shop.playground.target, text=f"DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION {identifier(shop.playground.owner)}; "
             "DO $$BEGIN EXECUTE format('COMMENT ON DATABASE %I IS NULL', current_database()); END$$")


def _begin(shop, **config):
    """The twin of three users."""
    _load_source(shop)
    _empty_target(shop)
    shop.refresh(config=_write(shop, **config))


def _take(shop, *arguments, status=0, config=None, **more):
    outcome = shop.run("take", *arguments, config=config or _write(shop), **more)
    assert outcome.status == status, outcome.told()
    return outcome


def _query(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def _contents(shop, of_source=False):
    database = shop.playground.source if of_source else shop.playground.target
    with Session(database) as session:
        return {table: sorted(row[0] for row in session.query(f"SELECT t::text FROM {table} AS t")) for table in TABLES}


def _comment(shop):
    return _query(shop, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")[0][0]


def a_case_comes_beside_what_is_there(shop):
    """The order, its children and all parents; whatever was there stays, and the report counts both."""
    _begin(shop)
    before, source = _contents(shop), _contents(shop, of_source=True)
    outcome = _take(shop, "orders", "704")
    after = _contents(shop)
    for table in TABLES:
        assert set(before[table]) <= set(after[table]), table
        assert set(after[table]) <= set(source[table]), (table, set(after[table]) - set(source[table]))
    assert _query(shop, "SELECT count(*) FROM orders WHERE order_id = 704") == [("1",)]
    assert _query(shop, "SELECT count(*) FROM lines WHERE order_id = 704") == [("3",)]
    assert _query(shop, "SELECT count(*) FROM pings WHERE order_id = 704") == [("2",)]
    # 105 is the user, 35, 11 and 3 are the bosses; 3 was there
    assert _query(shop, "SELECT array_agg(user_id ORDER BY user_id) FROM users") == [("{1,2,3,11,35,105}",)]
    tables = {each["table"]: each for each in outcome.report["tables"]}
    assert tables["public.orders"]["added"] == 1 and tables["public.lines"]["added"] == 3
    assert tables["public.users"]["there"] >= 1 and tables["public.users"]["differ"] == 0
    assert outcome.report["command"] == "take" and outcome.report["target"]["mode"] == "add", outcome.report["target"]
    assert shop.run("verify", config=_write(shop)).status == 0
    again = _take(shop, "orders", "704")
    assert _contents(shop) == after, "taking a case twice changes nothing"
    assert sum(each.get("added", 0) for each in again.report["tables"]) == 0


def rows_that_differ_stay_or_are_updated(shop):
    _begin(shop)
    _take(shop, "orders", "704")
    _query(shop, "UPDATE orders SET note = 'mine' WHERE order_id = 704; UPDATE users SET feeling = 'loud' WHERE user_id = 105")
    outcome = _take(shop, "orders", "704")
    assert _query(shop, "SELECT note FROM orders WHERE order_id = 704") == [("mine",)]
    notes = " ".join(outcome.report["notes"])
    assert "public.orders: 1 row that came is otherwise in the target, and stays as it is there (order_id = 704)" in notes, notes
    outcome = _take(shop, "orders", "704", "--update")
    assert _query(shop, "SELECT note FROM orders WHERE order_id = 704")[0] != ("mine",)
    assert _query(shop, "SELECT feeling FROM users WHERE user_id = 105") == [("calm",)]
    assert _contents(shop)["orders"][0] in _contents(shop, of_source=True)["orders"]


def a_value_that_must_be_unique_is_refused_with_both_keys(shop):
    _begin(shop)
    _query(shop, "INSERT INTO users VALUES (9001, 'user105@shop.test', 2)")
    before = _contents(shop)
    outcome = _take(shop, "orders", "704", status=1)
    assert "user_id = 105" in outcome.stderr and "user_id = 9001" in outcome.stderr, outcome.stderr
    assert _contents(shop) == before


def cycles_and_rows_without_a_key(shop):
    _begin(shop)
    _take(shop, "eggs", "2")
    assert _query(shop, "SELECT egg_id FROM eggs") == [("2",)] and _query(shop, "SELECT hen_id FROM hens") == [("2",)]
    _take(shop, "orders", "900")
    _query(shop, "DELETE FROM pings WHERE ctid = (SELECT min(ctid) FROM pings WHERE order_id = 900)")
    _take(shop, "orders", "900")
    assert _query(shop, "SELECT count(*) FROM pings WHERE order_id = 900") == [("2",)]


def sequences_and_triggers(shop):
    """A sequence goes on past what came and is never lowered; no trigger fires, and each is as it was."""
    _begin(shop)
    _query(shop, """CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fired'; END $$;
        CREATE TRIGGER no BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION forbid();
        CREATE RULE none AS ON INSERT TO lines DO INSTEAD NOTHING;
        SELECT setval('users_user_id_seq', 50), setval('orders_order_id_seq', 5000)""")
    _take(shop, "orders", "704")
    assert _query(shop, "SELECT nextval('users_user_id_seq'), nextval('orders_order_id_seq')") == [("106", "5001")]
    assert _query(shop, "SELECT tgenabled FROM pg_trigger WHERE tgname = 'no'") == [("O",)]
    assert _query(shop, "SELECT ev_enabled FROM pg_rewrite WHERE rulename = 'none'") == [("O",)]
    assert _query(shop, "SELECT count(*) FROM lines WHERE order_id = 704") == [("3",)]


def rows_are_named_in_several_ways(shop):
    _begin(shop)
    _take(shop, "lines", "7", "2", "--key", "8", "1", "--no-children")
    assert _query(shop, "SELECT order_id, line FROM lines WHERE order_id IN (7, 8) ORDER BY 1") == [("7", "2"), ("8", "1")]
    _take(shop, "orders", "--where", "total > 900", "--order-by", "total DESC", "--limit", "2", "--no-children")
    assert _query(shop, "SELECT array_agg(order_id ORDER BY order_id) FROM orders WHERE total > 900") == [("{999,1000}",)]
    missing = _take(shop, "orders", "100000", status=1)
    assert "no row of public.orders in the source has this primary key: orders 100000" in missing.stderr, missing.stderr
    assert "this is no primary key of public.orders" in _take(shop, "orders", "x", status=2).stderr
    assert "one column, and 2 values were given" in _take(shop, "orders", "1", "2", status=2).stderr
    assert "is not said" in _take(shop, "orders", status=2).stderr
    assert "not by both" in _take(shop, "orders", "1", "--limit", "2", status=2).stderr


def only_the_plan(shop):
    _begin(shop)
    before, comment = _contents(shop), _comment(shop)
    outcome = _take(shop, "orders", "704", "--plan")
    assert _contents(shop) == before and _comment(shop) == comment
    assert {each["table"]: each["added"] for each in outcome.report["tables"] if each.get("added")}["public.lines"] == 3
    assert "Nothing was written." in outcome.stdout, outcome.stdout


def a_script_brings_what_is_not_there(shop):
    """Into a database with the schema, once and again; with own triggers there, and with a row that differs."""
    _begin(shop)
    script = shop.folder / "case.sql"
    written = shop.run("take", "orders", "704", "--file", str(script), config=_write(shop))
    assert written.status == 0 and written.report["target"]["mode"] == "file", written.told()
    assert script.stat().st_mode & 0o777 == 0o600
    _query(shop, """CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fired'; END $$;
        CREATE TRIGGER no BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION forbid()""")
    before = _contents(shop)
    run_psql(shop.playground.target_as_owner, [script])
    after = _contents(shop)
    assert _query(shop, "SELECT count(*) FROM lines WHERE order_id = 704") == [("3",)]
    assert _query(shop, "SELECT tgenabled FROM pg_trigger WHERE tgname = 'no'") == [("O",)]
    assert _query(shop, "SELECT nextval('users_user_id_seq') > 105") == [("t",)]
    assert all(set(before[table]) <= set(after[table]) for table in TABLES)
    assert set(after["users"]) <= set(_contents(shop, of_source=True)["users"])
    run_psql(shop.playground.target_as_owner, [script])
    assert _contents(shop) == after, "a second time brings nothing"
    assert "--update cannot stand beside --file" in _take(shop, "orders", "1", "--file", "x.sql", "--update", status=2).stderr


def an_empty_target_gets_the_schema_first(shop):
    _load_source(shop)
    _empty_target(shop)
    planned = _take(shop, "orders", "704", "--plan")
    assert _query(shop, "SELECT count(*) FROM pg_class WHERE relname = 'orders'") == [("0",)]
    assert "they would come first" in " ".join(planned.report["notes"]), planned.told()
    _take(shop, "orders", "704")
    assert _query(shop, "SELECT count(*) FROM orders") == [("1",)]
    _take(shop, "orders", "705")
    assert _query(shop, "SELECT count(*) FROM orders") == [("2",)]


def whose_rows_the_target_holds(shop):
    """A database that is no twin and has rows is refused, unless the config names it."""
    _begin(shop)
    run_psql(shop.playground.target_as_owner, text="DO $$BEGIN EXECUTE format('COMMENT ON DATABASE %I IS NULL', current_database()); END$$")
    before = _contents(shop)
    refused = _take(shop, "orders", "704", status=3)
    assert "rows would come beside those" in refused.stderr, refused.stderr
    assert _contents(shop) == before


def masks_must_be_those_of_the_twin(shop):
    _begin(shop, rows=ROOT + MASKED, mask=KEY)
    assert '"masked":["public.users.email"]' in _comment(shop)
    _take(shop, "orders", "704", config=_write(shop, rows=ROOT + MASKED, mask=KEY))
    assert "@shop.test" not in str(_contents(shop)["users"])
    raw = _take(shop, "orders", "705", status=3, config=_write(shop))
    assert "the twin holds public.users.email masked, and the case would bring it raw" in raw.stderr, raw.stderr
    _begin(shop)
    other = _take(shop, "orders", "705", status=3, config=_write(shop, rows=ROOT + MASKED, mask=KEY))
    assert "holds public.users.email raw, and the config masks it" in other.stderr, other.stderr


def a_cut_reference_is_null_and_not_raw(shop):
    """Into the twin the badges' owners come, masked on both ends; by the case alone none does."""
    _load_source(shop)
    run_psql(shop.playground.source, text="CREATE TABLE badges (badge_id int PRIMARY KEY, email varchar(60) REFERENCES users (email));"
                                          "INSERT INTO badges SELECT n, 'user' || n || '@shop.test' FROM generate_series(1, 20) AS n")
    shop.playground.grant_reader()
    rows = ROOT + MASKED + '[[root]]\ntable = "badges"\nwhere = "badge_id < 3"\n[[cut]]\ntable = "badges"\ncolumns = ["email"]\n'
    config = _write(shop, rows=rows, mask=KEY)
    _empty_target(shop)
    assert shop.refresh(config=config).status == 0
    assert '"public.badges.email"' in _comment(shop)
    _take(shop, "badges", "17", "--no-children", config=config)
    assert _query(shop, "SELECT email FROM badges WHERE badge_id = 17") == [(None,)]


def a_reference_of_a_generated_column_is_proven(shop):
    """The column does not come with the rows: the target computes it."""
    _load_source(shop)
    run_psql(shop.playground.source, text="CREATE TABLE seats (seat_id int PRIMARY KEY, half int,"
                                          " owner_id int GENERATED ALWAYS AS (half * 2) STORED REFERENCES users);"
                                          "INSERT INTO seats SELECT n, n FROM generate_series(1, 20) AS n")
    shop.playground.grant_reader()
    config = _write(shop)
    _empty_target(shop)
    assert shop.refresh(config=config).status == 0
    _take(shop, "seats", "17", config=config)
    assert _query(shop, "SELECT owner_id FROM seats WHERE seat_id = 17") == [("34",)]


def a_refresh_takes_cases_again_or_says_that_they_go(shop):
    _begin(shop)
    _take(shop, "orders", "704", "--key", "801")
    kept = shop.refresh(config=_write(shop, target="keep_cases = true"))
    assert _query(shop, "SELECT count(*) FROM orders WHERE order_id IN (704, 801)") == [("2",)], kept.told()
    run_psql(shop.playground.source, text="DELETE FROM lines WHERE order_id = 801; DELETE FROM pings WHERE order_id = 801; "
             "DELETE FROM orders WHERE order_id = 801")
    gone = shop.refresh(config=_write(shop, target="keep_cases = true"))
    assert "forgotten: the case orders 801" in " ".join(gone.report["notes"]), gone.report["notes"]
    assert "801" not in _comment(shop).split('"cases":')[1].split("]]")[0]
    last = shop.refresh(config=_write(shop))
    assert "a case added by subset take goes: orders 704" in " ".join(last.report["notes"]), last.report["notes"]
    assert _query(shop, "SELECT count(*) FROM orders WHERE order_id = 704") == [("0",)]


def the_mode_add_of_a_config(shop):
    """A run with mode = "add" brings the config's roots and its whole tables beside what is there."""
    _begin(shop)
    _query(shop, "INSERT INTO countries VALUES (900, 'mine')")
    rows = '[[root]]\ntable = "orders"\nwhere = "order_id = 704"\n[[table]]\nname = "countries"\nrows = "all"\n'
    shop.refresh(config=_write(shop, rows=rows, target='mode = "add"'))
    assert _query(shop, "SELECT count(*) FROM countries") == [("21",)]
    assert _query(shop, "SELECT count(*) FROM orders WHERE order_id = 704") == [("1",)]


def cases_are_listed_and_forgotten(shop):
    _begin(shop)
    _take(shop, "orders", "704", "--key", "705", "--no-children")
    _take(shop, "lines", "8", "1")
    listed = shop.run("take", "--list", config=_write(shop))
    assert listed.stdout.splitlines() == ["orders 704 --no-children", "orders 705 --no-children", "lines 8 1"], listed.told()
    assert shop.run("take", "--forget", "orders", "705", config=_write(shop)).status == 0
    assert "705" not in shop.run("take", "--list", config=_write(shop)).stdout
    assert _query(shop, "SELECT count(*) FROM orders WHERE order_id = 705") == [("1",)]
    again = shop.run("take", "--forget", "orders", "705", config=_write(shop))
    assert again.status == 1 and "names no such case: orders 705" in again.stderr, again.told()
    run_psql(shop.playground.target_as_owner, text="DO $$BEGIN EXECUTE format('COMMENT ON DATABASE %I IS NULL', current_database()); END$$")
    assert shop.run("take", "--list", config=_write(shop)).status == 3


def why_names_the_case(shop):
    _begin(shop)
    _take(shop, "orders", "704")
    told = shop.run("why", "users", "105", config=_write(shop))
    assert told.status == 0 and "the case orders 704" in told.stdout, told.told()


def the_proof_counts_what_came(shop):
    _begin(shop)
    _take(shop, "orders", "704")
    told = shop.run("verify", config=_write(shop))
    assert told.status == 0 and "as when it was made" in told.stdout, told.told()


def _without_config(shop, *arguments):
    return subprocess.run([binary(), "take", *arguments], capture_output=True, text=True, cwd=shop.folder / "empty", timeout=120,
                          env=environment(shop.playground.source_url(), shop.playground.target_url()))


def without_a_config(shop):
    """What init would mask is masked; --no-masks goes without, and both are told and stamped."""
    _load_source(shop)
    _empty_target(shop)
    (shop.folder / "empty").mkdir()
    masked = _without_config(shop, "orders", "704")
    assert masked.returncode == 0 and "masked as subset init would propose" in masked.stderr, masked.stderr
    assert _query(shop, "SELECT count(*) FROM users WHERE email LIKE '%@shop.test'") == [("0",)]
    assert '"public.users.email"' in _comment(shop).split('"masked":')[1]
    raw = _without_config(shop, "orders", "705", "--no-masks")
    assert raw.returncode == 3 and "would bring" in raw.stderr, raw.stderr
    _empty_target(shop)
    raw = _without_config(shop, "orders", "705", "--no-masks")
    assert raw.returncode == 0 and "the rows come raw" in raw.stderr, raw.stderr
    assert '"raw":true' in _comment(shop)
    both = shop.run("take", "orders", "705", "--no-masks", config=_write(shop))
    assert both.status == 2 and "--no-masks cannot stand beside a config" in both.stderr, both.told()


def two_sources_in_one_target(shop):
    """Each has a stamp of its own and replaces its own schemas alone."""
    _load_source(shop)
    run_psql(shop.playground.source, text="CREATE SCHEMA side; CREATE TABLE side.notes (id int PRIMARY KEY); INSERT INTO side.notes VALUES (1), (2)")
    shop.playground.grant_reader()
    _empty_target(shop)
    public = _write(shop).read_text().replace("[target]", '[source]\nschemas = ["public"]\n[target]')
    (shop.folder / "public.toml").write_text(public)
    shop.refresh(config=shop.folder / "public.toml")
    # Another source: its database has another name.
    with Session("postgres") as admin:
        other = shop.playground.source + "_two"
        admin.query(f'CREATE DATABASE "{other}" TEMPLATE "{shop.playground.source}"')
        try:
            config = shop.folder / "side.toml"
            config.write_text('[source]\nschemas = ["side"]\n[[table]]\nname = "side.*"\nrows = "all"\n' + PLAIN)
            url = shop.playground.source_url().replace(shop.playground.source, other)
            admin.query(f'GRANT CONNECT ON DATABASE "{other}" TO "{shop.playground.reader}"')
            outcome = shop.run(config=config, source_url=url)
            assert outcome.status == 0, outcome.told()
            assert _comment(shop).count('subset {"version"') == 2, _comment(shop)
            shop.refresh(config=shop.folder / "public.toml")
            assert _query(shop, "SELECT count(*) FROM side.notes") == [("2",)]
            assert _comment(shop).count('subset {"version"') == 2, _comment(shop)
            # Each config is about its own, whichever was written last.
            for which, of, source in ((config, other, url), (shop.folder / "public.toml", shop.playground.source, None)):
                outcome = shop.run("verify", config=which, source_url=source)
                assert outcome.status == 0 and f"made from {of} on" in " ".join(outcome.stdout.split()) and "has changed" not in outcome.stdout, outcome.told()
                assert f"that of {of}; the config of another" in " ".join(outcome.stdout.split()), outcome.told()
            run_psql(shop.playground.target, text="DELETE FROM side.notes WHERE id = 2")
            outcome = shop.run("verify", config=config, source_url=url)
            assert "side.notes" in outcome.stdout and "-1" in outcome.stdout, outcome.told()
            run_psql(shop.playground.target, text="INSERT INTO side.notes VALUES (2)")
            _take(shop, "orders", "704", config=shop.folder / "public.toml")
            assert _comment(shop).count('"cases"') == 1 and _comment(shop).count('subset {"version"') == 2, _comment(shop)
        finally:
            admin.query(f'DROP DATABASE "{other}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
