#!/usr/bin/env python3
"""What is told where SQL fails on rows that are masked, or that the config asks about: the place, the SQLSTATE, and no value.

    tests/support/with_postgres tests/story/messages.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

# RAW is in every value of a row.
SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE TABLE firms (firm_id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE filers (filer_id int PRIMARY KEY, firm_id int REFERENCES firms, ssn text NOT NULL, lang text NOT NULL, doc text);
INSERT INTO firms SELECT n, 'RAW firm ' || n FROM generate_series(1, 5) AS n;
INSERT INTO filers SELECT n, n % 5 + 1, 'RAW' || 1000 + n, 'RAW en', '{"RAW": RAW' || n || '}' FROM generate_series(1, 20) AS n;
CREATE FUNCTION refuse(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'cannot take ' || t, DETAIL = t, HINT = t, CONSTRAINT = t, TABLE = t; END $$;
CREATE FUNCTION refuse_as(t text, state text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING ERRCODE = state, MESSAGE = 'permission denied for table ' || t, CONSTRAINT = t; END $$;
CREATE FUNCTION put_together(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT ' || t || ' FROM '; RETURN t; END $$;
CREATE FUNCTION cast_inside(t text) RETURNS int LANGUAGE sql AS 'SELECT t::int';
"""
MASK = """
[mask]
key = "a key of these tests"
unclassified = "{unclassified}"
keep = ["filers.lang", "filers.doc", "firms.title"]
[[table]]
name = "filers"
mask = {{ ssn = {ssn} }}
"""
ROOT = '[[root]]\ntable = "filers"\n'
# What fails: the config's lines before [mask], the mask, the SQLSTATE that is told, and the line of the place.
FAILING_SQL = (
    (ROOT + 'where = "filers.ssn::int > 0"\n', '"@hash"', "22P02", 3),
    (ROOT + 'order_by = "filers.ssn::date"\nlimit = 3\n', '"@hash"', "22007", 3),
    (ROOT + 'where = "public.cast_inside(filers.ssn) > 0"\n', '"@hash"', "22P02", 3),
    (ROOT + 'where = "public.refuse(filers.lang) IS NULL"\n', '"@hash"', "42501", 3),
    (ROOT + 'where = "public.put_together(filers.ssn) IS NULL"\n', '"@hash"', "42601", 3),
    (ROOT + 'where = "filers.ssn::regclass IS NULL"\n', '"@hash"', "42P01", 3),
    (ROOT + "where = \"to_tsquery(filers.ssn || ' &&&') IS NULL\"\n", '"@hash"', "42601", 3),
    (ROOT + 'where = "filers.doc::jsonb IS NULL"\n', '"@hash"', "22P02", 3),
    (ROOT + 'where = "(\'<\' || filers.ssn)::xml IS NULL"\n', '"@hash"', "2200N", 3),
    (ROOT + "where = \"now() AT TIME ZONE filers.ssn IS NULL\"\n", '"@hash"', "22023", 3),
    (ROOT + "where = \"public.refuse_as(filers.ssn, '23505') IS NULL\"\n", '"@hash"', "23505", 3),
    (ROOT + "where = \"public.refuse_as(filers.ssn, '57014') IS NULL\"\n", '"@hash"', "57014", 0),
    (ROOT + 'query = "SELECT filer_id FROM filers WHERE ssn::int > 0"\n', '"@hash"', "22P02", 3),
    (ROOT, '"public.refuse(c.ssn)"', "42501", 10),
    (ROOT, '"public.put_together(c.ssn)"', "42601", 10),
    (ROOT, '"(c.ssn::int)::text"', "22P02", 10),
    (ROOT, '"c.ssn::regclass::text"', "42P01", 10),
    ('[[root]]\ntable = "firms"\nchildren = true\n[[child]]\ntable = "filers"\nparent = "firms"\nwhere = "c.ssn::int = p.firm_id"\n',
     '"@hash"', "22P02", 7),
    ('[[root]]\ntable = "filers"\n[[reference]]\ntable = "filers"\ncolumns = ["(c.doc::int)"]\nparent = "firms"\n', '"@hash"', "22P02", 5),
    ('[[root]]\ntable = "filers"\n[[reference]]\ntable = "filers"\ncolumns = ["filer_id"]\nparent = "firms"\nwhen = "public.refuse(c.lang) IS NULL"\n',
     '"@hash"', "42501", 7),
)


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA)
    shop.playground.grant_reader()


