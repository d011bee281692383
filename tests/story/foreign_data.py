#!/usr/bin/env python3
"""Rows that could reach a twin by another way than this program's: foreign servers, and what fetches from them. None does.

    tests/support/with_postgres tests/story/foreign_data.py [NAME...]
"""
import os
import sys

from named_tests import run_named_tests
from postgres import Session, literal, run_psql

# The foreign server is the source itself, so that whatever asks it finds rows.
SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION dblink;
CREATE SCHEMA hidden;
CREATE TABLE hidden.patients (id int, iban text);
INSERT INTO hidden.patients SELECT n, 'XX00RAWIBAN' || n FROM generate_series(1, 5) AS n;
CREATE SERVER clinic FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host {host}, port {port}, dbname {database});
CREATE SERVER spare FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'spare');
COMMENT ON SERVER spare IS 'the other one';
CREATE USER MAPPING FOR PUBLIC SERVER clinic OPTIONS (user 'postgres');
CREATE FOREIGN TABLE patients (id int, iban text) SERVER clinic OPTIONS (schema_name 'hidden');
COMMENT ON FOREIGN TABLE patients IS 'theirs';
CREATE FOREIGN TABLE spares (id int) SERVER spare;
CREATE VIEW patient_names AS SELECT id, iban FROM patients;
CREATE MATERIALIZED VIEW patient_cache AS SELECT * FROM patient_names;
CREATE UNIQUE INDEX patient_cache_by_id ON patient_cache (id);
CREATE FUNCTION first_patient() RETURNS patients LANGUAGE sql AS 'SELECT * FROM patients LIMIT 1';
CREATE FUNCTION count_patients() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM public.patients); END';
CREATE FUNCTION twice() RETURNS bigint LANGUAGE sql AS 'SELECT 2 * public.count_patients()';
CREATE MATERIALIZED VIEW counted AS SELECT public.twice() AS many;
CREATE MATERIALIZED VIEW asked AS
    SELECT * FROM dblink({conninfo}, 'SELECT id, iban FROM hidden.patients') AS t (id int, iban text);
