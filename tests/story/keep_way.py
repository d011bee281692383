#!/usr/bin/env python3
"""mode = "keep": the target's own schema, perhaps ahead of production's, is filled.

    tests/support/with_postgres tests/story/keep_way.py [NAME...]
"""
import os
import sys

from content_hash import content_hash
from named_tests import run_named_tests
from postgres import Session, identifier, run_psql
from shop import SCHEMA

ROOT = '[[root]]\ntable = "users"\nwhere = "user_id > 100"\nchildren = true\n'
WHOLE = '[[table]]\nname = "*"\nrows = "all"\n'
AHEAD = """
CREATE TABLE coupons (coupon_id int PRIMARY KEY, user_id int REFERENCES users, code text);
INSERT INTO users VALUES (1, 'old'); INSERT INTO coupons VALUES (1, 1, 'old');
CREATE TABLE settings (line text); INSERT INTO settings VALUES ('mine');
ALTER TABLE users ADD COLUMN seen timestamptz DEFAULT now();
ALTER TABLE orders ADD COLUMN total numeric;
"""


def _begin(shop, more="", schema=SCHEMA):
    """A target with the shop's tables, made by its owner, and the config that may fill it."""
    playground = shop.playground
    playground.recreate_target()
    tables = "".join(line + "\n" for line in schema.splitlines() if not line.startswith("INSERT"))
    worked = "CREATE TABLE worked (line text); INSERT INTO worked VALUES ('here');"  # or no force would be asked for
    run_psql(playground.target_as_owner, text=tables + worked + more)
    return _config(shop)


def _force(shop):
    server = {"host": os.environ["PGHOST"], "port": os.environ["PGPORT"], **shop.playground.target.server}
    return f'force = "{server["host"]}:{server["port"]}/{shop.playground.target}"'


def _write(shop, target, root=ROOT):
    path = shop.folder / "keep.toml"
    path.write_text(f'[target]\nmode = "keep"\nlock_timeout = "1s"\n{target}\n{root}')
    return path


def _config(shop, root=ROOT, more=""):
    return _write(shop, _force(shop) + "\n" + more, root)


def _fill_whole(shop, in_source, in_target):
    """Both ends have something more, and all of the source is copied."""
    with Session(shop.playground.source) as source:
        source.query(in_source)
    shop.playground.grant_reader()
    _begin(shop, in_target)
    outcome = shop.run(config=_config(shop, WHOLE))
    assert outcome.status == 0, outcome.told()


def _query(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


_COUNTS = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)"


def a_schema_of_its_own_is_filled(shop):
    config = _begin(shop)
    for _ in range(2):
        outcome = shop.run(config=config)
        assert outcome.status == 0, outcome.told()
        assert outcome.report["target"]["mode"] == "keep" and outcome.report["verified"] is True
        assert _query(shop, _COUNTS) == [("400", "16000")]


def a_schema_ahead_of_production(shop):
    """An added table that references the twin is emptied, one that does not stays; added columns have their defaults."""
    outcome = shop.run(config=_begin(shop, AHEAD))
    assert outcome.status == 0, outcome.told()
    assert "coupons is emptied too" in outcome.stderr, outcome.told()
    assert _query(shop, _COUNTS) == [("400", "16000")]
    assert _query(shop, "SELECT (SELECT count(*) FROM coupons), (SELECT line FROM settings)") == [("0", "mine")]
    assert _query(shop, "SELECT count(*) FROM users WHERE seen IS NULL") == [("0",)]
    assert _query(shop, "SELECT count(*) FROM orders WHERE total IS NOT NULL") == [("0",)]


