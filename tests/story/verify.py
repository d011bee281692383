#!/usr/bin/env python3
"""subset verify: whether a twin is still whole, and what has changed since it was made; the target alone is asked.

    tests/support/with_postgres tests/story/verify.py [NAME...]
"""
import fcntl
import gzip
import json
import os
import pathlib
import pty
import struct
import subprocess
import sys
import termios
import tempfile

from content_hash import content_hash
from named_tests import NotPossibleHere, run_named_tests
from playground import SECRET, Playground
from postgres import Session, identifier, literal, run_psql
from program import SAMPLE_DATA, binary, environment, run_subset

# A server that is not there: nothing here may need the source.
NOWHERE = "postgresql://nobody@/nothing?host=/nowhere&port=1"
WHOLE = '[[table]]\nname = "*"\nrows = "all"\n'
UNGUARDED = "SET session_replication_role = replica; "  # no trigger of a foreign key fires


class Verified:
    """One verification: its status, the JSON, and what was told."""

    def __init__(self, outcome):
        self.status, self.outcome = outcome.status, outcome
        self.json = json.loads(outcome.stdout) if outcome.stdout.startswith("{") else None

    @property
    def broken(self):
        return {each["name"]: (each["dangling"], each["allowed"], each["dangling_keys"]) for each in self.json["references"]
                if each["dangling"] > each["allowed"]}

    def holds(self):
        assert self.status == 0 and self.json["verified"] is True and not self.broken, self.outcome.told()
        return self

    def breaks(self, **references):
        """Exactly these references, each with its rows that dangle and the keys that are told; the errors say so too."""
        assert self.status == 4 and self.json["verified"] is False, self.outcome.told()
        assert {name: (rows, keys) for name, (rows, _, keys) in self.broken.items()} == references, self.outcome.told()
        assert len(self.outcome.errors) == len(references) == len(self.outcome.hints), self.outcome.told()
        for name, (rows, keys) in references.items():
            line = next(line for line in self.outcome.errors if f" by {name} to a row of " in line)
            assert f"error: {rows} row" in line and f"(such as {', '.join(keys)})" in line, line
        return self


def _verify(shop, config=None, source_url=NOWHERE, target_url=None, arguments=(), **more):
    return Verified(run_subset(config or shop.config(), source_url, target_url or shop.playground.target_url(), "--format", "json", *arguments,
                               command=["verify"], **more))


def _text(shop, config=None, arguments=()):
    return run_subset(config or shop.config(), NOWHERE, shop.playground.target_url(), *arguments, command=["verify"])


def _run_alone(*arguments, **more):
    """Without a config, and with no more in the environment than `more` says."""
    variables = {name: value for name, value in environment("", "").items() if not name.endswith("_DATABASE_URL")}
    done = subprocess.run([binary(), "verify", *arguments], capture_output=True, text=True, timeout=60, env={**variables, **more})
    assert SECRET not in done.stdout + done.stderr
    return done


def _target(shop, *statements):
    """As a superuser, in one session."""
    with Session(shop.playground.target) as session:
        for statement in statements:
            rows = session.query(statement)
    return rows


