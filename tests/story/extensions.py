#!/usr/bin/env python3
"""Extensions on both ends: their schemas, their tables, and what a role may do with them.

    tests/support/with_postgres tests/story/extensions.py [NAME...]
"""
import os
import pathlib
import shutil
import sys

from file_way import config as file_config
from named_tests import NotPossibleHere, run_named_tests
from postgres import Session, identifier, run_psql

WAYS = ('', 'atomic = "none"', 'atomic = "database"')
OWN = pathlib.Path(__file__).parent / "extension"  # a tiny extension with a configuration


def _install():
    """Puts the extension where the server looks for one: only root may."""
    with Session("postgres") as session:
        folder = pathlib.Path(session.value("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")) / "extension"
    for file in OWN.iterdir():
        if (folder / file.name).exists() and (folder / file.name).read_bytes() == file.read_bytes():
            continue
        if not os.access(folder, os.W_OK):
            raise NotPossibleHere(f"nothing may be written into {folder}")
        shutil.copy(file, folder / file.name)


def _measured(shop):
    """A source that uses it: a user's row, which a view's rows need, and notes."""
    _install()
    with Session(shop.playground.source) as source:
        source.query("""CREATE EXTENSION measures;
            INSERT INTO measures VALUES ('furlong', 201.168), ('span', 0.2286);
            INSERT INTO measure_notes VALUES ('inch', 'a thumb'), ('inch', 'a thumb'), (NULL, NULL);
            SELECT setval('measure_numbers', 41);
            CREATE FUNCTION metres(n numeric, u text) RETURNS numeric LANGUAGE plpgsql AS
                'DECLARE f numeric; BEGIN SELECT factor INTO STRICT f FROM public.measures WHERE name = u; RETURN n * f; END';
            ALTER TABLE users ADD unit text; UPDATE users SET unit = (ARRAY['metre', 'furlong', 'span'])[1 + user_id % 3];
            CREATE MATERIALIZED VIEW lengths AS SELECT user_id, metres(user_id, unit) FROM users""")
    shop.playground.grant_reader()


def _measures(session):
    return (session.query("SELECT name, added FROM measures ORDER BY 1"),
            session.value("SELECT count(*) FROM measure_notes"), session.value("SELECT nextval('measure_numbers')"))


EXPECTED = [("furlong", "t"), ("inch", "f"), ("metre", "f"), ("span", "t")]


def rows_of_configuration_come_along(shop):
    """As a dump carries them, once, by each way to make a twin; a later refresh brings what has changed."""
    _measured(shop)
    shop.playground.allow_databases()
    for way in WAYS:
        shop.playground.recreate_target()
        for _ in range(2):
            report = shop.refresh(config=shop.config(target=way)).report
            counts = {table["table"]: table["rows"] for table in report["tables"]}
            assert counts["public.measures"] == 2 and counts["public.measure_notes"] == 3, counts
            assert sum(counts.values()) == report["rows"], report["rows"]
            assert any("public.measures" in note for note in report["notes"]), report["notes"]
            with Session(shop.playground.target) as target:
                measures, notes, number = _measures(target)
                assert (measures, notes) == (EXPECTED, "3") and int(number) >= 42, (way, measures, notes, number)
                assert target.value("SELECT count(*) FROM lengths") == "400"
        with Session(shop.playground.source) as source:
            source.query("UPDATE measures SET factor = factor + 1 WHERE name = 'span'")
            wanted = source.value("SELECT factor FROM measures WHERE name = 'span'")
        shop.refresh(config=shop.config(target=way))
        with Session(shop.playground.target) as target:
            assert target.value("SELECT factor FROM measures WHERE name = 'span'") == wanted, way
    plan = shop.run(command=["plan"])
    assert plan.report["rows"] == report["rows"], (plan.report["rows"], report["rows"])