def what_the_target_has_not_is_told(shop):
    outcome = shop.run(config=_begin(shop, "ALTER TABLE orders DROP COLUMN note; DROP VIEW names"))
    assert outcome.status == 0, outcome.told()
    assert "public.orders.note" in outcome.stderr, outcome.told()
    assert _query(shop, _COUNTS) == [("400", "16000")]
    outcome = shop.run(config=_begin(shop, "ALTER TABLE orders DROP COLUMN user_id"))
    assert outcome.status == 0, outcome.told()
    assert _query(shop, _COUNTS) == [("400", "16000")]  # which rows come is the source's matter
    outcome = shop.run(config=_begin(shop, "DROP TABLE orders"))
    assert outcome.status == 0, outcome.told()
    assert "no table public.orders" in outcome.stderr, outcome.told()
    orders = [table for table in outcome.report["tables"] if table["table"] == "public.orders"]
    assert orders[0]["rows"] == orders[0]["chosen"] == orders[0]["load_position"] == 0, orders
    assert _query(shop, "SELECT count(*) FROM users") == [("400",)]


def what_the_target_wants_and_the_source_lacks_is_an_error(shop):
    config = _begin(shop, "ALTER TABLE users ADD COLUMN mail text NOT NULL; ALTER TABLE orders ADD COLUMN at date NOT NULL DEFAULT now()")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 1 and "public.users.mail" in outcome.stderr and "orders.at" not in outcome.stderr, outcome.told()
    assert outcome.hints and content_hash(shop.playground.target, with_comment=True) == before


def an_empty_target_is_told(shop):
    shop.playground.recreate_target()
    outcome = shop.run(config=_write(shop, ""))
    assert outcome.status == 1 and "migrations" in outcome.stderr, outcome.told()


def types_may_differ(shop):
    """int to bigint, text to varchar: the rows travel as text."""
    config = _begin(shop, "DROP VIEW names; ALTER TABLE users ALTER user_id TYPE bigint, ALTER name TYPE varchar(40)")
    outcome = shop.run(config=config)
    assert outcome.status == 0, outcome.told()
    assert _query(shop, "SELECT user_id, name FROM users WHERE user_id = 101") == [("101", "user 101")]
    assert _query(shop, _COUNTS) == [("400", "16000")]
    config = _begin(shop, "DROP VIEW names; ALTER TABLE users ALTER name TYPE varchar(3)")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 1 and "public.users" in outcome.stderr, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before


TRIGGERS = """
CREATE TABLE log (line text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_NAME); RETURN NEW; END $$;
CREATE TRIGGER fires BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER always AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE users ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER copies BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE users ENABLE REPLICA TRIGGER copies;
CREATE TRIGGER off BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE users DISABLE TRIGGER off;
CREATE TRIGGER emptied BEFORE TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TRIGGER parts AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE ONLY events_1 DISABLE TRIGGER parts; ALTER TABLE ONLY events_2 ENABLE ALWAYS TRIGGER parts;
"""
_STATES = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"


def types_that_take_less_are_told(shop):
    """Labels that the target's enum lacks before a row is read; narrower types as a warning, and the column where a value does not fit."""
    make = ("CREATE TYPE stage AS ENUM ({}); CREATE DOMAIN step AS stage;"
            "CREATE TABLE sales (id int PRIMARY KEY, stage stage, past stage[], step step, n {}, note {});")
    labels = "'new', 'paid', 'refunded', 'disputed'"
    with Session(shop.playground.source) as source:
        source.query(make.format(labels, "int", "text") + "INSERT INTO sales VALUES (1, 'new', '{paid}', 'new', 7, 'x'), (2, 'paid', NULL, NULL, 8, 'y')")
    shop.playground.grant_reader()
    root = ROOT + '[[table]]\nname = "sales"\nrows = "all"\n'
    _begin(shop, make.format("'new', 'paid'", "smallint", "varchar(20)"))
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=_config(shop, root))
    assert outcome.status == 1 and "closure:" not in outcome.stderr, outcome.told()
    assert outcome.errors == [f"error: public.sales.{column}: the target's type lacks the labels refunded, disputed"
                              for column in ("stage", "past", "step")], outcome.told()
    assert "ADD VALUE" in outcome.hints[-1] and content_hash(shop.playground.target, with_comment=True) == before
    _begin(shop, make.format(labels, "smallint", "varchar(20)").replace("step step, ", ""))
    outcome = shop.run(config=_config(shop, root))
    assert outcome.status == 0 and "warning: public.sales.n: smallint is narrower than integer" in outcome.stderr, outcome.told()
    assert "warning: public.sales.note: character varying(20) is narrower than text" in outcome.stderr, outcome.told()
    with Session(shop.playground.source) as source:
        source.query("UPDATE sales SET n = 40000")
    outcome = shop.run(config=_config(shop, root))
    assert outcome.status == 1 and "(public.sales.n)" in outcome.errors[0], outcome.told()


