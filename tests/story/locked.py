#!/usr/bin/env python3
"""The lock file and --locked: what has come to the source since the last accepted run is listed, and refused where that is asked for.

    tests/support/with_postgres tests/story/locked.py [NAME...]
"""
import os
import sys
import tomllib

from named_tests import run_named_tests
from postgres import run_psql


def _alter(shop, sql):
    run_psql(shop.playground.source, text=sql)
    shop.playground.grant_reader()


def _lock(shop):
    return shop.folder / "twin.lock"



def a_run_writes_what_the_source_has(shop):
    lock = tomllib.loads(_lock(shop).read_text())
    assert lock == {"table": [
        {"name": "public.orders", "columns": {"order_id": "integer", "user_id": "integer", "note": "text"},
         "references": {"orders_user_id_fkey": "(user_id) to public.users (user_id)"}},
        {"name": "public.users", "columns": {"user_id": "integer", "name": "text"}}]}, lock
    before = _lock(shop).stat().st_mtime_ns
    shop.refresh("--locked")
    shop.refresh()
    assert _lock(shop).stat().st_mtime_ns == before, "written anew though nothing is new"


def what_is_new_is_refused_with_its_names(shop):
    _alter(shop, """CREATE TABLE invoices (invoice_id int PRIMARY KEY, order_id int REFERENCES orders);
                    ALTER TABLE users ADD phone text, ADD visits int;
                    ALTER TABLE orders ADD seller_id int CONSTRAINT sold_by REFERENCES users""")
    before = _lock(shop).read_text()
    for command in ([], ["plan"]):
        outcome = shop.run("--locked", command=command)
        assert outcome.status == 3, outcome.told()
        for word in ("public.invoices", "public.users.visits", "public.orders.seller_id", "sold_by"):
            assert word in " ".join(outcome.hints), f"not told: {word}\n{outcome.told()}"
        personal = [line for line in outcome.errors if "personal" in line]
        assert len(personal) == 1 and "public.users.phone" in personal[0], outcome.told()
        assert "visits" not in personal[0], outcome.told()
    assert _lock(shop).read_text() == before, "a refused run has changed the lock file"


def without_locked_it_is_listed_and_accepted(shop):
    _alter(shop, "ALTER TABLE users ADD visits int")
    outcome = shop.run(command=["plan"])
    assert outcome.status == 0 and "warning: the source has something that twin.lock does not know" in outcome.stderr, outcome.told()
    assert "public.users.visits" in outcome.stderr, outcome.told()
    assert shop.run("--locked").status == 3
    shop.refresh()
    outcome = shop.refresh("--locked")
    assert "twin.lock" not in outcome.stderr, outcome.told()


def another_type_is_new_too(shop):
    _alter(shop, "ALTER TABLE orders ALTER note TYPE varchar(300)")
    outcome = shop.run("--locked")
    assert outcome.status == 3 and "public.orders.note (character varying(300), it was text)" in outcome.stderr, outcome.told()


def what_has_gone_is_no_drift(shop):
    _alter(shop, "ALTER TABLE orders DROP note")
    shop.refresh("--locked")


def a_new_column_looks_personal_by_its_values(shop):
    _alter(shop, "ALTER TABLE orders ADD remark text; UPDATE orders SET remark = 'somebody' || order_id || '@example.com'")
    outcome = shop.run("--locked")
    assert outcome.status == 3 and any("personal" in line and "public.orders.remark" in line for line in outcome.errors), outcome.told()


def a_masked_new_column_is_not_told_apart(shop):
    _alter(shop, "ALTER TABLE users ADD phone text")
    config = shop.config()
    config.write_text(config.read_text() + '[[table]]\nname = "users"\nmask = { phone = "\'+999\' || c.user_id" }\n')
    outcome = shop.run("--locked", config=config)
    assert outcome.status == 3 and "personal" not in "".join(outcome.errors), outcome.told()


