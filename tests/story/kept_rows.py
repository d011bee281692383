#!/usr/bin/env python3
"""Rows that are the target's own: rows = "keep", and what migration tools keep.

    tests/support/with_postgres tests/story/kept_rows.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

SOURCE = """
CREATE TABLE plans (plan_id int PRIMARY KEY, price int);
CREATE TABLE members (member_id serial PRIMARY KEY, plan_id int REFERENCES plans, label text);
COMMENT ON CONSTRAINT members_plan_id_fkey ON members IS 'of the plan';
CREATE TABLE drafts (draft_id int PRIMARY KEY, member_id int REFERENCES members, body text);
CREATE TABLE visits (visit_id int PRIMARY KEY, member_id int REFERENCES members);
INSERT INTO plans SELECT n, n * 10 FROM generate_series(1, 5) AS n;
INSERT INTO members SELECT n, 1 + n % 5, 'm' || n FROM generate_series(1, 100) AS n;
INSERT INTO drafts SELECT n, n, 'of production' FROM generate_series(1, 100) AS n;
INSERT INTO visits SELECT n, n FROM generate_series(1, 100) AS n;
CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
INSERT INTO schema_migrations SELECT n::text FROM generate_series(1, 30) AS n;
CREATE SCHEMA side;
CREATE TABLE side."SequelizeMeta" (name text PRIMARY KEY);
INSERT INTO side."SequelizeMeta" VALUES ('first'), ('second');
CREATE TABLE migrations (id int PRIMARY KEY, species text, flown_on date);
INSERT INTO migrations VALUES (1, 'crane', '2024-01-01');
"""
OWN = """
UPDATE drafts SET body = 'mine' WHERE draft_id = 7;
INSERT INTO members VALUES (9001, 2, 'my own');
INSERT INTO drafts VALUES (9001, 9001, 'mine');
SELECT setval('members_member_id_seq', 9500);
"""
PLANS = '[[table]]\nname = "plans"\nrows = "all"\n'
SOME_PLANS = '[[root]]\ntable = "plans"\nwhere = "plan_id <> 1"\n'
KEPT = '[[table]]\nname = "members"\nrows = "keep"\n[[table]]\nname = "drafts"\nrows = "keep"\n'
MASK = '[mask]\nunclassified = "allow"\n'
MODES = ("keep", "replace")


def _write(shop, rows, target="", source="", mask=MASK):
    path = shop.folder / "kept.toml"
    path.write_text(f"[source]\n{source}\n[target]\n{target}\n{rows}\n{mask}")
    return path


def _begin(shop):
    """A twin of all of it, in which somebody has worked."""
    run_psql(shop.playground.source, text="DROP SCHEMA IF EXISTS side CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SOURCE)
    shop.playground.grant_reader()
    shop.refresh(config=_write(shop, '[[table]]\nname = "*"\nrows = "all"\n'))
    run_psql(shop.playground.target_as_owner, text=OWN)


def _query(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def _contents(shop, *tables):
    return {table: _query(shop, f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in tables}


def _run(shop, mode, rows, status=0, **more):
    outcome = shop.run(config=_write(shop, rows, f'mode = "{mode}"', **more))
    assert outcome.status == status, outcome.told()
    return outcome


def tables_keep_their_rows(shop):
    """In both modes, with what their sequence says, while the rest is emptied or made anew, and that is told."""
    for mode in MODES:
        _begin(shop)
        before = _contents(shop, "members", "drafts")
        assert len(before["members"]) == 101
        _query(shop, "DELETE FROM plans WHERE plan_id NOT IN (SELECT plan_id FROM members)")
        outcome = _run(shop, mode, PLANS + KEPT)
        assert _contents(shop, "members", "drafts") == before, mode
        assert _query(shop, "SELECT count(*) FROM plans") == [("5",)]
        assert _query(shop, "SELECT nextval('members_member_id_seq')") == [("9501",)], mode
        assert _query(shop, "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'members_plan_id_fkey' AND convalidated") \
            == [("of the plan",)], mode
        notes = " ".join(outcome.report["notes"])
        assert "2 tables keep the target's rows: public.drafts, public.members" in notes, notes
        if mode == "keep":
            assert "100 rows removed from public.visits" in notes, notes


def kept_rows_that_would_dangle(shop):
    """They are refused with reference and count and the entry that would end it; a cut, "null" and "drop" do."""
    for mode in MODES:
        _begin(shop)
        before = _contents(shop, "plans", "members", "drafts")
        outcome = _run(shop, mode, SOME_PLANS + KEPT, 4)
        assert "20 rows of public.members" in outcome.stderr and "members_plan_id_fkey" in outcome.stderr, outcome.told()
        assert '[[cut]] table = "public.members" columns = ["plan_id"]' in outcome.stderr, outcome.told()
        assert _contents(shop, "plans", "members", "drafts") == before, mode

        cut = '[[cut]]\ntable = "members"\ncolumns = ["plan_id"]\n'
        outcome = _run(shop, mode, SOME_PLANS + KEPT + cut)
        assert "20 rows of public.members (members_plan_id_fkey) to public.plans: NULL now" in outcome.stderr, outcome.told()
        assert _query(shop, "SELECT count(*), count(plan_id) FROM members") == [("101", "81")], mode

        _begin(shop)
        _run(shop, mode, SOME_PLANS + KEPT, source='dangling = "null"')
        assert _query(shop, "SELECT count(*), count(plan_id) FROM members") == [("101", "81")], mode

        _begin(shop)
        _run(shop, mode, SOME_PLANS + KEPT, source='dangling = "drop"')
        assert _query(shop, "SELECT (SELECT count(*) FROM members), (SELECT count(*) FROM drafts)") == [("81", "81")], mode


def kept_rows_of_a_tree(shop):
    """A written reference of a table that others inherit from is looked after in each of them."""
    tree = """
    CREATE TABLE remarks (plan_id int, text text);
    CREATE TABLE old_remarks (aged int, text text, plan_id int);
    ALTER TABLE old_remarks INHERIT remarks;
    INSERT INTO remarks SELECT 1 + n % 5, 'r' FROM generate_series(1, 10) AS n;
    INSERT INTO old_remarks SELECT n, 'o', 1 + n % 5 FROM generate_series(1, 10) AS n;
    """
    reference = '[[reference]]\ntable = "remarks"\ncolumns = ["plan_id"]\nparent = "plans"\n'
    kept = '[[table]]\nname = "remarks"\nrows = "keep"\n'
    counts = "SELECT (SELECT count(*) FROM ONLY remarks), count(plan_id), (SELECT count(*) FROM old_remarks) FROM remarks"
    for mode in MODES:
        _begin(shop)
        run_psql(shop.playground.source, text=tree)
        shop.playground.grant_reader()
        shop.refresh(config=_write(shop, '[[table]]\nname = "*"\nrows = "all"\n'))
        outcome = _run(shop, mode, SOME_PLANS + kept + reference)
        assert "2 rows of public.old_remarks" in outcome.stderr and "without their parent row" in outcome.stderr, outcome.told()
        assert _query(shop, counts) == [("10", "20", "10")], mode
        outcome = _run(shop, mode, SOME_PLANS + kept + reference, source='dangling = "null"')
        assert "2 rows of public.old_remarks" in outcome.stderr, outcome.told()
        assert _query(shop, counts) == [("10", "16", "10")], mode
        _query(shop, "UPDATE remarks SET plan_id = 1 WHERE plan_id IS NULL")
        _run(shop, mode, SOME_PLANS + kept + reference, source='dangling = "drop"')
        assert _query(shop, counts) == [("8", "16", "8")], mode
        mixed = kept + '[[table]]\nname = "old_remarks"\nrows = "all"\n'
        outcome = _run(shop, mode, SOME_PLANS + mixed + reference, 2)
        assert 'others of the tables that inherit from public.remarks do not' in outcome.stderr, outcome.told()


def new_rows_need_kept_ones(shop):
    """What comes from the source must find its kept parents, or the run is refused with their keys."""
    for mode in MODES:
        _begin(shop)
        _query(shop, "DELETE FROM visits; DELETE FROM drafts; DELETE FROM members WHERE member_id = 42")
        visits = '[[root]]\ntable = "visits"\n'
        outcome = _run(shop, mode, PLANS + visits + KEPT, 4)
        assert "1 row of public.visits would refer by visits_member_id_fkey" in outcome.stderr, outcome.told()
        assert "(such as 42)" in outcome.stderr, outcome.told()
        _run(shop, mode, PLANS + visits + KEPT + '[[cut]]\ntable = "visits"\ncolumns = ["member_id"]\n')
        assert _query(shop, "SELECT count(*), count(member_id) FROM visits") == [("100", "99")], mode
        assert _query(shop, "SELECT count(*) FROM members") == [("100",)], mode


def a_table_of_the_target_alone(shop):
    """It is kept where mode = "keep" empties what references the twin; a name that neither end has is an error."""
    _begin(shop)
    own = "CREATE TABLE stars (member_id int REFERENCES members); INSERT INTO stars VALUES (3), (9001)"
    run_psql(shop.playground.target_as_owner, text=own)
    rows = '[[root]]\ntable = "members"\n'
    outcome = _run(shop, "keep", rows)
    assert "stars is emptied too" in outcome.stderr and "2 rows removed from public.stars" in outcome.stderr, outcome.told()
    run_psql(shop.playground.target_as_owner, text="INSERT INTO stars VALUES (3)")
    stars = '[[table]]\nname = "stars"\nrows = "keep"\n'
    _run(shop, "keep", rows + stars)
    assert _query(shop, "SELECT member_id FROM stars") == [("3",)]
    outcome = _run(shop, "keep", rows + stars.replace("stars", "member"), 2)
    assert "nor in the target" in outcome.stderr and 'Did you mean "members"' in outcome.stderr, outcome.told()
    outcome = _run(shop, "replace", rows + stars, 2)
    assert "[[table]] name public.stars does not exist in the source" in outcome.stderr, outcome.told()


def columns_of_kept_tables_go_by_name(shop):
    """Where the source's table has others: a new one has its default, one that is gone is told, an enum goes by its labels."""
    _begin(shop)
    mood = "CREATE TYPE mood AS ENUM ({}); ALTER TABLE members ADD COLUMN mood mood;"
    run_psql(shop.playground.target_as_owner, text=mood.format("'glad', 'sad'") +
             "UPDATE members SET mood = 'sad'; ALTER TABLE members ADD COLUMN nick text DEFAULT 'n'")
    run_psql(shop.playground.source, text=mood.format("'sad', 'glad', 'new'") +
             "ALTER TABLE members ADD COLUMN since int NOT NULL DEFAULT 7, ALTER COLUMN label TYPE varchar(20), "
             "ADD COLUMN twice int GENERATED ALWAYS AS (plan_id * 2) STORED")
    shop.playground.grant_reader()
    outcome = _run(shop, "replace", PLANS + KEPT)
    assert "public.members.nick is not in the source" in outcome.stderr, outcome.told()
    assert _query(shop, "SELECT count(*), min(mood), min(since), max(since), count(twice) FROM members") == [("101", "sad", "7", "7", "101")]
    run_psql(shop.playground.target_as_owner, text="ALTER TABLE members ALTER COLUMN label TYPE text; UPDATE members SET label = repeat('x', 30)")
    before = _contents(shop, "members")
    outcome = shop.run(config=_write(shop, PLANS + KEPT))
    assert outcome.status in (1, 4) and "The target is as it was" in outcome.stderr, outcome.told()
    assert _contents(shop, "members") == before


