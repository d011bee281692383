#!/usr/bin/env python3
"""Whether masks do what they are there for: what is found of those that do not, and that the proof itself gives nothing away.

    tests/support/with_postgres tests/story/mask_proof.py [NAME...]
"""
import json
import re
import sys

from named_tests import run_named_tests
from own_server import OwnServer
from postgres import Database, Session, run_psql
from program import run_subset

SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE TABLE people (id int PRIMARY KEY, email varchar(60) NOT NULL, full_name text, pin text, kind text, income numeric(10, 2), born date, token uuid,
    host inet, flag boolean, plan text);
INSERT INTO people SELECT n, 'Person' || n || '@mail.test', 'Persona ' || chr(64 + n % 26) || n, lpad((n * 7919 % 10000)::text, 4, '0'),
    CASE n % 2 WHEN 0 THEN 'integer' ELSE 'text' END, n * 10, date '1960-01-01' + n * 37, md5(n::text)::uuid, '192.0.2.0'::inet + n, n % 2 = 0,
    CASE WHEN n % 5 > 0 THEN 'staff' ELSE 'guest' END FROM generate_series(1, 100) AS n;
CREATE TABLE notes (person int REFERENCES people, mail text, pin text);
INSERT INTO notes SELECT n, 'Person' || n || '@mail.test', lpad((n * 7919 % 10000)::text, 4, '0') FROM generate_series(1, 100) AS n;
"""
NO_MASK = "No raw value of a masked column may leave production"


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA)
    shop.playground.grant_reader()


def _config(shop, target="", tables="", **masks):
    path = shop.folder / "proof.toml"
    sql = ", ".join(f"{column} = {json.dumps(mask)}" for column, mask in masks.items())
    path.write_text(f'[target]\n{target}\n[mask]\nkey = "a key of these tests"\nunclassified = "allow"\n'
                    f'[[table]]\nname = "people"\nrows = "all"\nmask = {{ {sql} }}\n{tables}')
    return path


def _told(shop, status, *words, **masks):
    outcome = shop.run(config=_config(shop, **masks))
    assert outcome.status == status, outcome.told()
    for word in words:
        assert word in outcome.stderr, f"not told: {word}\n" + outcome.told()
    assert not re.search(r"Person\d|Persona|mail\.test|192\.0\.2", outcome.stderr), "a raw value is told\n" + outcome.told()
    return outcome


def a_mask_that_holds_the_raw_value_within_is_found(shop):
    _begin(shop)
    for column, mask in (("email", "c.email || '.invalid'"), ("email", "upper(c.email)"), ("full_name", "'<' || c.full_name || '>'"),
                         ("email", "md5(c.email) || lower(c.email)"), ("full_name", "to_jsonb(c)::text")):
        outcome = _told(shop, 4, f"the mask of public.people.{column} holds the raw values within: 100 of the 100", NO_MASK, **{column: mask})
        assert "proof.toml:" in outcome.errors[0], outcome.told()
    for column, mask in (("token", "c.token::text || '-x'"), ("host", "'at ' || c.host"), ("born", "'on ' || c.born")):
        _told(shop, 4, "holds raw values of public.people." + column + ", which is masked itself", full_name=mask, **{column: "@null"})


def a_mask_that_is_another_masked_column_is_found(shop):
    _begin(shop)
    _told(shop, 4, "the mask of public.people.full_name holds raw values of public.people.email, which is masked itself", full_name="c.email", email="@email")
    _told(shop, 4, "holds raw values of public.people.email", full_name="(SELECT x.e FROM (SELECT c.*) AS x (i, e))", email="@email")
    _told(shop, 0, full_name="'user ' || c.id || ' of ' || c.plan", email="@email")


def what_a_mask_leaves_is_told_and_more_than_one_in_twenty_is_refused(shop):
    _begin(shop)
    for most, status in ((0, 0), (1, 0), (5, 0), (6, 4), (100, 4)):
        outcome = _told(shop, status, email=f"CASE WHEN c.id <= {most} THEN c.email ELSE 'u' || c.id || '@example.com' END")
        line = f"the mask of public.people.email leaves values as they are: {most} of the 100 that were looked at"
        assert (line in outcome.stderr) == (most > 0), outcome.told()
        assert most == 0 or f"{'warning' if status == 0 else 'error'}: {line} (" in outcome.stderr, outcome.told()
        quiet = shop.run("--quiet", config=shop.folder / "proof.toml")
        assert (line in quiet.stderr) == (most > 0), "--quiet hides it\n" + quiet.told()


def values_from_elsewhere_are_found_and_chance_is_not(shop):
    _begin(shop)
    _told(shop, 4, "leaves values as they are: 100 of the 100", email="'Person' || c.id || '@mail.test'")
    _told(shop, 4, "leaves values as they are: 100 of the 100", email="(SELECT n.mail FROM notes AS n WHERE n.person = c.id)")
    for column, mask in (("plan", "'staff'"), ("pin", "md5(c.pin)"), ("pin", "md5(c.pin) || md5(c.id::text)"), ("flag", "c.id % 2 = 0"),
                         ("full_name", "'Persona ' || c.plan"), ("kind", "md5(c.kind::regtype::text)"), ("pin", "((c.pin::int + 77) % 10000)::text"),
                         ("income", "round(c.income, -3) + 1"), ("born", "date_trunc('year', c.born)::date - 1")):
        outcome = _told(shop, 0, **{column: mask})
        assert "leaves values" not in outcome.stderr and "holds" not in outcome.stderr, outcome.told()


def what_sql_around_a_preset_keeps_is_meant(shop):
    """So is what mask_when leaves; a preset in it that fails is found all the same."""
    _begin(shop)
    outcome = _told(shop, 0, "note: the mask of public.people.email keeps 80 of 100 values that were looked at, as its SQL says",
                    email="CASE WHEN c.plan = 'staff' THEN c.email ELSE @email END")
    assert "leaves values" not in outcome.stderr, outcome.told()
    with Session(shop.playground.target) as target:
        assert target.query("SELECT plan, email ~ 'mail.test', count(*) FROM people GROUP BY 1, 2 ORDER BY 1") == [("guest", "f", "20"), ("staff", "t", "80")]
    _told(shop, 4, "holds the raw values within: 20 of the 100", email="CASE WHEN c.plan = 'staff' THEN c.email ELSE c.email || @email END")
    for mask in ("@email", "'u' || c.id || '@example.com'"):
        path = _config(shop, email=mask)
        path.write_text(path.read_text() + 'mask_when = "c.plan <> \'staff\'"\n')
        outcome = shop.run(config=path)
        assert outcome.status == 0 and "values that were looked at" not in outcome.stderr, outcome.told()
        with Session(shop.playground.target) as target:
            assert target.query("SELECT plan, email ~ 'mail.test', count(*) FROM people GROUP BY 1, 2 ORDER BY 1") == [("guest", "f", "20"), ("staff", "t", "80")]
    path.write_text(path.read_text().replace("'u' || c.id || '@example.com'", "c.email"))
    outcome = shop.run(config=path)
    assert outcome.status == 4 and "the mask of public.people.email leaves values as they are: 20 of the 20 that" in outcome.stderr, outcome.told()


COPIED_RAW = "CASE WHEN current_query() LIKE 'COPY%' THEN c.full_name ELSE md5(c.full_name) END"


def rows_that_come_raw_are_found_in_the_target_and_in_a_script(shop):
    """By a mask that does otherwise where rows are read in earnest."""
    _begin(shop)
    for target in ("", 'atomic = "none"', 'file = "twin.sql"'):
        outcome = shop.run(config=_config(shop, target, full_name=COPIED_RAW))
        assert outcome.status == 4 and "public.people.full_name is masked, and yet 100 of the sampled rows hold their raw value" in outcome.stderr, outcome.told()
        assert "Persona" not in outcome.stderr and not (shop.folder / "twin.sql").exists(), outcome.told()
    masked_key = '[[table]]\nname = "people"\nmask = { email = "@email" }\n'
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE people DROP CONSTRAINT people_pkey CASCADE; ALTER TABLE people ADD PRIMARY KEY (email)")
    for target in ("", 'file = "twin.sql"'):
        outcome = shop.run(config=_config(shop, target, tables=masked_key, full_name=COPIED_RAW))
        assert outcome.status == 4 and "100 of the sampled rows hold" in outcome.stderr, outcome.told()
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE people DROP CONSTRAINT people_pkey")
    for target in ("", 'file = "twin.sql"'):
        path = _config(shop, target, full_name="@email")
        assert shop.run(config=path).status == 0
    (shop.folder / "after.sql").write_text("UPDATE people SET full_name = 'Persona ' || chr(64 + id % 26) || id WHERE id = 7")
    outcome = shop.run(config=_config(shop, 'after = "after.sql"', full_name="@email"))
    assert outcome.status == 4 and "public.people.full_name is masked, and yet 1 of its rows hold a raw value" in outcome.stderr, outcome.told()


def nothing_made_of_a_raw_value_goes_to_the_target(shop):
    """Its log holds every statement, and what is in none is in no file and in no output."""
    _begin(shop)
    with OwnServer(log_statement="all", log_min_error_statement="debug5", log_parameter_max_length="-1") as server, server.session("postgres") as admin:
        admin.query("CREATE ROLE owner LOGIN")
        admin.query("CREATE DATABASE dev OWNER owner")
        url = f"postgresql://owner@/dev?host={server.folder}&port={server.port}"
        masks = {"pin": "@text", "born": "@date", "email": "@email"}
        notes = '[[table]]\nname = "notes"\nrows = "all"\nmask = { mail = "@email", pin = "@text" }\n'
        said = ""
        for target in ("", 'atomic = "none"', 'after = "none.sql"', 'file = "twin.sql"'):
            (shop.folder / "none.sql").write_text("SELECT 1 / 0")
            outcome = run_subset(_config(shop, target, tables=notes, **masks), shop.playground.source_url(), url, "--log-sql", "--verbose")
            assert outcome.status == (1 if "after" in target else 0), outcome.told()
            said += "\n".join(line for line in outcome.stderr.splitlines() if not re.search(r"source \d", line))
        log = (server.folder / "log").read_text()
        assert "SELECT s.number" in log, "the proof is not in the log"
        for where, text in (("log", log), ("output", said), ("script", (shop.folder / "twin.sql").read_text())):
            assert not re.search(r"[0-9a-f]{64}|sha256|hmac", text), f"{where}: {re.search(r'.*([0-9a-f]{64}|sha256).*', text)[0][:300]}"
        with Session(Database("dev", {"host": str(server.folder), "port": server.port})) as target:
            assert target.value("SELECT count(*) FROM notes WHERE mail ~ 'example.com'") == "100"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