def triggers_do_not_fire_and_are_put_back(shop):
    with Session(shop.playground.source) as source:
        source.query("""CREATE TABLE events (id int, at date); INSERT INTO events VALUES (1, '2020-05-05'), (2, '2021-05-05')""")
    shop.playground.grant_reader()
    root = ROOT + '[[table]]\nname = "events"\nrows = "all"\n'
    _begin(shop, TRIGGERS)
    before = _query(shop, _STATES)
    outcome = shop.run(config=_config(shop, root))
    assert outcome.status == 0, outcome.told()
    assert _query(shop, "SELECT count(*) FROM events_1") == [("1",)]
    assert _query(shop, "SELECT * FROM log") == [], "a trigger fired"
    assert _query(shop, _STATES) == before, (before, _query(shop, _STATES))


CYCLE = """
CREATE TABLE teams (team_id int PRIMARY KEY, lead int NOT NULL);
CREATE TABLE people (person_id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams, boss int REFERENCES people);
ALTER TABLE teams ADD CONSTRAINT lead_fkey FOREIGN KEY (lead) REFERENCES people;
ALTER TABLE teams ADD CONSTRAINT second_fkey FOREIGN KEY (lead) REFERENCES people DEFERRABLE;
"""
_KEYS = """SELECT conrelid::regclass::text, conname, condeferrable, condeferred, convalidated FROM pg_constraint
    WHERE contype = 'f' ORDER BY 1, 2"""


def a_cycle_is_loaded_and_its_constraints_put_back(shop):
    with Session(shop.playground.source) as source:
        source.query(CYCLE.replace("REFERENCES people;", "REFERENCES people DEFERRABLE INITIALLY DEFERRED;", 1))
        source.query("BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO teams VALUES (1, 1), (2, 3);"
                     "INSERT INTO people VALUES (1, 1, 2), (2, 2, NULL), (3, 2, 1); COMMIT")
    shop.playground.grant_reader()
    root = '[[root]]\ntable = "teams"\nwhere = "team_id = 1"\n'
    _begin(shop, CYCLE)
    before = _query(shop, _KEYS)
    outcome = shop.run(config=_config(shop, root))
    assert outcome.status == 0, outcome.told()
    assert _query(shop, "SELECT person_id FROM people ORDER BY 1") == [("1",), ("2",), ("3",)]
    assert _query(shop, _KEYS) == before


def a_foreign_key_of_the_targets_own_counts(shop):
    """One that the source lacks: it decides the order, and what violates it is told, not loaded."""
    _begin(shop, "ALTER TABLE users ADD CONSTRAINT latest FOREIGN KEY (user_id) REFERENCES orders (order_id)")
    outcome = shop.run(config=_config(shop, WHOLE))
    assert outcome.status == 0, outcome.told()
    config = _begin(shop, "ALTER TABLE users ADD CONSTRAINT same_name FOREIGN KEY (name) REFERENCES coupon_codes (code)"
                    .replace("ALTER", "CREATE TABLE coupon_codes (code text PRIMARY KEY); ALTER", 1))
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 4 and "same_name" in outcome.stderr and any("target's own" in hint for hint in outcome.hints), outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before