def a_new_personal_column_is_drift_before_it_is_unclassified(shop):
    _alter(shop, "ALTER TABLE users ADD phone text")
    config = shop.config()
    config.write_text(config.read_text() + '[mask]\nunclassified = "error"\nkeep = ["users.name", "orders.note"]\n')
    outcome = shop.run("--locked", config=config)
    assert outcome.status == 3 and "public.users.phone" in outcome.errors[0], outcome.told()
    assert shop.run(config=config).status == 2


def without_a_lock_file_locked_is_refused(shop):
    _lock(shop).unlink()
    outcome = shop.run("--locked")
    assert outcome.status == 3 and "there is no" in outcome.errors[0] and outcome.hints, outcome.told()
    assert not _lock(shop).exists(), "written by a run that was refused"


def a_broken_lock_file_is_told_with_its_place(shop):
    for text, place in (("[[table]]\nname = 1\n", "twin.lock:1"), ("[[table]\n", "twin.lock:1"), ("x = 1\n", "twin.lock")):
        _lock(shop).write_text(text)
        outcome = shop.run("--locked")
        assert outcome.status == 2 and place in outcome.errors[0] and outcome.hints, outcome.told()
    outcome = shop.refresh()
    assert "warning: the lock file does not hold what subset writes" in outcome.stderr, outcome.told()
    shop.refresh("--locked")


def a_failed_run_accepts_nothing(shop):
    before = _lock(shop).read_text()
    _alter(shop, "ALTER TABLE users ADD visits int")
    assert shop.run(target_url="host=127.0.0.1 port=1 dbname=none").status == 1
    assert _lock(shop).read_text() == before


def a_new_table_that_nobody_may_look_into_is_drift_all_the_same(shop):
    _alter(shop, """CREATE TABLE hidden (id int PRIMARY KEY, email text); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
                    INSERT INTO hidden VALUES (1, 'somebody@example.com')""")
    config = shop.config()
    config.write_text(config.read_text() + '[[table]]\nname = "hidden"\nrows = "none"\n')
    outcome = shop.run("--locked", config=config)
    assert outcome.status == 3 and "public.hidden.email" in outcome.errors[0], outcome.told()
    shop.refresh(config=config)
    shop.refresh("--locked", config=config)


def other_commands_have_no_business_with_it(shop):
    _lock(shop).write_text("<<<<<<< of a merge")
    for command in (["why", "users"], ["graph"], ["verify"]):
        outcome = shop.run(command=command)
        assert outcome.status == 0 and "lock" not in outcome.stderr, outcome.told()


def a_config_that_is_called_like_a_lock_file_is_not_written_over(shop):
    config = shop.folder / "prod.lock"
    config.write_text(shop.config().read_text())
    before = config.read_text()
    shop.refresh(config=config)
    assert config.read_text() == before and (shop.folder / "prod.lock.lock").exists()


def names_of_any_kind_come_through(shop):
    _alter(shop, """CREATE SCHEMA "a.b"; CREATE TABLE "a.b"."t ""x"" \\ y" ("c.d" int PRIMARY KEY, "tab	bed" int, "größe" int)""")
    shop.refresh()
    shop.refresh("--locked")


def a_folder_that_cannot_be_written_to_is_no_failure(shop):
    if os.getuid() == 0:
        _lock(shop).unlink()
        _lock(shop).mkdir()  # what root cannot replace by a file either
        (_lock(shop) / "x").write_text("")
        outcome = shop.refresh()
        assert outcome.stderr.count("the lock file") == 2, outcome.told()  # neither read nor written
        # A first run whose file nobody can make says so: --locked would refuse the next.
        (_lock(shop) / "x").unlink()
        _lock(shop).rmdir()
        _lock(shop).symlink_to("nowhere/twin.lock")
        outcome = shop.refresh()
        assert "warning: no lock file was written: " in outcome.stderr and "--locked needs the file" in outcome.stderr, outcome.told()
        return
    _lock(shop).unlink()
    shop.folder.chmod(0o500)
    try:
        assert shop.run().status == 0
    finally:
        shop.folder.chmod(0o700)


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