def _config(shop, lines, ssn='"@hash"', unclassified="error", target=""):
    path = shop.folder / "messages.toml"
    path.write_text(lines + MASK.format(unclassified=unclassified, ssn=ssn) + (f"[target]\n{target}\n" if target else ""))
    return path


def _run(shop, path, *arguments, **more):
    """A run whose output, whatever is asked for, holds no value."""
    outcome = shop.run(*arguments, config=path, extra={"GITHUB_ACTIONS": "true"}, **more)
    told = "\n".join(line for line in (outcome.stdout + outcome.stderr).splitlines())
    assert "RAW" not in told, f"a value is told: {path.read_text()}\n{outcome.told()}"
    return outcome


def sql_that_fails_tells_no_value(shop):
    _begin(shop)
    for lines, ssn, state, line in FAILING_SQL:
        path = _config(shop, lines, ssn)
        for command, arguments in (([], ("--verbose", "--log-sql")), (["plan"], ())):
            outcome = _run(shop, path, *arguments, command=command)
            told = f"{lines}{ssn}\n{outcome.told()[-2000:]}"
            assert outcome.status in (1, 2), told
            assert f"SQLSTATE {state}" in outcome.stderr, told
            assert not line or f"messages.toml:{line}:" in outcome.stderr, told


def a_masked_column_or_unclassified_is_enough(shop):
    _begin(shop)
    where = 'where = "public.refuse(filers.lang) IS NULL"\n'
    for unclassified in ("error", "warn", "allow"):
        outcome = _run(shop, _config(shop, ROOT + where, unclassified=unclassified))
        assert "SQLSTATE 42501" in outcome.stderr, outcome.told()
    path = shop.folder / "plain.toml"
    path.write_text(ROOT + where)
    _run(shop, path)
    # Where nothing is masked and nobody asks, the server's words help.
    path.write_text(ROOT + where + '[mask]\nunclassified = "allow"\n')
    outcome = shop.run(config=path)
    assert outcome.status == 1 and "cannot take RAW en" in outcome.stderr, outcome.told()


def words_of_the_server_that_hold_no_value_stay(shop):
    _begin(shop)
    outcome = _run(shop, _config(shop, ROOT + 'where = "filers.snn IS NULL"\n'))
    assert outcome.status == 2 and "snn" in outcome.errors[0] and "does not exist" in outcome.errors[0], outcome.told()
    outcome = _run(shop, _config(shop, ROOT + 'where = "filers.ssn::int > 0"\n'))
    assert "invalid input syntax for type integer" in outcome.errors[0], outcome.told()
    run_psql(shop.playground.source, text=f"REVOKE SELECT ON firms FROM {shop.playground.reader}")
    outcome = _run(shop, _config(shop, ROOT + 'where = "(SELECT count(*) FROM pg_authid) > 0"\n'))
    assert outcome.status == 1 and "firms" in outcome.stderr, outcome.told()
    shop.playground.grant_reader()
    outcome = _run(shop, _config(shop, ROOT + 'where = "(SELECT count(*) FROM pg_authid) > 0"\n'))
    assert outcome.status == 1 and "permission denied for table pg_authid" in outcome.stderr, outcome.told()


def keys_that_a_query_makes_up_are_not_told(shop):
    _begin(shop)
    query = "query = \"SELECT substr(ssn, 4)::int * 7 AS filer_id FROM filers\"\n"
    outcome = shop.run(config=_config(shop, ROOT + query))
    assert outcome.status == 1 and "20 keys that no row of public.filers has; they are not shown" in outcome.stderr, outcome.told()
    assert "7007" not in outcome.stderr and "7014" not in outcome.stderr, outcome.told()
    run_psql(shop.playground.source, text="CREATE TABLE people (ssn text PRIMARY KEY); INSERT INTO people VALUES ('RAW1');")
    shop.playground.grant_reader()
    path = shop.folder / "people.toml"
    path.write_text('[[root]]\ntable = "people"\nquery = "SELECT \'RAW2\' AS ssn"\n[[table]]\nname = "people"\nmask = { ssn = "@hash" }\n'
                    '[mask]\nkey = "a key of these tests"\n')
    outcome = _run(shop, path)
    assert "such as masked" in outcome.errors[0], outcome.told()