def sequences_are_not_below_the_rows(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE notes (id serial PRIMARY KEY, line text); INSERT INTO notes VALUES (70, 'x'), (90, 'y'); SELECT setval('tickets', 41)")
    shop.playground.grant_reader()
    root = ROOT + '[[table]]\nname = "notes"\nrows = "all"\n'
    _begin(shop, "CREATE TABLE notes (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, line text)")
    assert shop.run(config=_config(shop, root)).status == 0
    assert _query(shop, "SELECT nextval(pg_get_serial_sequence('notes', 'id')), nextval('tickets')") == [("91", "42")]


def sequences_of_a_run_that_fails_stay(shop):
    """What setval does no ROLLBACK takes back."""
    with Session(shop.playground.source) as source:
        source.query("SELECT setval('tickets', 500); CREATE SEQUENCE full_up MAXVALUE 3; SELECT setval('full_up', 3);"
                     "CREATE SEQUENCE round_up MAXVALUE 3 CYCLE; SELECT setval('round_up', 3); CREATE SEQUENCE fresh START 5")
    shop.playground.grant_reader()
    _begin(shop, "SELECT setval('tickets', 7); CREATE SEQUENCE full_up MAXVALUE 3; CREATE SEQUENCE round_up MAXVALUE 3 CYCLE; CREATE SEQUENCE fresh;"
                 "CREATE SEQUENCE mine; SELECT setval('mine', 11)")
    (shop.folder / "fails.sql").write_text("SELECT 1 / 0;")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=_config(shop, more='after = "fails.sql"'))
    assert outcome.status == 1 and "The target is as it was" in outcome.stderr.replace("\n", " "), outcome.told()
    assert _query(shop, "SELECT last_value FROM tickets") == [("7",)] and content_hash(shop.playground.target, with_comment=True) == before
    outcome = shop.run(config=_config(shop))
    assert outcome.status == 0, outcome.told()
    assert _query(shop, "SELECT nextval('tickets'), nextval('full_up'), nextval('round_up'), nextval('fresh'), nextval('mine')") == [
        ("501", "3", "1", "5", "12")]


def sequences_of_other_roles_are_told_beforehand(shop):
    config = _begin(shop)
    owner = identifier(shop.playground.owner)
    with Session(shop.playground.source) as source, Session(shop.playground.target) as admin:
        source.query("SELECT setval('tickets', 30)")
        admin.query("ALTER SEQUENCE tickets OWNER TO postgres")
        outcome = shop.run(config=config)
        assert outcome.status == 1 and 'sequence "public"."tickets"' in outcome.errors[0] and "closure:" not in outcome.stderr, outcome.told()
        assert 'GRANT UPDATE ON SEQUENCE "public"."tickets" TO ' in outcome.hints[0], outcome.told()
        admin.query(f"GRANT UPDATE ON SEQUENCE tickets TO {owner}")
        (shop.folder / "fails.sql").write_text("SELECT 1 / 0;")
        outcome = shop.run(config=_config(shop, more='after = "fails.sql"'))
        assert outcome.status == 1 and "public.tickets belongs to another role" in outcome.stderr, outcome.told()
        assert admin.query("SELECT last_value FROM tickets") == [("1",)]
        outcome = shop.run(config=_config(shop))
        assert outcome.status == 0, outcome.told()
        assert admin.query("SELECT last_value FROM tickets") == [("30",)]


