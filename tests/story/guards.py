#!/usr/bin/env python3
"""What keeps a run from the wrong database: swapped ends, what counts as "not empty", and the one line that allows it.

    tests/support/with_postgres tests/story/guards.py [NAME...]
"""
import os
import re
import sys

from content_hash import content_hash
from named_tests import run_named_tests
from postgres import Session, conninfo, identifier

ALL = '[source]\nconnect_timeout = "2s"\n{source}\n[target]\n{target}\n[[table]]\nname = "*"\nrows = "all"\n'


def _config(shop, source="", target=""):
    path = shop.folder / "all.toml"
    path.write_text(ALL.format(source=source, target=target))
    return path


def _url(database, role):
    return conninfo({"host": os.environ["PGHOST"], "port": os.environ["PGPORT"], "dbname": database, "user": role})


def _endpoint(database):
    return f"{os.environ['PGHOST']}:{os.environ['PGPORT']}/{database}"


def _own_both(shop):
    """As in many teams: one role owns both databases, so that nothing but the guards stands between."""
    owner = identifier(shop.playground.owner)
    with Session(shop.playground.source) as source:
        source.query(f"ALTER DATABASE {identifier(shop.playground.source)} OWNER TO {owner}; GRANT CREATE, USAGE ON SCHEMA public TO {owner};"
                     f"ALTER TABLE users OWNER TO {owner}; ALTER TABLE orders OWNER TO {owner}; ALTER SEQUENCE tickets OWNER TO {owner};"
                     f"ALTER VIEW names OWNER TO {owner}; ALTER FUNCTION greet OWNER TO {owner}")


def _swapped(shop, **more):
    return shop.run(source_url=_url(shop.playground.target, shop.playground.owner),
                    target_url=_url(shop.playground.source, shop.playground.owner), **more)


def _check_refused(outcome, *patterns):
    assert outcome.status == 3, outcome.told()
    assert len(outcome.errors) == 1 and outcome.hints, outcome.told()
    for pattern in patterns:
        assert re.search(pattern, outcome.stderr), (pattern, outcome.told())


def swapped_ends_print_no_line_to_paste(shop):
    """The source is the twin that was made from this target: no mode, no earlier force, gets around it by accident."""
    _own_both(shop)
    before = content_hash(shop.playground.source, with_comment=True)
    for target in ("", 'mode = "keep"', 'atomic = "database"', 'atomic = "none"', 'force = "db.example.com:5432/dev"'):
        outcome = _swapped(shop, config=_config(shop, target=target))
        _check_refused(outcome, "swapped", r"2 tables: public\.orders|2 tables: public\.users")
        assert "force = " not in outcome.stderr and ("force" in target or "force" not in outcome.stderr), outcome.told()
    assert content_hash(shop.playground.source, with_comment=True) == before, "production has changed"


def swapped_ends_without_any_stamp(shop):
    """The first night, with the secrets exchanged: development is small, and production is what would be replaced."""
    _own_both(shop)
    shop.playground.recreate_target()
    with Session(shop.playground.target, user=shop.playground.owner) as development:
        development.query("CREATE TABLE users (user_id int PRIMARY KEY, name text); INSERT INTO users VALUES (1, 'me')")
    for target in ("", 'mode = "keep"'):
        outcome = _swapped(shop, config=_config(shop, target=target))
        _check_refused(outcome, "swapped", "the source holds less")
        assert "force" not in outcome.stderr, outcome.told()
    shop.playground.recreate_target()  # nothing at all in it
    _check_refused(_swapped(shop, config=_config(shop)), "swapped")


