#!/usr/bin/env python3
"""Extensions on both ends: their schemas, their tables, and what a role may do with them.

    tests/support/with_postgres tests/support/extensions.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, identifier


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
        outcome = shop.run()
        assert outcome.status == 1 and 'GRANT USAGE, CREATE ON SCHEMA "idle" TO' in outcome.stderr, outcome.told()
        assert 'schemas = ["public", "toolbox"] in [source]' in outcome.stderr, outcome.told()
        assert admin.value("SELECT count(*) FROM idle.ours") == "1"


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