def rows_of_configuration_come_by_script(shop):
    _measured(shop)
    outcome = shop.run(config=file_config(shop, 'file = "twin.sql"'))
    assert outcome.status == 0, outcome.told()
    shop.playground.recreate_target()
    for _ in range(1):
        run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"], single_transaction=True)
    with Session(shop.playground.target) as target:
        measures, notes, number = _measures(target)
        assert (measures, notes, number) == (EXPECTED, "3", "42"), (measures, notes, number)


def rows_that_may_not_be_written_are_told(shop):
    _measured(shop)
    shop.playground.recreate_target()
    with Session(shop.playground.target) as admin, Session(shop.playground.source) as source:
        source.query("DROP MATERIALIZED VIEW lengths")
        admin.query("CREATE EXTENSION measures; REVOKE INSERT ON measures FROM PUBLIC")
        outcome = shop.refresh()
        assert 'left out: 2 rows of public.measures' in outcome.stderr, outcome.told()
        grant = f'GRANT SELECT, INSERT, UPDATE ON "public"."measures" TO "{shop.playground.owner}";'
        assert grant in outcome.stderr, outcome.told()
        assert "public.measures" not in {table["table"] for table in outcome.report["tables"]}
        admin.query(grant)
        shop.refresh()
        assert _measures(admin)[0] == EXPECTED


def naming_an_extensions_table_says_whose_it_is(shop):
    _measured(shop)
    for entry in ('[[table]]\nname = "measures"\nrows = "all"', '[[root]]\ntable = "measures"',
                  '[[child]]\ntable = "users"\nparent = "measures"'):
        config = shop.config()
        config.write_text(config.read_text() + "\n" + entry + "\n")
        outcome = shop.run(config=config)
        assert outcome.status == 2 and "belongs to extension measures" in outcome.errors[0], outcome.told()
        assert "a dump would carry" in outcome.hints[0], outcome.told()
    outcome = shop.run("measures", "metre", command=["why"])
    assert outcome.status == 2 and "belongs to extension measures" in outcome.stderr, outcome.told()


def references_into_an_extensions_table(shop):
    """Their parent rows are the target's own; the right to reference them is asked for before a row is read."""
    _measured(shop)
    with Session(shop.playground.source) as source:
        source.query("DROP MATERIALIZED VIEW lengths; ALTER TABLE users ADD FOREIGN KEY (unit) REFERENCES measures")
    shop.playground.recreate_target()
    with Session(shop.playground.target) as admin:
        admin.query("CREATE EXTENSION measures")
        outcome = shop.run()
        grant = f'GRANT REFERENCES ON "public"."measures" TO "{shop.playground.owner}";'
        assert outcome.status == 1 and grant in outcome.stderr and "extension measures" in outcome.stderr, outcome.told()
        admin.query(grant)
        for _ in range(2):
            report = shop.refresh().report
            found = {each["parent"]: each for each in report["references"]}["public.measures"]
            assert found["up"] == 400 and found["proven"], found
            assert admin.value("SELECT count(*) FROM users WHERE unit IS NOT NULL") == "400"
        outcome = shop.run(command=["verify"])
        assert outcome.status == 0, outcome.told()
        outcome = shop.run("measures", "metre", command=["why"])
        assert outcome.status == 0 and "belongs to extension measures" in " ".join(outcome.stdout.split()), outcome.told()


def _lacking(shop):
    """A reference to rows of which the target has only the extension's own, as its role may not write the others."""
    _measured(shop)
    with Session(shop.playground.source) as source:
        source.query("DROP MATERIALIZED VIEW lengths; ALTER TABLE users ADD FOREIGN KEY (unit) REFERENCES measures")
    shop.playground.recreate_target()
    with Session(shop.playground.target) as admin:
        admin.query("CREATE EXTENSION measures; REVOKE INSERT ON measures FROM PUBLIC;"
                    f"GRANT REFERENCES ON measures TO {identifier(shop.playground.owner)}")