CREATE TABLE visits (id int PRIMARY KEY, email text);
INSERT INTO visits SELECT n, 'v' || n || '@production.test' FROM generate_series(1, 10) AS n;
CREATE MATERIALIZED VIEW visit_counts AS SELECT count(*) AS many FROM visits;
CREATE MATERIALIZED VIEW counts_again AS SELECT many FROM visit_counts;
"""
CONFIG = """
[source]
schemas = ["public"]
[target]
{target}
[mask]
key = "a key of these tests"
unclassified = "error"
[[table]]
name = "visits"
rows = "all"
mask = {{ email = "@email" }}
"""
# By the way "database" the role must be able to make the extensions.
WAYS = ("", 'atomic = "database"', 'atomic = "none"', 'file = "twin.sql"')


def _begin(shop, more=""):
    source = shop.playground.source
    run_psql(source, text=SCHEMA.format(
        host=literal(os.environ["PGHOST"]), port=literal(os.environ["PGPORT"]), database=literal(source),
        conninfo=literal(f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} dbname={source} user=postgres")) + more)
    shop.playground.grant_reader()
    shop.playground.allow_databases()
    _fresh_target(shop)


def _fresh_target(shop, mapping=True):
    """A target in which a developer has given himself a way into the foreign server."""
    shop.playground.recreate_target()
    run_psql(shop.playground.target, text=f"""
        CREATE EXTENSION postgres_fdw;
        CREATE EXTENSION dblink;
        GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO {shop.playground.owner};""")
    if mapping:
        run_psql(shop.playground.target_as_owner, text=f"""
            CREATE SERVER clinic FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host {literal(os.environ["PGHOST"])}, port '{os.environ["PGPORT"]}', dbname {literal(shop.playground.source)});
            CREATE USER MAPPING FOR PUBLIC SERVER clinic OPTIONS (user 'postgres', password_required 'true', password 'x');""")


def _config(shop, target=""):
    path = shop.folder / "foreign.toml"
    path.write_text(CONFIG.format(target=target))
    return path


def _allow_extensions(shop, target):
    shop.playground.admin(f"ALTER ROLE {shop.playground.owner} {'SUPERUSER' if 'database' in target else 'NOSUPERUSER'}")


def _refresh(shop, target):
    outcome = shop.refresh(config=_config(shop, target))
    if "file" in target:
        _fresh_target(shop)
        run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"])
    return outcome


def _relations(session, kinds):
    return [name for (name,) in session.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = ANY "
        f"('{kinds}') ORDER BY relname")]


def foreign_data_stay_away(shop):
    _begin(shop)
    left_out = ("foreign server clinic, which [target] foreign_servers does not name", "foreign server spare",
                "foreign table public.patients, which needs server clinic", "foreign table public.spares",
                "view public.patient_names, which needs foreign table", "materialized view public.patient_cache",
                "user mapping public on server clinic, as it may hold a password", "function public.first_patient()")
    empty = ("without rows: the materialized view public.counted,", "without rows: the materialized view public.asked,")
    for target in WAYS:
        _allow_extensions(shop, target)
        _fresh_target(shop, mapping="database" not in target)  # a database beside would not have it, which is refused
        outcome = _refresh(shop, target)
        for line in left_out:
            assert f"left out: {line}" in outcome.stderr, f"{target}: {line}\n{outcome.told()}"
            assert outcome.stderr.count(f"left out: {line}") == 1, f"told twice: {line}\n{outcome.told()}"
        for line in empty:
            assert any(note.startswith(line) for note in outcome.report["notes"]), f"{line}\n{outcome.told()}"
        with Session(shop.playground.target) as twin:
            assert _relations(twin, "{f,v}") == [], _relations(twin, "{f,v}")
            assert _relations(twin, "{m}") == ["asked", "counted", "counts_again", "visit_counts"], _relations(twin, "{m}")
            populated = twin.query("SELECT relname FROM pg_class WHERE relkind = 'm' AND relispopulated ORDER BY 1")
            assert populated == [("counts_again",), ("visit_counts",)], populated
            assert twin.value("SELECT many FROM counts_again") == "10"
            # What the developer has made for himself is his own.
            own = [] if "database" in target else [("clinic",)]
            assert twin.query("SELECT srvname FROM pg_foreign_server") == own
            assert twin.value("SELECT count(*) FROM pg_user_mappings") == str(len(own))
    planned = shop.run(command=["plan"], config=_config(shop))
    assert planned.status == 0, planned.told()
    for line in (*(f"left out: {line}" for line in left_out), *empty):
        assert line in planned.stdout + planned.stderr, f"plan does not tell: {line}\n{planned.told()}"


def a_server_that_is_named_comes_without_its_rows(shop):
    _begin(shop)
    for target in WAYS:
        _allow_extensions(shop, target)
        _fresh_target(shop, mapping=False)
        outcome = shop.refresh(config=_config(shop, f'foreign_servers = ["clinic"]\n{target}'))
        if "file" in target:
            _fresh_target(shop, mapping=False)
            run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"])
        assert "left out: foreign server spare" in outcome.stderr and "foreign server clinic," not in outcome.stderr, outcome.told()
        for name in ("patient_cache", "counted", "asked"):
            assert f"without rows: the materialized view public.{name}," in outcome.stderr, outcome.told()
        with Session(shop.playground.target) as twin:
            assert _relations(twin, "{f,v}") == ["patient_names", "patients"], _relations(twin, "{f,v}")
            assert twin.query("SELECT srvname FROM pg_foreign_server") == [("clinic",)]
            assert twin.value("SELECT count(*) FROM pg_user_mappings") == "0", "a user mapping came along"
            assert twin.value("SELECT count(*) FROM pg_class WHERE relkind = 'm' AND relispopulated") == "2"


def a_wrapper_that_nothing_needs_is_not_asked_for(shop):
    """A target whose owner could not make the extension, and need not."""
    _begin(shop, "DROP MATERIALIZED VIEW asked; DROP EXTENSION dblink;")
    shop.playground.recreate_target()
    outcome = shop.refresh(config=_config(shop))
    assert "left out: EXTENSION postgres_fdw: nothing in scope needs it" in outcome.stderr, outcome.told()
    outcome = shop.run(config=_config(shop, 'foreign_servers = ["clinic"]'))
    assert outcome.status == 1 and "the extension postgres_fdw, which the target has not" in outcome.stderr, outcome.told()


def a_server_that_the_source_does_not_have_is_an_error(shop):
    _begin(shop)
    outcome = shop.run(config=_config(shop, 'foreign_servers = ["clinik", "nowhere_at_all"]'))
    assert outcome.status == 2 and len(outcome.errors) == 2, outcome.told()
    assert 'no foreign server "clinik"' in outcome.errors[0] and "foreign.toml:5:20" in outcome.errors[0], outcome.told()
    assert 'Did you mean "clinic"?' in outcome.hints[0] and "clinic, spare" in outcome.hints[1], outcome.told()
    outcome = shop.run(config=_config(shop, 'mode = "keep"\nforeign_servers = ["clinic"]'))
    assert outcome.status == 2 and 'means nothing beside mode = "keep"' in outcome.stderr, outcome.told()


def a_table_that_needs_a_foreign_one_is_an_error(shop):
    _begin(shop, "CREATE TABLE copies (id int, p patients);")
    for command in (["plan"], []):
        outcome = shop.run(command=command, config=_config(shop))
        assert outcome.status == 2 and "table public.copies needs" in outcome.stderr, outcome.told()
        assert 'rows = "absent"' in outcome.stderr and "foreign_servers" in outcome.stderr, outcome.told()
    path = _config(shop)
    path.write_text(path.read_text() + '[[table]]\nname = "copies"\nrows = "absent"\n')
    shop.refresh(config=path)


def views_of_the_target_that_fetch_are_not_refreshed(shop):
    _begin(shop)
    shop.refresh(config=_config(shop))
    run_psql(shop.playground.target, text=f"""
        CREATE MATERIALIZED VIEW fetched AS SELECT * FROM dblink('dbname={shop.playground.source} host={os.environ["PGHOST"]} port={os.environ["PGPORT"]} user=postgres',
            'SELECT id, iban FROM hidden.patients WHERE false') AS t (id int, iban text);
        ALTER MATERIALIZED VIEW fetched OWNER TO {shop.playground.owner};""")
    outcome = shop.refresh(config=_config(shop, 'mode = "keep"'))
    assert "not refreshed: the materialized view public.fetched" in outcome.stderr, outcome.told()
    with Session(shop.playground.target) as twin:
        assert twin.value("SELECT count(*) FROM fetched") == "0"
        assert twin.value("SELECT count(*) FROM visits WHERE email LIKE '%production%'") == "0"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