def row_security_in_the_way_is_an_error(shop):
    config = _begin(shop, "ALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 1 and "public.users" in outcome.stderr and outcome.hints, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before
    outcome = shop.run(config=_begin(shop, "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON users USING (false)"))
    assert outcome.status == 0, outcome.told()


def tables_of_others_are_an_error(shop):
    config = _begin(shop)
    with Session(shop.playground.target) as admin:
        admin.query("ALTER TABLE orders OWNER TO postgres")
        inherit = " WITH INHERIT TRUE;" if int(admin.value("SHOW server_version_num")) >= 160000 else ";"
    outcome = shop.run(config=config)
    assert outcome.status == 1 and "public.orders" in outcome.stderr, outcome.told()
    assert f'GRANT "postgres" TO "{shop.playground.owner}"{inherit}' in outcome.hints[0], outcome.told()


def dangling_rows_are_refused(shop):
    with Session(shop.playground.source) as source:
        source.query("""ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
            INSERT INTO orders VALUES (99999, 7777, 'x');
            ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users NOT VALID""")
    root = WHOLE
    _begin(shop)
    config = _config(shop, root)
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 4 and "orders_user_id_fkey" in outcome.stderr and "7777" in outcome.stderr, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before
    config.write_text('[source]\ndangling = "keep"\n' + config.read_text())
    outcome = shop.run(config=config)
    assert outcome.status == 2 and outcome.hints, outcome.told()
    config.write_text(config.read_text().replace('"keep"', '"drop"', 1))
    outcome = shop.run(config=config)
    assert outcome.status == 0, outcome.told()
    assert _query(shop, _COUNTS) == [("500", "20000")]


def sequences_of_other_kinds_do_no_harm(shop):
    """One that makes part of a text, one that counts down, and a row at the very end."""
    tables = """CREATE SEQUENCE codes; CREATE TABLE notes (code text PRIMARY KEY DEFAULT 'N-' || nextval('codes')); ALTER SEQUENCE codes OWNED BY notes.code;
        CREATE TABLE down (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1) PRIMARY KEY);
        CREATE TABLE ends (id serial PRIMARY KEY);"""
    _fill_whole(shop, tables + """INSERT INTO notes DEFAULT VALUES; INSERT INTO down SELECT FROM generate_series(1, 5);
        INSERT INTO ends SELECT FROM generate_series(1, 5); INSERT INTO ends VALUES (2147483647)""", tables)
    with Session(shop.playground.target) as target:
        assert target.query("INSERT INTO notes DEFAULT VALUES RETURNING code") == [("N-2",)]
        assert target.query("INSERT INTO down DEFAULT VALUES RETURNING id") == [("-6",)]
        assert target.query("INSERT INTO ends DEFAULT VALUES RETURNING id") == [("6",)]


def a_schema_that_is_not_filled_stays(shop):
    config = _begin(shop, "CREATE SCHEMA mine; CREATE TABLE mine.notes (user_id int REFERENCES public.users)")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=config)
    assert outcome.status == 1 and "mine.notes" in outcome.stderr and outcome.hints, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before


def a_column_computed_in_the_source_alone_comes_along(shop):
    _fill_whole(shop, "CREATE TABLE sums (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED); INSERT INTO sums VALUES (21)",
                "CREATE TABLE sums (id int PRIMARY KEY, twice int NOT NULL)")
    assert _query(shop, "SELECT * FROM sums") == [("21", "42")]


def a_table_of_another_shape_is_not_called_proven(shop):
    config = _begin(shop, """DROP TABLE orders; CREATE TABLE orders (order_id int, user_id int NOT NULL, note text) PARTITION BY RANGE (order_id);
        CREATE TABLE orders_1 PARTITION OF orders DEFAULT""")
    outcome = shop.run(config=config)
    assert outcome.status == 0 and "orders_user_id_fkey of public.orders to public.users is not proven" in outcome.stderr, outcome.told()
    assert "0 references proven" in outcome.stdout and _query(shop, _COUNTS) == [("400", "16000")], outcome.told()


def a_domain_may_be_another_type(shop):
    _fill_whole(shop, "CREATE DOMAIN amount AS int; CREATE TABLE sums (id int PRIMARY KEY, size amount); INSERT INTO sums VALUES (1, 42)",
                "CREATE DOMAIN amount AS bigint; CREATE TABLE sums (id int PRIMARY KEY, size amount)")
    assert _query(shop, "SELECT * FROM sums") == [("1", "42")]


def materialized_views_of_the_target_are_refreshed(shop):
    config = _begin(shop, "CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM users; CREATE MATERIALIZED VIEW never AS SELECT 1 WITH NO DATA")
    assert shop.run(config=config).status == 0
    assert _query(shop, "SELECT n FROM totals") == [("400",)]
    assert _query(shop, "SELECT ispopulated FROM pg_matviews WHERE matviewname = 'never'") == [("f",)]


def the_after_script_sees_the_triggers(shop):
    (shop.folder / "after.sql").write_text("INSERT INTO users VALUES (-1, 'dev')")
    _begin(shop, TRIGGERS)
    outcome = shop.run(config=_config(shop, more='after = "after.sql"'))
    assert outcome.status == 0, outcome.told()
    assert _query(shop, "SELECT line FROM log ORDER BY 1") == [("always",), ("fires",)]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
