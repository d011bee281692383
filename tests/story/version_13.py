#!/usr/bin/env python3
"""PostgreSQL 13 as the target.

    tests/support/with_postgres tests/support/with_postgres_of 13 target tests/story/version_13.py [NAME...]
    tests/support/with_postgres_of 13 both tests/story/version_13.py
"""
import sys

from named_tests import run_named_tests
from postgres import Session, identifier, run_psql
from program import run_subset

TYPES = """
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('calm', 'busy');
CREATE TYPE span AS (a int, m mood);
CREATE TYPE place AS (spans span[], name text);
CREATE DOMAIN short AS varchar(5);
CREATE DOMAIN several AS mood[];
CREATE TABLE days (id int PRIMARY KEY, moods mood[], one span, words short[], names citext[], inner_place place,
                   several several, plain int[], alone mood);
INSERT INTO days VALUES (1, '{calm,busy}', '(1,calm)', '{ab,cd}', '{Ann,aNN}', ROW(ARRAY[ROW(2, 'busy')::span], E'a\\tb')::place,
                         '{busy}', '{1,2}', 'calm'),
                        (2, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, NULL, NULL, '{}', '{}', NULL, '{}', '{}', 'busy');
"""
# What a dump of 14 or later says of a range, 13 does not understand.
RANGES = """
CREATE TYPE moods AS RANGE (subtype = mood);
ALTER TABLE days ADD ranges moods[] DEFAULT '{"[calm,busy]"}', ADD one_range moods DEFAULT '[calm,calm]';
"""
WHOLE = '{target}[[table]]\nname = "days"\nrows = "all"\n'


def arrays_and_composites_of_own_types_come(shop):
    """The types' oids differ between databases, and 13 wants its own in binary rows: these tables go as text."""
    run_psql(shop.playground.source, text=TYPES)
    with Session(shop.playground.source) as source:
        if int(source.value("SELECT current_setting('server_version_num')")) < 140000:
            source.query(RANGES)
    with Session(shop.playground.target) as target:
        target.query(f"CREATE EXTENSION IF NOT EXISTS citext; ALTER ROLE {identifier(shop.playground.owner)} CREATEDB")
    shop.playground.grant_reader()
    with Session(shop.playground.source) as source:
        rows = source.query("SELECT d::text FROM days AS d ORDER BY id")
    for way in ("", '[target]\natomic = "database"\n', '[target]\natomic = "none"\n'):
        path = shop.folder / "days.toml"
        path.write_text(WHOLE.replace("{target}", way))
        outcome = run_subset(path, shop.playground.source_url(), shop.playground.target_url())
        assert outcome.status == 0, way + outcome.told()
        with Session(shop.playground.target) as target:
            assert target.query("SELECT d::text FROM days AS d ORDER BY id") == rows, way


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
