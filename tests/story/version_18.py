#!/usr/bin/env python3
"""Constraints that PostgreSQL 18 has first, on both ends.

    tests/support/with_postgres_of 18 both tests/story/version_18.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from program import run_subset

ROADS = """
CREATE TABLE roads (id int PRIMARY KEY);
CREATE TABLE signs (id int PRIMARY KEY, road int REFERENCES roads);
CREATE TABLE marks (id int PRIMARY KEY, road int REFERENCES roads NOT ENFORCED);
CREATE TABLE aaa_first (id int PRIMARY KEY, mark int REFERENCES marks NOT ENFORCED);
"""
ROWS = """
INSERT INTO roads SELECT generate_series(1, 5);
INSERT INTO signs SELECT g, g FROM generate_series(1, 5) g;
INSERT INTO marks SELECT g, g FROM generate_series(1, 5) g;
INSERT INTO aaa_first SELECT g, g FROM generate_series(1, 5) g;
"""
RATES = """
CREATE EXTENSION btree_gist;
CREATE TABLE rates (item int, valid daterange, price int, PRIMARY KEY (item, valid WITHOUT OVERLAPS));
CREATE TABLE offers (id int PRIMARY KEY, item int, during daterange, FOREIGN KEY (item, PERIOD during) REFERENCES rates (item, PERIOD valid));
INSERT INTO rates VALUES (1, '[2026-01-01,2026-07-01)', 10), (1, '[2026-07-01,2027-01-01)', 12), (2, '[2026-01-01,2027-01-01)', 5);
INSERT INTO offers VALUES (1, 1, '[2026-06-01,2026-08-01)'), (2, NULL, NULL), (3, 2, '[2026-02-01,2026-02-02)');
"""


def _run(shop, config, status=0):
    path = shop.folder / "version.toml"
    path.write_text(config)
    outcome = run_subset(path, shop.playground.source_url(), shop.playground.target_url())
    assert outcome.status == status, outcome.told()
    return outcome


def _counts(shop, *tables):
    with Session(shop.playground.target) as target:
        return [int(target.value(f"SELECT count(*) FROM {table}")) for table in tables]


def tables_with_keys_not_enforced_are_emptied(shop):
    """mode = "keep": what only a NOT ENFORCED key leads to is emptied and filled with the others, twice."""
    run_psql(shop.playground.source, text="DROP TABLE users, orders CASCADE;" + ROADS + ROWS)
    shop.playground.grant_reader()
    everything = '[[table]]\nname = "*"\nrows = "all"\n'
    _run(shop, everything)
    for _ in range(2):
        _run(shop, '[target]\nmode = "keep"\n' + everything)
        assert _counts(shop, "roads", "signs", "marks", "aaa_first") == [5, 5, 5, 5]


def a_period_is_referenced_where_the_parent_is_whole(shop):
    """Its constraint proves itself. Where rows would have to come by it, the way out is told."""
    run_psql(shop.playground.source, text="DROP TABLE users, orders CASCADE;" + RATES)
    shop.playground.grant_reader()
    with Session(shop.playground.target) as target:
        target.query("CREATE EXTENSION IF NOT EXISTS btree_gist")
    whole = '[[table]]\nname = "rates"\nrows = "all"\n'
    offers = '[[root]]\ntable = "offers"\nwhere = "id < 3"\n'
    cut = '[[cut]]\ntable = "offers"\ncolumns = ["item", "during"]\n'
    keep = '[target]\nmode = "keep"\n'
    for config, expected in ((whole + offers, [3, 2]), (whole + offers + cut, [3, 2]), (keep + whole + offers, [3, 2]),
                             ('[[table]]\nname = "*"\nrows = "all"\n', [3, 3])):
        outcome = _run(shop, config)
        assert _counts(shop, "rates", "offers") == expected, config
        period = next(each for each in outcome.report["references"] if each["table"] == "public.offers")
        assert period["dangling"] == 0 and period["up"] == expected[1] - 1, period
    with Session(shop.playground.target) as target:
        assert target.value("SELECT count(*) FROM offers WHERE item IS NULL") == "1"
        assert target.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated") == "1"
    outcome = _run(shop, offers, status=2)
    assert 'rows = "all"' in outcome.hints[0] and "PERIOD" in outcome.errors[0], outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
