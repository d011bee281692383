#!/usr/bin/env python3
"""Tables that others inherit from: what of a tree is masked, told and explained.

    tests/support/with_postgres tests/story/inheritance.py [NAME...]
"""
import subprocess
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from program import binary, environment, run_subset

SCHEMA = """
CREATE SCHEMA old;
CREATE TABLE sensors (id int PRIMARY KEY, label text);
CREATE TABLE readings (reading_id int, sensor_id int NOT NULL, owner text, PRIMARY KEY (reading_id));
CREATE TABLE readings_new (owner text, reading_id int NOT NULL, sensor_id int NOT NULL, secret text,
                           PRIMARY KEY (reading_id), FOREIGN KEY (sensor_id) REFERENCES sensors);
ALTER TABLE readings_new INHERIT readings;
CREATE TABLE readings_raw (PRIMARY KEY (reading_id)) INHERITS (readings_new);
CREATE TABLE old.readings_old () INHERITS (readings);
INSERT INTO sensors SELECT g, 'sensor ' || g FROM generate_series(1, 20) g;
INSERT INTO readings_new SELECT 'owner ' || g, g, 1 + g % 20, 'raw' FROM generate_series(1, 400) g;
INSERT INTO readings_raw SELECT 'owner ' || g, g, 1 + g % 20, 'raw' FROM generate_series(401, 500) g;
INSERT INTO old.readings_old SELECT g, 1, 'owner ' || g FROM generate_series(501, 510) g;
ANALYZE;
"""


class Tree:
    """A source with readings in heirs of a table that has none itself."""

    def __init__(self, shop):
        self.shop, self.playground = shop, shop.playground
        run_psql(self.playground.source, text="DROP TABLE users, orders CASCADE;" + SCHEMA)
        self.playground.grant_reader()

    def run(self, config, *question, status=0):
        path = self.shop.folder / "tree.toml"
        path.write_text(config)
        outcome = run_subset(path, self.playground.source_url(), self.playground.target_url(), *question,
                             command=["why"] if question else ())
        assert outcome.status == status, outcome.told()
        return outcome

    def rows(self, sql):
        with Session(self.playground.target) as session:
            return [list(row) for row in session.query(sql)]


LATEST = """
[[root]]
table = "readings"
where = "reading_id > 395"
order_by = "reading_id"
limit = 10
"""


def a_mask_of_a_column_is_that_of_the_inherited_one(shop):
    """The later entry wins, whichever of them names the heir; a column that only an heir has is not its ancestor's."""
    tree = Tree(shop)
    tree.run(LATEST + """
[[table]]
name = "readings"
mask = { owner = "'nobody'" }
[[table]]
name = "readings_raw"
mask = { owner = "'raw'", secret = "NULL" }
""")
    assert tree.rows("SELECT DISTINCT tableoid::regclass, owner, secret FROM ONLY readings_new UNION ALL "
                     "SELECT DISTINCT tableoid::regclass, owner, secret FROM readings_raw") == [
        ["readings_new", "nobody", "raw"], ["readings_raw", "raw", None]]
    outcome = tree.run(LATEST + '[[table]]\nname = "readings"\nmask = { secret = "NULL" }\n', status=2)
    assert 'column "secret" in [[table]] mask does not exist' in outcome.stderr, outcome.told()
    outcome = tree.run(LATEST + '[[table]]\nname = "readings"\nonly = true\nmask = { owner = "\'nobody\'" }\n')
    assert tree.rows("SELECT count(*) FROM readings WHERE owner = 'nobody'") == [["0"]]


def heirs_in_schemas_left_out_are_told(shop):
    """They do not come, in the run and in the report's notes; with their schema in scope they are rows like the others."""
    tree = Tree(shop)
    outcome = tree.run('[source]\nschemas = ["public"]\n[[root]]\ntable = "readings"\n')
    note = "old.readings_old inherits from public.readings, and its rows do not come: its schema is left out"
    assert f"note: {note}" in outcome.stderr and note in outcome.report["notes"], outcome.told()
    assert tree.rows("SELECT count(*) FROM readings") == [["500"]]
    outcome = tree.run('[[root]]\ntable = "readings"\nsample = "100%"\n')
    assert "old.readings_old inherits" not in outcome.stderr, outcome.told()
    assert tree.rows("SELECT count(*), count(*) FILTER (WHERE tableoid = 'old.readings_old'::regclass) FROM readings") == [["510", "10"]]


def a_query_names_rows_by_the_ancestors_key(shop):
    """In whichever table of the tree they are; a key that none of them has is an error."""
    tree = Tree(shop)
    tree.run('[[root]]\ntable = "readings"\nquery = "SELECT unnest(ARRAY[7, 450, 505, 7]) AS reading_id"\n')
    assert tree.rows("SELECT tableoid::regclass, reading_id FROM readings ORDER BY 2") == [
        ["readings_new", "7"], ["readings_raw", "450"], ["old.readings_old", "505"]]
    outcome = tree.run('[[root]]\ntable = "readings"\nquery = "SELECT unnest(ARRAY[7, 999]) AS reading_id"\n[mask]\nunclassified = "allow"\n', status=1)
    assert "keys that no row of public.readings has, such as 999" in outcome.stderr, outcome.told()


def why_finds_rows_in_the_tree(shop):
    """By the ancestor's name and key; the chain begins with the root that names the tree."""
    tree = Tree(shop)
    outcome = tree.run(LATEST, "readings", "402")
    assert "public.readings_raw" in outcome.stdout and "[[root]]" in outcome.stdout, outcome.told()
    outcome = tree.run(LATEST, "readings_raw", "480")
    assert "limit = 10 of [[root]]" in outcome.stdout, outcome.told()
    outcome = tree.run(LATEST, "readings_new")
    assert "5 rows" in outcome.stdout and "[[root]]" in outcome.stdout, outcome.told()
    outcome = tree.run(LATEST, "readings")
    assert "tables that inherit from it: old.readings_old, readings_new, readings_raw" in " ".join(outcome.stdout.split()), outcome.told()


def init_takes_a_tree_as_one(shop):
    """Its root is the ancestor with all rows of the tree, and what it writes brings some of them."""
    tree = Tree(shop)
    done = subprocess.run([binary(), "init", "--source", tree.playground.source_url(), "--config", "-"], cwd=shop.folder, text=True,
                          env=environment(tree.playground.source_url(), ""), capture_output=True)
    written = done.stdout
    assert done.returncode == 0, done.stderr
    assert '[[root]]\ntable    = "readings"\n' in written and "about 510 rows" in written, written
    assert 'table    = "readings_' not in written, written
    tree.run(written.replace("${MASK_KEY}", "a key"))
    assert int(tree.rows("SELECT count(*) FROM readings")[0][0]) > 40


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
