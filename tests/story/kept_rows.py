#!/usr/bin/env python3
"""Rows that are the target's own: rows = "keep", and what migration tools keep.

    tests/support/with_postgres tests/story/kept_rows.py [NAME...]
"""
import signal
import sys
import time

from named_tests import run_named_tests
from postgres import Session, SqlError, literal, run_psql
from program import end_of, start_subset
from waiting import wait_until

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
WAYS = {"keep": 'mode = "keep"', "replace": 'mode = "replace"', "database": 'atomic = "database"'}


def _write(shop, rows, target="", source="", mask=MASK):
    path = shop.folder / "kept.toml"
    path.write_text(f"[source]\n{source}\n[target]\n{target}\n{rows}\n{mask}")
    return path


def _begin(shop):
    """A twin of all of it, in which somebody has worked."""
    shop.playground.allow_databases()
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
    outcome = shop.run(config=_write(shop, rows, WAYS[mode], **more))
    assert outcome.status == status, outcome.told()
    return outcome


def tables_keep_their_rows(shop):
    """In every way, with what their sequence says, while the rest is emptied or made anew, and that is told."""
    for mode in WAYS:
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
    for mode in WAYS:
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
    for mode in WAYS:
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
    for mode in WAYS:
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


SLEEP = 'atomic = "database"\nafter = "sleep.sql"\nlock_timeout = "30s"'


def _start_and_wait(shop, config):
    """Until the kept rows have moved into the new twin, where the script of `after` sleeps."""
    (shop.folder / "sleep.sql").write_text("SELECT pg_sleep(30)")
    process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
    sleeping = f"SELECT count(*) FROM pg_stat_activity WHERE datname = {literal(shop.playground.beside[0])} AND wait_event = 'PgSleep'"
    wait_until(lambda: shop.playground.admin(sleeping) == [("1",)], "the script", process)
    return process


def _connects(shop):
    try:
        return _query(shop, "SELECT 1") == [("1",)]
    except (SqlError, ConnectionError) as refusal:
        assert "not currently accepting connections" in str(refusal), refusal
        return False


def what_is_written_while_a_twin_is_built_beside_stays(shop):
    """Up to the moment in which nobody can connect any more."""
    _begin(shop)
    config = _write(shop, PLANS + KEPT, 'atomic = "database"\nlock_timeout = "30s"')
    with Session(shop.playground.target) as holding:  # of a superuser, whom the run may not end
        assert holding.value("SELECT 1") == "1"
        process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
        ready = f"SELECT count(*) FROM pg_database WHERE datname = {literal(shop.playground.beside[0])}"
        wait_until(lambda: shop.playground.admin(ready) == [("1",)], "the new twin", process)
        run_psql(shop.playground.target_as_owner, text="INSERT INTO members VALUES (9002, 3, 'late'); UPDATE drafts SET body = 'late' WHERE draft_id = 8")
    _, stderr = end_of(process)
    assert process.returncode == 0, stderr
    assert "nobody can connect to the target from then on" in stderr, stderr
    assert _query(shop, "SELECT label FROM members WHERE member_id > 9000 ORDER BY 1") == [("late",), ("my own",)]
    assert _query(shop, "SELECT draft_id FROM drafts WHERE body = 'late'") == [("8",)]


def a_run_that_ends_while_nobody_can_connect(shop):
    """A signal lets people in again at once; where the run was killed, the next one does, and says so."""
    _begin(shop)
    before = _contents(shop, "members", "drafts", "visits")
    for end, status in ((signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)):
        process = _start_and_wait(shop, _write(shop, PLANS + KEPT, SLEEP))
        assert not _connects(shop)
        process.send_signal(end)
        _, stderr = end_of(process)
        assert process.returncode == status, f"{process.returncode}: {stderr}"
        assert _connects(shop) == (end == signal.SIGTERM), stderr
        if end == signal.SIGTERM:
            assert _contents(shop, "members", "drafts", "visits") == before
    wait_until(lambda: shop.playground.admin(f"SELECT count(*) FROM pg_stat_activity WHERE datname = {literal(shop.playground.target)}") == [("0",)], "the end")
    outcome = _run(shop, "database", PLANS + KEPT)
    assert "was cut off while nobody could connect to the database" in outcome.stderr, outcome.told()
    after = _contents(shop, "members", "drafts")
    assert after == {table: before[table] for table in after}


def a_run_waits_for_one_that_has_shut_others_out(shop):
    _begin(shop)
    first = _start_and_wait(shop, _write(shop, PLANS + KEPT, SLEEP))
    second = start_subset(_write(shop, PLANS + KEPT, 'atomic = "database"'), shop.playground.source_url(), shop.playground.target_url(), "--verbose")
    time.sleep(1)
    assert second.poll() is None, end_of(second)
    first.send_signal(signal.SIGTERM)
    assert end_of(first)[1] and first.returncode == 130
    _, stderr = end_of(second)
    assert second.returncode == 0 and "trying again" in stderr, stderr


def ways_that_cannot_keep_rows(shop):
    for target, way in (('atomic = "none"', 'atomic = "none"'), ('file = "twin.sql"', "file")):
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