def ways_that_cannot_keep_rows(shop):
    for target, way in (('atomic = "none"', 'atomic = "none"'), ('atomic = "database"', 'atomic = "database"'), ('file = "twin.sql"', "file")):
        config = _write(shop, PLANS + KEPT, target)
        outcome = shop.run(config=config, target_url=None if way == "file" else shop.playground.target_url())
        assert outcome.status == 2 and f'rows = "keep" in [[table]] cannot stand beside {way}' in outcome.stderr, outcome.told()


def migration_tables(shop):
    """They come whole and unmasked with a schema from the source, stay with one of the target's own, and an entry that names one wins."""
    _begin(shop)
    root = '[[root]]\ntable = "plans"\n'
    counts = 'SELECT (SELECT count(*) FROM schema_migrations), (SELECT count(*) FROM side."SequelizeMeta"), (SELECT count(*) FROM migrations)'
    masked = '[mask]\nkey = "a-key-for-tests-0123456789"\nunclassified = "error"\n'
    outcome = _run(shop, "replace", root, mask=masked)
    assert _query(shop, counts) == [("30", "2", "0")], outcome.told()
    assert "public.schema_migrations, side.SequelizeMeta come whole and unmasked" in outcome.stderr, outcome.told()
    star = '[[table]]\nname = "*"\nrows = "none"\n[[table]]\nname = "plans"\nrows = "closure"\n'
    _run(shop, "replace", star + root)
    assert _query(shop, counts) == [("30", "2", "0")], "a glob has named them"
    own_word = '[[table]]\nname = "schema_migrations"\nrows = "none"\n'
    _run(shop, "replace", root + own_word)
    assert _query(shop, counts) == [("0", "2", "0")]

    run_psql(shop.playground.target_as_owner, text="INSERT INTO schema_migrations VALUES ('ahead')")
    outcome = _run(shop, "keep", root)
    assert _query(shop, counts) == [("1", "2", "0")], outcome.told()
    assert "public.schema_migrations, side.SequelizeMeta keep the rows that the target has" in outcome.stderr, outcome.told()
    _run(shop, "keep", root + own_word.replace("none", "all"))
    assert _query(shop, counts) == [("30", "2", "0")]