def a_referenced_row_that_the_target_lacks_is_explained(shop):
    """A user's row that the role may not write, and that a row of the twin references: the server alone would say which constraint."""
    _lacking(shop)
    outcome = shop.run()
    assert outcome.status == 4 and "users_unit_fkey" in outcome.errors[0], outcome.told()
    assert "belongs to extension measures" in outcome.stderr and '[[cut]] table = "users", columns = ["unit"]' in outcome.stderr, outcome.told()
    assert "as it stands" not in outcome.stderr, outcome.told()


def a_cut_of_such_a_reference(shop):
    """NULL only where the target's table lacks the key, whichever way the twin is made."""
    _lacking(shop)
    with Session(shop.playground.target) as admin:
        for way in WAYS[:2]:
            config = shop.config(target=way)
            config.write_text(config.read_text() + '\n[[cut]]\ntable = "users"\ncolumns = ["unit"]\n')
            shop.refresh(config=config)
            units = admin.query("SELECT unit, count(*) FROM users GROUP BY 1 ORDER BY 1")
            assert units == [("metre", "133"), (None, "267")], units


def schemas_that_bring_nothing_are_no_obstacle(shop):
    """One that is empty, and one that an extension alone is in: nothing is made in either, and nothing is dropped."""
    playground = shop.playground
    with Session(playground.source) as source, Session(playground.target) as admin:
        source.query("CREATE SCHEMA toolbox; CREATE EXTENSION citext SCHEMA toolbox; CREATE SCHEMA idle;"
                     "ALTER TABLE users ADD login toolbox.citext")
        playground.grant_reader()
        admin.query("CREATE SCHEMA toolbox; CREATE EXTENSION citext SCHEMA toolbox; CREATE SCHEMA idle;"
                    f"GRANT USAGE ON SCHEMA toolbox, idle TO {identifier(playground.owner)};"
                    "CREATE TABLE idle.ours AS SELECT 1 AS id")
        for _ in range(2):
            shop.refresh()
            assert admin.value("SELECT count(*) FROM idle.ours") == "1"
            assert admin.value("SELECT pg_typeof(login)::text FROM users LIMIT 1") == "toolbox.citext"
        # Where something must be made, it is said what would let it be, or go without.
        source.query("CREATE TABLE idle.other (id int)")
        playground.grant_reader()
        admin.query("DROP TABLE idle.ours")
        outcome = shop.run()
        assert outcome.status == 1 and 'GRANT USAGE, CREATE ON SCHEMA "idle" TO' in outcome.stderr, outcome.told()
        assert 'schemas = ["public", "toolbox"] in [source]' in outcome.stderr, outcome.told()


def a_schema_that_has_become_empty_is_emptied(shop):
    """What an earlier run made there goes, as production has it no more."""
    with Session(shop.playground.source) as source, Session(shop.playground.target) as admin:
        source.query("CREATE SCHEMA annex; CREATE TABLE annex.rooms (id int)")
        shop.playground.grant_reader()
        shop.refresh()
        assert admin.value("SELECT to_regclass('annex.rooms')") is not None
        source.query("DROP TABLE annex.rooms")
        shop.refresh()
        assert admin.value("SELECT to_regclass('annex.rooms')") is None


def an_extension_that_nothing_needs_is_not_demanded(shop):
    """Its schema is left out, and the target's role could not create it; one that a column needs is demanded as ever."""
    with Session(shop.playground.source) as source:
        source.query("CREATE SCHEMA probes; CREATE EXTENSION pageinspect SCHEMA probes")
        shop.playground.grant_reader()
        config = shop.config(source='schemas = ["public"]')
        outcome = shop.refresh(config=config)
        assert "left out: EXTENSION pageinspect" in outcome.stderr, outcome.told()
        source.query("CREATE VIEW raw AS SELECT probes.get_raw_page('users', 0) AS page")
        shop.playground.grant_reader()
        outcome = shop.run(config=config)
        assert outcome.status == 1 and "pageinspect" in outcome.errors[0], outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