def a_stamp_is_told_and_swapped_back_is_refused(shop):
    """Even where production has become a twin by a swap that somebody forced, it is not replaced by accident again."""
    _own_both(shop)
    plan = shop.run(command=["plan"], source_url=_url(shop.playground.target, shop.playground.owner), config=_config(shop))
    assert plan.status == 0 and re.search(r'note: the source is itself a twin.*"' + shop.playground.source, plan.stderr), plan.told()
    with Session(shop.playground.source) as source:
        source.query(f"COMMENT ON DATABASE {identifier(shop.playground.source)} IS NULL")
    forced = _config(shop, target=f'force = "{_endpoint(shop.playground.source)}"')
    outcome = _swapped(shop, config=forced)
    assert outcome.status == 0 and "note: the source is itself a twin" in outcome.stderr, outcome.told()
    _check_refused(shop.run(config=_config(shop)), "is an earlier twin", "the source is a twin that was made from it: are source and target swapped")


def a_twin_of_a_twin_is_allowed(shop):
    """Where the target is not the one that the source came from: a laptop's copy of staging."""
    owner = shop.playground.owner
    third = f"{shop.playground.target}_laptop"
    shop.playground.admin(f"CREATE DATABASE {identifier(third)} OWNER {identifier(owner)} TEMPLATE template0")
    try:
        for _ in range(2):
            outcome = shop.run(source_url=_url(shop.playground.target, owner), target_url=_url(third, owner), config=_config(shop))
            assert outcome.status == 0 and "note: the source is itself a twin" in outcome.stderr, outcome.told()
            assert any("itself a twin" in note for note in outcome.report["notes"]), outcome.report
    finally:
        shop.playground.admin(f"DROP DATABASE {identifier(third)} WITH (FORCE)")


def force_may_leave_out_the_usual_port_alone(shop):
    shop.playground.recreate_target()
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE TABLE precious (id int)")
    _check_refused(shop.run(config=_config(shop, target=f'force = "{os.environ["PGHOST"]}/{shop.playground.target}"')),
                   re.escape(f'force = "{_endpoint(shop.playground.target)}"'))
    outcome = shop.run(config=_config(shop, target=f'force = "{_endpoint(shop.playground.target)}"'))
    assert outcome.status == 0, outcome.told()


def only_what_would_be_dropped_counts(shop):
    """A schema that [source] schemas leaves out is nobody's obstacle; with it in scope what would go is named."""
    shop.playground.recreate_target()
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE SCHEMA platform; CREATE TABLE platform.accounts AS SELECT 1 AS id; CREATE TYPE platform.stage AS ENUM ('new');"
                    "CREATE FUNCTION platform.ping() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        for _ in range(2):
            shop.refresh()
        assert owner.query("SELECT * FROM platform.accounts") == [("1",)]
        with Session(shop.playground.source) as source:
            source.query("CREATE SCHEMA platform")
            shop.refresh()  # empty in the source: it is left alone
            # Something of the source's is there now too, and no refresh has made what the target has there.
            source.query("CREATE TABLE platform.ours (id int)")
            outcome = shop.run()
            _check_refused(outcome, r"an earlier twin, but none of the schema platform", r"1 table: platform\.accounts",
                           r"function platform\.ping\(\), type platform\.stage", r"force = ", r"\[source\] schemas")
            shop.playground.recreate_target()
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE FUNCTION ping() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE stage AS ENUM ('new')")
    _check_refused(shop.run(), r"dropped: function public\.ping\(\), type public\.stage")


def a_target_that_keeps_its_schema_may_be_without_rows(shop):
    """mode = "keep" empties tables: where those hold no row, nothing is lost; a row in a table that references one counts."""
    shop.playground.recreate_target()
    keep = 'mode = "keep"'
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE TABLE users (user_id int PRIMARY KEY, name text, colour text); CREATE TABLE mine (note text);"
                    "CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);"
                    "CREATE TABLE badges (user_id int REFERENCES users); INSERT INTO mine VALUES ('stays');"
                    "INSERT INTO users VALUES (1); INSERT INTO badges VALUES (1)")
        _check_refused(shop.run(config=_config(shop, target=keep)), r"what would be emptied: 2 tables: public\.badges, public\.users|public\.users, public\.badges",
                       "force = ")
        owner.query("DELETE FROM badges; DELETE FROM users")
        outcome = shop.run(config=_config(shop, target=keep))
        assert outcome.status == 0, outcome.told()
        assert owner.query("SELECT note FROM mine") == [("stays",)]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