def a_target_without_rows_needs_no_force(shop):
    """In mode keep, as nothing can be lost; what migrations say of themselves does not count."""
    _begin(shop)
    playground = shop.playground
    playground.recreate_target()
    run_psql(playground.target_as_owner, text="CREATE TABLE plans (plan_id int PRIMARY KEY, price int, colour text);"
             "CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('1')")
    run_psql(playground.target_as_owner, text="INSERT INTO plans VALUES (1)")
    _run(shop, "keep", PLANS, 3)
    run_psql(playground.target_as_owner, text="DELETE FROM plans")
    _run(shop, "replace", PLANS, 3)
    _run(shop, "keep", PLANS)
    assert _query(shop, "SELECT count(*) FROM plans") == [("5",)]


def schemas_by_pattern(shop):
    """[source] schemas takes globs and exclusions; a name that matches nothing is an error."""
    run_psql(shop.playground.source, text="".join(
        f'CREATE SCHEMA "{name}"; CREATE TABLE "{name}".t (id int PRIMARY KEY); INSERT INTO "{name}".t VALUES (1);'
        for name in ("tenant_a", "tenant_b", "tenant_test", "odd%x", "oddyx")))
    shop.playground.grant_reader()
    whole = '[[table]]\nname = "*"\nrows = "all"\n'

    def schemas(patterns, status=0):
        shop.playground.recreate_target()
        outcome = shop.run(config=_write(shop, whole, source=f"schemas = [{patterns}]"))
        assert outcome.status == status, outcome.told()
        found = _query(shop, "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(tenant|odd)' ORDER BY 1")
        return [name for name, in found], outcome.stderr

    assert schemas('"public", "tenant_*", "!tenant_test"')[0] == ["tenant_a", "tenant_b"]
    assert schemas('"!tenant_?", "!odd*"')[0] == ["tenant_test"]
    assert schemas('"odd%?"')[0] == ["odd%x"]
    assert 'Did you mean "tenant_test"?' in schemas('"!tenant_tset"', 2)[1]
    names, told = schemas('"tenant_a", "none_*"')
    assert names == ["tenant_a"] and 'has "none_*", which matches no schema' in told, told
    assert "leaves no schema" in schemas('"*", "!*"', 2)[1]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
