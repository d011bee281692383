#!/usr/bin/env python3
"""What an error of the target's server is put down to: the function or the rule behind it; and that no row is told.

    tests/support/with_postgres tests/story/blame.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import run_psql

SPOTS = """
CREATE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
CREATE FUNCTION spot_key(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN twice($1); END';
CREATE TABLE spots (id int PRIMARY KEY);
CREATE INDEX spots_key ON spots (spot_key(id)); -- before its rows: from 17 on it is made with an empty search_path here, too
INSERT INTO spots SELECT generate_series(4711, 4715);
"""
WORDS = """
CREATE SCHEMA stock;
CREATE TABLE stock.words (id int PRIMARY KEY, word varchar(32) NOT NULL UNIQUE);
INSERT INTO stock.words VALUES (1, 'crimson');
CREATE FUNCTION stock.known(w varchar) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT 1 FROM stock.words WHERE word = w)';
CREATE TABLE stock.paints (id int PRIMARY KEY, colour varchar(32) NOT NULL CHECK (stock.known(colour)));
INSERT INTO stock.paints SELECT g, 'crimson' FROM generate_series(1, 30) AS g;
"""
BOUNDS = """
CREATE TABLE offers (id int PRIMARY KEY);
CREATE TABLE bounds (id int PRIMARY KEY, offer_id int REFERENCES offers, CONSTRAINT has_one CHECK (offer_id IS NOT NULL));
INSERT INTO offers SELECT generate_series(1, 40);
INSERT INTO bounds SELECT g, g FROM generate_series(1, 40) AS g;
"""


def _config(shop, text):
    path = shop.folder / "blame.toml"
    path.write_text(text)
    return path


def _run(shop, sql, config, *arguments, **more):
    run_psql(shop.playground.source, text=sql)
    shop.playground.grant_reader()
    return shop.run(*arguments, config=_config(shop, config), **more)


def a_function_that_needs_a_search_path_is_named(shop):
    outcome = _run(shop, SPOTS, '[[root]]\ntable = "spots"\n')
    assert outcome.status == 1, outcome.told()
    assert "in PL/pgSQL" in outcome.errors[0] and "INDEX public spots_key" in outcome.errors[0], outcome.told()
    assert "ALTER FUNCTION \"public\".\"spot_key\"(integer) SET search_path = \"public\";" in outcome.hints[0], outcome.told()
    # As told.
    run_psql(shop.playground.source, text="ALTER FUNCTION spot_key(integer) SET search_path = public")
    shop.refresh(config=shop.folder / "blame.toml")


def a_check_that_reads_another_table_asks_for_a_reference(shop):
    outcome = _run(shop, WORDS, '[[root]]\ntable = "stock.paints"\nlimit = 5\n')
    assert outcome.status == 1, outcome.told()
    for part in ("stock.known", "[[reference]]", 'table = "stock.paints"', 'columns = ["colour"]', 'parent = "stock.words"',
                 'parent_columns = ["word"]'):
        assert part in outcome.hints[0], outcome.told()
    assert "crimson" not in outcome.stderr, outcome.told()


def a_script_that_a_check_would_refuse_is_not_written(shop):
    outcome = _run(shop, BOUNDS, '[target]\nfile = "twin.sql"\n[[root]]\ntable = "bounds"\n[[cut]]\ntable = "bounds"\ncolumns = ["offer_id"]\n')
    assert outcome.status == 4 and "[[cut]] (blame.toml:5) NULLs public.bounds.offer_id" in outcome.errors[0], outcome.told()
    assert not (shop.folder / "twin.sql").exists()


def plan_proposes_no_cut_that_a_check_refuses(shop):
    outcome = _run(shop, BOUNDS, '[[root]]\ntable = "bounds"\n', command=["plan"])
    assert outcome.status == 0 and "bounds_offer_id_fkey, up" in outcome.stdout, outcome.told()
    assert "[[cut]]" not in outcome.stdout, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