def the_log_of_statements_holds_no_key(shop):
    _begin(shop)
    run_psql(shop.playground.source, text="""
        CREATE TABLE people (ssn text PRIMARY KEY, born date NOT NULL, UNIQUE (ssn, born));
        INSERT INTO people SELECT 'RAW' || n, date '2000-01-01' + n FROM generate_series(1, 50) AS n;
        CREATE TABLE cards (card int PRIMARY KEY, ssn text REFERENCES people, born date, FOREIGN KEY (ssn, born) REFERENCES people (ssn, born));
        INSERT INTO cards SELECT n, 'RAW' || n, date '2000-01-01' + n FROM generate_series(1, 50) AS n;""")
    shop.playground.grant_reader()
    path = shop.folder / "cards.toml"
    path.write_text('[[root]]\ntable = "cards"\nlimit = 20\nchildren = true\n[[table]]\nname = "people"\nmask = { ssn = "@hash" }\n'
                    '[mask]\nkey = "a key of these tests"\nkeep = ["people.born"]\n')
    outcome = _run(shop, path, "--log-sql", "--verbose")
    assert outcome.status == 0 and "{...}" in outcome.stderr, outcome.told()


def what_the_target_refuses_tells_no_value(shop):
    """Mode keep: the target's own constraints and triggers, which see rows that the config keeps as they are."""
    _begin(shop)
    keep = 'mode = "keep"'
    shop.refresh(config=_config(shop, ROOT))
    for sql, state in (
            ("ALTER TABLE filers ADD CONSTRAINT strict CHECK (filer_id < 5) NOT VALID", "strict"),
            ("CREATE UNIQUE INDEX one_doc ON filers (left(doc, 3))", "one_doc"),
            ("CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no % here', NEW.lang; END $$; "
             "CREATE TRIGGER judge BEFORE INSERT ON filers FOR EACH ROW EXECUTE FUNCTION judge(); ALTER TABLE filers ENABLE ALWAYS TRIGGER judge",
             None),
            ("ALTER TABLE filers ADD number int GENERATED ALWAYS AS (lang::int) STORED", "22P02"),
            ("CREATE FUNCTION num(t text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT t::int'; CREATE INDEX by_num ON filers (num(lang))",
             "22P02"),
            ("CREATE MATERIALIZED VIEW numbers AS SELECT lang::int AS n FROM filers", "22P02")):
        shop.playground.recreate_target()
        shop.refresh(config=_config(shop, ROOT))
        run_psql(shop.playground.target_as_owner, text="TRUNCATE filers; " + sql)
        outcome = _run(shop, _config(shop, ROOT, target=keep), "--verbose")
        if state:
            assert outcome.status in (1, 4) and state in outcome.stderr, f"{sql}\n{outcome.told()}"


def the_script_after_tells_no_value(shop):
    _begin(shop)
    after = shop.folder / "after.sql"
    for sql, state in (("SELECT lang::int FROM filers;", "22P02"), ("DO $$ BEGIN RAISE '%', (SELECT max(lang) FROM filers); END $$;", "P0001"),
                       ("INSERT INTO filers SELECT 1, 1, lang, lang, doc FROM filers LIMIT 1;", "filers_pkey")):
        after.write_text(sql)
        outcome = _run(shop, _config(shop, ROOT, target='after = "after.sql"'))
        assert outcome.status == 1 and state in outcome.stderr, outcome.told()
    after.write_text("DO $$ BEGIN RAISE NOTICE 'look at %', (SELECT max(lang) FROM filers); END $$; DROP TABLE IF EXISTS not_there;")
    outcome = _run(shop, _config(shop, ROOT, target='after = "after.sql"'), "--verbose")
    assert outcome.status == 0, outcome.told()


def materialized_views_that_fail_tell_no_value(shop):
    _begin(shop)
    run_psql(shop.playground.source, text="""
        CREATE MATERIALIZED VIEW langs AS SELECT public.refuse(lang) AS lang FROM filers WITH NO DATA;
        UPDATE pg_class SET relispopulated = true WHERE relname = 'langs';""")
    shop.playground.grant_reader()
    outcome = _run(shop, _config(shop, ROOT))
    assert outcome.status == 1 and "SQLSTATE 42501" in outcome.stderr and "langs" in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