def _comment(shop, change):
    """Puts what `change` makes of the target's comment in its place."""
    database = literal(shop.playground.target)
    (text,), = _target(shop, f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {database}")
    changed = change(text)
    assert changed != text
    _target(shop, f"COMMENT ON DATABASE {identifier(shop.playground.target)} IS {'NULL' if changed is None else literal(changed)}")


def _config(shop, text, name="own.toml"):
    path = shop.folder / name
    path.write_text('[source]\nconnect_timeout = "2s"\n' + text)
    return path


def _twin_of(shop, schema, config):
    """A twin of the shop and of this besides; its config."""
    run_psql(shop.playground.source, text=schema)
    shop.playground.grant_reader()
    path = _config(shop, config)
    shop.refresh(config=path)
    return path


# what holds


def a_fresh_twin_holds(shop):
    verified = _verify(shop).holds()
    told = verified.json
    # 400 of the 500 users, each with the 40 orders of 20,000 that are theirs.
    assert told["tables"] == [{"table": "public.orders", "rows": 16000, "stamped_rows": 16000},
                              {"table": "public.users", "rows": 400, "stamped_rows": 400}], told
    assert told["references"] == [{"name": "orders_user_id_fkey", "table": "public.orders", "parent": "public.users", "declared": True,
                                   "dangling": 0, "allowed": 0, "dangling_keys": []}], told
    assert told["command"] == "verify" and told["target"]["database"] == shop.playground.target and told["changes"] == [], told
    stamp = told["stamp"]
    assert stamp["source"]["database"] == shop.playground.source and stamp["complete"] and stamp["config_changed"] is False, stamp
    assert 0 <= stamp["age_seconds"] < 300 and told["seconds"]["total"] > 0, told
    assert verified.outcome.report is not None and verified.outcome.report["tables"] == told["tables"], verified.outcome.report
    text = _text(shop)
    assert text.status == 0 and not text.errors, text.told()
    said = " ".join(text.stdout.split())
    assert said.startswith(f"{shop.playground.target}: made from {shop.playground.source} on 20") and " UTC, " in said, said
    assert said.endswith("1 reference holds. 2 tables, 16,400 rows: as when it was made."), said


def nothing_is_written(shop):
    """By a role that may read and nothing else, and by an owner whose sessions are read-only."""
    playground = shop.playground
    before = content_hash(playground.target, with_comment=True)
    _target(shop, f"GRANT CONNECT ON DATABASE {identifier(playground.target)} TO {identifier(playground.reader)}",
            f"GRANT USAGE ON SCHEMA public TO {identifier(playground.reader)}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {identifier(playground.reader)}")
    granted = content_hash(playground.target, with_comment=True)
    reader = playground.target_url().replace(playground.owner, playground.reader)
    verified = _verify(shop, target_url=reader).holds()
    assert verified.json["stamp"] is not None, verified.outcome.told()
    assert content_hash(playground.target, with_comment=True) == granted != before
    playground.admin(f"ALTER ROLE {identifier(playground.owner)} SET default_transaction_read_only = on")
    assert _verify(shop).holds().json["stamp"] is not None
    _target(shop, f"REVOKE SELECT ON orders FROM {identifier(playground.reader)}")
    refused = _verify(shop, target_url=reader)
    assert refused.status == 1 and "the target's role may not read 1 of the tables: public.orders" in refused.outcome.stderr, refused.outcome.told()


def the_source_is_not_asked(shop):
    assert _verify(shop, source_url=NOWHERE).holds() and _verify(shop, source_url="").holds()
    shop.playground.admin(f"DROP DATABASE {identifier(shop.playground.source)}")
    _verify(shop, source_url=shop.playground.source_url()).holds()


def without_a_config_declared_references_are_proven(shop):
    url = shop.playground.target_url()
    done = _run_alone("--target", url)
    assert done.returncode == 0 and "1 reference holds. 2 tables, 16,400 rows: as when it was made." in done.stdout, done.stdout + done.stderr
    # How long ago it was made stands before.
    assert _run_alone(DEV_DATABASE_URL=url).stdout.partition("1 reference holds")[2:] == done.stdout.partition("1 reference holds")[2:]
    stamp = json.loads(_run_alone("--target", url, "--format", "json").stdout)["stamp"]
    assert stamp["config_changed"] is None, stamp
    _target(shop, UNGUARDED + "DELETE FROM users WHERE user_id = 101")
    done = _run_alone("--target", url)
    assert done.returncode == 4 and "orders_user_id_fkey" in done.stderr, done.stdout + done.stderr
    done = _run_alone()
    assert done.returncode == 2 and "DEV_DATABASE_URL is not set" in done.stderr, done.stderr


def every_way_of_making_a_twin(shop):
    playground = shop.playground
    playground.allow_databases()
    for atomic in ("database", "none"):
        config = shop.config(target=f'atomic = "{atomic}"')
        shop.refresh(config=config)
        assert _verify(shop, config).holds().json["changes"] == []
    # A target that keeps its own schema has keys of its own names, and a table that the source has not.
    _target(shop, "ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey TO bought_by",
            "CREATE TABLE settings (line text)", "INSERT INTO settings VALUES ('mine')",
            f"ALTER TABLE settings OWNER TO {identifier(playground.owner)}")
    config = shop.config(target='mode = "keep"')
    shop.refresh(config=config)
    told = _verify(shop, config).holds().json
    assert [each["name"] for each in told["references"]] == ["bought_by"], told
    assert told["changes"] == ["public.settings: 1 row, none when it was made"], told


# what does not hold


def a_deleted_parent_is_found_whatever_the_constraint_says(shop):
    _target(shop, UNGUARDED + "DELETE FROM users WHERE user_id BETWEEN 101 AND 104")
    # Four users with 40 orders each; three keys are told.
    verified = _verify(shop).breaks(orders_user_id_fkey=(160, ["101", "102", "103"]))
    assert verified.json["changes"] == ["public.users: 396 rows, 400 when it was made"], verified.json
    text = _text(shop)
    assert text.status == 4 and "1 of 1 reference does not hold. 2 tables, 16,396 rows; since it was made:" in text.stdout, text.told()
    shown = [line.split() for line in text.stdout.splitlines()]
    assert ["public.users", "396", "400", "-4"] in shown and ["orders_user_id_fkey", "public.orders", "160", "0"] in shown, text.told()
    _target(shop, "DELETE FROM orders WHERE user_id BETWEEN 101 AND 103", UNGUARDED + "DELETE FROM orders WHERE user_id = 104 AND order_id > 104")
    _verify(shop).breaks(orders_user_id_fkey=(1, ["104"]))


def triggers_that_stay_disabled_are_told(shop):
    _target(shop, "ALTER TABLE orders DISABLE TRIGGER ALL")
    note = "the foreign key orders_user_id_fkey of public.orders is not enforced: its triggers are disabled"
    assert _verify(shop).holds().json["changes"] == [note]
    _target(shop, "INSERT INTO orders VALUES (90001, 7, 'nobody''s')")
    assert note in _verify(shop).breaks(orders_user_id_fkey=(1, ["7"])).json["changes"]
    _target(shop, "ALTER TABLE orders ENABLE TRIGGER ALL", "DELETE FROM orders WHERE order_id = 90001")
    assert _verify(shop).holds().json["changes"] == []
    _target(shop, "ALTER TABLE users DISABLE TRIGGER ALL")  # the other end
    assert _verify(shop).holds().json["changes"] == [note]


def a_dropped_foreign_key_is_told(shop):
    drop = "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey"
    _target(shop, drop)
    told = _verify(shop).holds().json
    assert "the foreign key orders_user_id_fkey of public.orders is gone" in told["changes"], told
    text = _text(shop)
    assert "The foreign key orders_user_id_fkey of public.orders is gone." in text.stdout, text.told()
    # What it said is looked at all the same.
    assert [each["name"] for each in told["references"]] == ["orders_user_id_fkey"] and told["references"][0]["dangling"] == 0, told
    _target(shop, "DELETE FROM users WHERE user_id = 101")
    _verify(shop).breaks(orders_user_id_fkey=(40, ["101"]))
    # Written in the config it is proven all the same; made again and NOT VALID too.
    written = _config(shop, WHOLE + '[[reference]]\nname = "bought_by"\ntable = "orders"\ncolumns = ["user_id"]\nparent = "users"\n')
    verified = _verify(shop, written).breaks(bought_by=(40, ["101"]), orders_user_id_fkey=(40, ["101"]))
    assert verified.json["references"][0]["declared"] is False and "the config has changed since" in verified.json["changes"], verified.json
    assert verified.json["stamp"]["config_changed"] is True
    _target(shop, "ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users NOT VALID")
    verified = _verify(shop).breaks(orders_user_id_fkey=(40, ["101"]))
    assert "the foreign key orders_user_id_fkey of public.orders is NOT VALID" in verified.json["changes"], verified.json


POLYMORPHIC = """
CREATE TABLE comments (comment_id int PRIMARY KEY, subject_type text, subject text, body text);
INSERT INTO comments SELECT n, CASE n % 3 WHEN 0 THEN 'Order' WHEN 1 THEN 'User' ELSE 'Page' END,
  CASE n % 3 WHEN 2 THEN 'page ' || n ELSE n::text END, 'text' FROM generate_series(150, 449) AS n;
"""
COMMENTS = WHOLE + """
[[reference]]
name = "comment_on_order"
table = "comments"
columns = ["((c.subject)::int)"]
parent = "orders"
when = "c.subject_type = 'Order'"
[[reference]]
name = "comment_on_user"
table = "comments"
columns = ["((c.subject)::int)"]
parent = "users"
when = "c.subject_type = 'User'"
"""


def written_references_are_proven(shop):
    config = _twin_of(shop, POLYMORPHIC, COMMENTS)
    told = _verify(shop, config).holds().json
    assert [(each["name"], each["declared"]) for each in told["references"]] == [
        ("comment_on_order", False), ("comment_on_user", False), ("orders_user_id_fkey", True)], told
    # Nothing guards them: 151 % 3 is 1, a user's; 153 % 3 is 0, an order's; 152 is of neither.
    _target(shop, "UPDATE comments SET subject = '90000' || comment_id WHERE comment_id IN (151, 152, 153)")
    _verify(shop, config).breaks(comment_on_order=(1, ["90000153"]), comment_on_user=(1, ["90000151"]))
    _verify(shop, _config(shop, WHOLE, "plain.toml")).holds()


def rows_that_dangle_by_rule_are_allowed(shop):
    """As many as the stamp remembers, and no more."""
    schema = """
        CREATE TABLE parcels (parcel_id int PRIMARY KEY, order_id int);
        INSERT INTO parcels SELECT n, CASE WHEN n <= 3 THEN 77000 + n ELSE n END FROM generate_series(1, 50) AS n;
        ALTER TABLE parcels ADD CONSTRAINT "of.order" FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
        CREATE TABLE visits (visit_id int, "User" text);
        INSERT INTO visits VALUES (1, 'user 7'), (2, 'nobody'), (3, NULL);"""
    written = '[[reference]]\ntable = "visits"\ncolumns = ["User"]\nparent = "users"\nparent_columns = ["name"]\n'
    config = _twin_of(shop, schema, WHOLE + written)
    verified = _verify(shop, config).holds()
    assert {(each["name"], each["dangling"], each["allowed"]) for each in verified.json["references"]} == {
        ("of.order", 3, 3), ("visits(User) -> users", 1, 1), ("orders_user_id_fkey", 0, 0)}, verified.json
    assert verified.json["changes"] == [], verified.json
    assert "3 references hold, but for 4 rows kept so when it was made." in _text(shop, config).stdout
    _target(shop, "DELETE FROM parcels WHERE parcel_id = 1")
    _verify(shop, config).holds()
    _target(shop, UNGUARDED + "INSERT INTO parcels VALUES (91, 88001)")
    _verify(shop, config).holds()  # as many again
    _target(shop, UNGUARDED + "INSERT INTO parcels VALUES (92, 88002)", "INSERT INTO visits VALUES (4, 'nobody')")
    verified = _verify(shop, config).breaks(**{"of.order": (4, ["77002", "77003", "88001"]), "visits(User) -> users": (2, ["nobody"])})
    assert "and 3 did when the twin was made" in verified.outcome.stderr, verified.outcome.told()
    # Of a constraint that the source has validated, by the config's rule.
    with Session(shop.playground.source) as source:
        source.query(UNGUARDED + "DELETE FROM users WHERE user_id = 200")
    config = shop.config(source='dangling = "keep"')
    config.write_text(config.read_text() + WHOLE)
    shop.refresh(config=config)
    verified = _verify(shop, config).holds()
    assert ("orders_user_id_fkey", 40, 40) in {(each["name"], each["dangling"], each["allowed"]) for each in verified.json["references"]}
    assert not any("NOT VALID" in line for line in verified.json["changes"]), verified.json
    _comment(shop, lambda text: None)
    assert "known from a stamp alone" in _verify(shop, config, arguments=["--unstamped"]).breaks(**{"orders_user_id_fkey": (40, ["200"]), "of.order": (3, [
        "77001", "77002", "77003"])}).outcome.stderr


SHAPES = """
CREATE SCHEMA "Other Schema";
CREATE TABLE "Other Schema"."Ünït ""1"" x" ("Key A" int, b citext_like, "Up A" int, up_b citext_like, PRIMARY KEY ("Key A", b),
  CONSTRAINT "up: it's" FOREIGN KEY ("Up A", up_b) REFERENCES "Other Schema"."Ünït ""1"" x");
INSERT INTO "Other Schema"."Ünït ""1"" x" VALUES (1, 'x', NULL, NULL), (2, 'y', 1, 'x'), (3, 'z', 1, NULL), (4, 'z', NULL, 'nothing');
CREATE TABLE days (day date, n int, PRIMARY KEY (day, n)) PARTITION BY RANGE (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE events (event_id int, day date, n int, CONSTRAINT events_day FOREIGN KEY (day, n) REFERENCES days) PARTITION BY LIST (event_id);
CREATE TABLE events_odd PARTITION OF events FOR VALUES IN (1, 3);
CREATE TABLE events_even (n int, event_id int, day date);
ALTER TABLE events ATTACH PARTITION events_even FOR VALUES IN (2, 4);
INSERT INTO days VALUES ('2020-05-05', 1), ('2021-05-05', 1);
INSERT INTO events VALUES (1, '2020-05-05', 1), (2, '2021-05-05', 1), (3, '2020-05-05', NULL), (4, NULL, NULL);
ALTER TABLE events_even ADD CONSTRAINT events_even_user FOREIGN KEY (event_id) REFERENCES users;
CREATE TABLE animals (animal_id uuid PRIMARY KEY);
CREATE TABLE dogs () INHERITS (animals);
CREATE TABLE collars (animal_id uuid REFERENCES animals);
INSERT INTO animals VALUES ('00000000-0000-0000-0000-000000000001');
INSERT INTO dogs VALUES ('00000000-0000-0000-0000-000000000002');
INSERT INTO collars VALUES ('00000000-0000-0000-0000-000000000001');
""".replace("citext_like", "varchar(20)")


def every_shape_of_reference(shop):
    config = _twin_of(shop, SHAPES, WHOLE)
    told = _verify(shop, config).holds().json
    assert [(each["table"], each["name"]) for each in told["references"]] == [
        ('Other Schema.Ünït "1" x', "up: it's"), ("public.collars", "collars_animal_id_fkey"), ("public.events", "events_day"),
        ("public.events_even", "events_even_user"), ("public.orders", "orders_user_id_fkey")], told
    counts = {each["table"]: each["rows"] for each in told["tables"]}
    assert counts == {'Other Schema.Ünït "1" x': 4, "public.animals": 1, "public.collars": 1, "public.days": 2, "public.dogs": 1,
                      "public.events": 4, "public.orders": 20000, "public.users": 500}, counts
    # Values that are not all there refer to nothing; an heir's row is not its parent's.
    _target(shop, UNGUARDED + """DELETE FROM "Other Schema"."Ünït ""1"" x" WHERE b = 'x'; DELETE FROM days_1;
        DELETE FROM users WHERE user_id IN (2, 3); DELETE FROM orders WHERE user_id IN (2, 3);
        UPDATE collars SET animal_id = '00000000-0000-0000-0000-000000000002'""")
    _verify(shop, config).breaks(**{"up: it's": (1, ["(1, x)"]), "events_day": (1, ["(2020-05-05, 1)"]), "events_even_user": (1, ["2"]),
                                    "collars_animal_id_fkey": (1, ["00000000-0000-0000-0000-000000000002"])})
    # With one schema named, the others are nobody's business.
    one = _config(shop, 'schemas = ["Other Schema"]\n' + WHOLE, "one.toml")
    verified = _verify(shop, one).breaks(**{"up: it's": (1, ["(1, x)"])})
    assert [each["table"] for each in verified.json["tables"]] == ['Other Schema.Ünït "1" x'], verified.json


def a_schema_of_the_targets_own_is_not_the_twins(shop):
    """Neither rows that dangle there nor tables that nobody may read say anything of the twin."""
    _target(shop, """CREATE SCHEMA tools; CREATE TABLE tools.parts (id int PRIMARY KEY); CREATE TABLE tools.uses (part int);
                     INSERT INTO tools.uses VALUES (1); ALTER TABLE tools.uses ADD FOREIGN KEY (part) REFERENCES tools.parts NOT VALID;
                     REVOKE ALL ON SCHEMA tools FROM PUBLIC""")
    told = _verify(shop).holds().json
    assert not [table for table in told["tables"] if table["table"].startswith("tools.")], told
    assert told["changes"] == [], told


def references_into_a_schema_that_is_left_out(shop):
    """They are NULL in the twin, which has no such table for a written one to point at."""
    schema = """
        CREATE SCHEMA hr; CREATE TABLE hr.people (person_id int PRIMARY KEY); INSERT INTO hr.people VALUES (1);
        CREATE TABLE desks (desk_id int PRIMARY KEY, person_id int REFERENCES hr.people, cleaner_id int);
        INSERT INTO desks VALUES (1, 1, 1), (2, NULL, NULL);"""
    config = _twin_of(shop, schema, 'schemas = ["public"]\n' + WHOLE + '[[reference]]\ntable = "desks"\ncolumns = ["cleaner_id"]\nparent = "hr.people"\n')
    told = _verify(shop, config).holds().json
    assert [each["name"] for each in told["references"]] == ["orders_user_id_fkey"] and told["changes"] == [], told
    (missing,) = [line for line in _verify(shop, _config(shop, 'schemas = ["public", "hr"]\n' + WHOLE)).holds().json["changes"] if "hr" in line]
    assert missing == "the schema hr of [source] schemas is not there", missing


# what has changed


def other_counts_are_reported(shop):
    _target(shop, "INSERT INTO users VALUES (9001, 'new'), (9002, 'new')", "DELETE FROM orders WHERE order_id <= 1000",
            "CREATE TABLE notes (line text)", "INSERT INTO notes VALUES ('mine')", "CREATE TABLE nothing (line text)")
    gone = 1000 - sum(n % 500 + 1 <= 100 for n in range(1, 1001))  # those that the twin had
    for relation in ("notes", "nothing"):
        _target(shop, f"ALTER TABLE {relation} OWNER TO {identifier(shop.playground.owner)}")
    told = _verify(shop).holds().json
    assert told["changes"] == ["public.notes: 1 row, none when it was made", f"public.orders: {16000 - gone:,} rows, 16,000 when it was made",
                               "public.users: 402 rows, 400 when it was made"], told["changes"]
    assert {"table": "public.nothing", "rows": 0, "stamped_rows": None} in told["tables"], told
    _target(shop, "DROP TABLE orders")
    told = _verify(shop).holds().json
    assert "public.orders is gone; it had 16,000 rows when it was made" in told["changes"], told
    assert not any("foreign key" in line for line in told["changes"]), "it went with its table"
    lines = [line.split() for line in _text(shop).stdout.splitlines()]
    assert ["public.orders", "gone", "16,000", "-16,000"] in lines and ["public.notes", "1", "-", "+1"] in lines, lines


def an_incomplete_twin_is_not_whole(shop):
    (shop.folder / "after.sql").write_text("SELECT 1 / 0;")
    config = shop.config(target='atomic = "none"\nafter = "after.sql"')
    assert shop.run(config=config).status == 1
    verified = _verify(shop, config)
    assert verified.status == 4 and verified.json["verified"] is False and verified.json["stamp"]["complete"] is False, verified.outcome.told()
    assert verified.outcome.errors == [f"error: the twin in {shop.playground.target} is incomplete: a refresh did not come to its end"]
    assert "and not complete" in _text(shop, config).stdout.replace("\n", " ")


def a_stamp_that_does_not_count(shop):
    """A check on a wrong url must not be green for months; --unstamped proves the references all the same."""
    def told(change):
        _comment(shop, change)
        refused = _verify(shop)
        assert refused.status == 3 and shop.playground.target in refused.outcome.errors[0], refused.outcome.told()
        assert "is this the right url?" in refused.outcome.errors[0] and "--unstamped" in refused.outcome.hints[0], refused.outcome.told()
        verified = _verify(shop, arguments=["--unstamped"]).holds()
        assert verified.json["stamp"] is None and len(verified.json["changes"]) == 1, verified.outcome.told()
        assert all(table["stamped_rows"] is None for table in verified.json["tables"]), verified.json
        return verified.json["changes"][0]
    stamps = []
    _comment(shop, lambda text: stamps.append(text) or "kept\n" + text)
    assert _verify(shop).holds().json["stamp"] is not None
    elsewhere = "written in another database, or changed"
    oid = json.loads(stamps[0].removeprefix("subset "))["oid"]
    assert elsewhere in told(lambda _: stamps[0].replace(f'"oid":"{oid}"', f'"oid":"{oid}1"'))
    assert elsewhere in told(lambda _: stamps[0].replace('"cluster":"', '"cluster":"1'))
    assert elsewhere in told(lambda _: stamps[0][:-1]), "no JSON"
    assert elsewhere in told(lambda _: stamps[0].replace(":16000", ':"many"'))
    assert elsewhere in told(lambda _: stamps[0].replace('"tables":{', '"tables":[{') + "]")
    assert "has no stamp" in told(lambda _: "a database of ours")
    assert "has no stamp" in told(lambda _: None)
    assert "not known to be a twin" in _text(shop, arguments=["--unstamped"]).stdout
    _target(shop, UNGUARDED + "DELETE FROM users WHERE user_id = 101")
    _verify(shop, arguments=["--unstamped"]).breaks(orders_user_id_fkey=(40, ["101"]))


def a_renamed_copy_is_another_database(shop):
    playground = shop.playground
    copy = playground.beside[0]  # which is dropped in the end
    playground.admin(f"CREATE DATABASE {identifier(copy)} TEMPLATE {identifier(playground.target)} OWNER {identifier(playground.owner)}")
    _comment(shop, lambda text: text + " ")  # trailing space: nothing else
    (text,), = _target(shop, f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = {literal(playground.target)}")
    playground.admin(f"COMMENT ON DATABASE {identifier(copy)} IS {literal(text)}")
    copy_url = playground.target_url().replace(playground.target, copy)
    refused = _verify(shop, target_url=copy_url)
    assert refused.status == 3 and f'was written in another database, "{playground.target}"' in refused.outcome.errors[0], refused.outcome.told()
    verified = _verify(shop, target_url=copy_url, arguments=["--unstamped"]).holds()
    assert verified.json["stamp"] is None and "another database" in verified.json["changes"][0], verified.outcome.told()
    assert _verify(shop).holds().json["stamp"] is not None


# faults


def a_script_cannot_be_verified(shop):
    config = _config(shop, '[target]\nfile = "twin.sql"\n' + WHOLE, "file.toml")
    verified = _verify(shop, config)
    assert verified.status == 2 and "only a database can be verified" in verified.outcome.stderr, verified.outcome.told()
    assert "file.toml:4:" in verified.outcome.stderr and "--target" in verified.outcome.hints[0], verified.outcome.told()
    shop.refresh(config=config)
    shop.playground.recreate_target()
    run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"], single_transaction=True)
    done = run_subset(config, NOWHERE, "", "--target", shop.playground.target_url(), command=["verify"])
    assert done.status == 3 and "has no stamp: is this the right url?" in done.stderr, done.told()
    done = run_subset(config, NOWHERE, "", "--unstamped", "--target", shop.playground.target_url(), command=["verify"])
    assert done.status == 0 and "1 reference holds. 2 tables, 20,500 rows." in done.stdout and "by a script" in done.stdout, done.told()


def faults_of_the_config_are_told(shop):
    def refused(text, *messages, status=2):
        outcome = _verify(shop, _config(shop, text, "wrong.toml")).outcome
        assert outcome.status == status and all(message in outcome.stderr for message in messages), outcome.told()
        assert outcome.stderr.count("wrong.toml:") == len(outcome.errors) >= 1, outcome.told()
    entry = '[[reference]]\ntable = "orders"\ncolumns = ["{}"]\nparent = "{}"\nwhen = "{}"\n'
    refused("nonsense = 1\n[limits]\nrows = -1\n", "nonsense", "rows")
    refused(entry.format("user_id", "people", "true"), "[[reference]] parent public.people does not exist in the target")
    refused(entry.format("customer", "users", "true"), 'column "customer" in [[reference]] columns does not exist in public.orders')
    refused(entry.format("user_id", "users", "c.kind = 1") + entry.format("user_id", "users", "true) OR (true"),
            "does not exist in public.orders", "is not valid SQL")
    refused(entry.format("user_id", "users", "1 / (c.order_id - c.order_id) = 1"), "failed in the target: division by zero", status=1)
    refused('[[reference]]\ntable = "orders"\ncolumns = ["(c.note::int)"]\nparent = "users"\n', "failed in the target: invalid input", status=1)
    before = content_hash(shop.playground.target, with_comment=True)
    refused(entry.format("user_id", "users", "true); COMMIT; DELETE FROM orders; SELECT (true"), "is not valid SQL")
    assert content_hash(shop.playground.target, with_comment=True) == before


def policies_and_locks_in_the_way(shop):
    _target(shop, "ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "CREATE POLICY own ON orders USING (order_id > 100)")
    _verify(shop).holds()  # its owner sees every row
    _target(shop, "ALTER TABLE orders FORCE ROW LEVEL SECURITY")
    verified = _verify(shop)
    assert verified.status == 1 and "of public.orders would hide rows from the target's role" in verified.outcome.stderr, verified.outcome.told()
    _target(shop, "ALTER TABLE orders DISABLE ROW LEVEL SECURITY")
    with Session(shop.playground.target) as other:
        other.query("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        verified = _verify(shop)  # lock_timeout is 1 s in [target]
        assert verified.status == 1 and "the target's tables could not be locked" in verified.outcome.stderr, verified.outcome.told()
        assert "raise [target] lock_timeout" in verified.outcome.stderr, verified.outcome.told()
    _verify(shop).holds()


def user_sql_is_read_by_the_roles_own_search_path(shop):
    schema = """
        CREATE SCHEMA helpers; GRANT USAGE ON SCHEMA helpers TO PUBLIC;
        CREATE FUNCTION helpers.owner_of(line text) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(line, ':', 2)::int $$;
        CREATE TABLE helpers.lines (line text); INSERT INTO helpers.lines VALUES ('user:5'), ('user:6'), (NULL);"""
    roles = (shop.playground.reader, shop.playground.owner)
    for role in roles:
        shop.playground.admin(f"ALTER ROLE {identifier(role)} SET search_path = helpers, public")
    entry = '[[reference]]\nname = "owner"\ntable = "helpers.lines"\ncolumns = ["(owner_of(c.line))"]\nparent = "users"\n'
    config = _twin_of(shop, schema, WHOLE + entry)
    _verify(shop, config).holds()
    _target(shop, UNGUARDED + "DELETE FROM users WHERE user_id = 6; DELETE FROM orders WHERE user_id = 6")
    _verify(shop, config).breaks(owner=(1, ["6"]))


def text_fits_the_terminal(shop):
    _target(shop, UNGUARDED + "DELETE FROM users WHERE user_id = 101", "ALTER TABLE orders DISABLE TRIGGER ALL")
    for width in (40, 60, 120):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        process = subprocess.Popen([binary(), "verify", "--config", str(shop.config())], stdin=subprocess.DEVNULL, stdout=slave,
                                   stderr=subprocess.DEVNULL, env=environment(NOWHERE, shop.playground.target_url()))
        status = process.wait(60)
        os.close(slave)
        with os.fdopen(master, "rb", closefd=False) as reader:
            text = os.read(reader.fileno(), 100000).decode()
        os.close(master)
        assert status == 4 and "public.users" in text and "160" not in text and "40" in text, text
        assert max(map(len, text.splitlines())) <= width, text


def a_real_database(shop):
    data = SAMPLE_DATA
    if not (data / "pagila.sql.gz").exists():
        raise NotPossibleHere(f"no pagila in {data}")
    with Playground("verify_pagila") as playground, tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        (scratch / "source.sql").write_bytes(gzip.decompress((data / "pagila.sql.gz").read_bytes()))
        playground.load_source(scratch / "source.sql")
        playground.grant_reader()
        config = scratch / "twin.toml"
        for text in ('[[root]]\ntable = "customer"\nlimit = 20\nchildren = true\n', WHOLE):
            config.write_text(text)
            made = run_subset(config, playground.source_url(), playground.target_url())
            assert made.status == 0, made.told()
            verified = Verified(run_subset(config, NOWHERE, playground.target_url(), "--format", "json", command=["verify"])).holds()
            assert verified.json["changes"] == [], verified.json["changes"]
            rows = {each["table"]: each["rows"] for each in verified.json["tables"]}
            assert rows == {each["table"]: each["rows"] for each in made.report["tables"]}, rows
            assert len(verified.json["references"]) == len(made.report["references"]) > 20, verified.json["references"]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
