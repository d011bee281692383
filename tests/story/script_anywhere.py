#!/usr/bin/env python3
"""A script as the target is loaded by somebody else, into a server and a database that may differ from production's.

    tests/support/with_postgres tests/story/script_anywhere.py [NAME...]
"""
import subprocess
import sys

from file_way import config
from named_tests import run_named_tests
from postgres import Session, conninfo, identifier


def _load(shop):
    """psql as the target's owner; what it says, on either stream."""
    target = shop.playground.target_as_owner
    done = subprocess.run(["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", shop.folder / "twin.sql",
                           conninfo({**target.server, "dbname": target})], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def _write(shop):
    outcome = shop.run(config=config(shop, 'file = "twin.sql"'))
    assert outcome.status == 0, outcome.told()
    shop.playground.recreate_target()
    return outcome


def loading_says_nothing(shop):
    """Neither the results of SELECTs that only set something, nor empty statements; sequences go on where they stood."""
    with Session(shop.playground.source) as source:
        source.query("SELECT setval('tickets', 7)")
    _write(shop)
    assert _load(shop) == ("", "")
    with Session(shop.playground.target) as target:
        assert target.value("SELECT nextval('tickets')") == "8"
    lines = (shop.folder / "twin.sql").read_text().splitlines()
    assert not [line for line in lines if "; ;" in line or line.strip() == ";"]


def settings_that_some_servers_lack_are_not_demanded(shop):
    _write(shop)
    text = (shop.folder / "twin.sql").read_text()
    assert "SET transaction_timeout" not in text and "transaction_timeout" in text, "17 has it, 13 to 16 do not"


def schemas_and_extensions_may_be_there(shop):
    """What a superuser has prepared, as the hint of a refresh says, does not stop the owner who loads the script."""
    with Session(shop.playground.source) as source:
        source.query("CREATE SCHEMA probes; CREATE EXTENSION pageinspect SCHEMA probes; COMMENT ON SCHEMA probes IS 'for admins'")
    shop.playground.grant_reader()
    _write(shop)
    with Session(shop.playground.target) as admin:
        admin.query("CREATE SCHEMA probes; CREATE EXTENSION pageinspect SCHEMA probes")
    assert _load(shop) == ("", "")
    with Session(shop.playground.target) as target:
        assert target.value("SELECT count(*) FROM users") == "400"


def policies_wait_for_their_roles(shop):
    """A policy whose role is not there is left out and told; where it is there, it is made, its comment too."""
    with Session(shop.playground.source) as source:
        source.query(f"""CREATE ROLE clerk; CREATE POLICY clerks ON orders FOR SELECT TO clerk USING (true);
                         COMMENT ON POLICY clerks ON orders IS 'all of them'; CREATE POLICY anybody ON orders USING (true);
                         CREATE POLICY readers ON orders TO {identifier(shop.playground.reader)} USING (user_id > 0)""")
    try:
        outcome = _write(shop)
        assert "clerk" in outcome.stderr and "2 row-security policies" in outcome.stderr, outcome.told()
        assert _load(shop) == ("", "")
        policies = "SELECT polname, obj_description(oid, 'pg_policy') FROM pg_policy ORDER BY 1"
        with Session(shop.playground.target) as target:
            assert target.query(policies) == [("anybody", None), ("clerks", "all of them"), ("readers", None)], target.query(policies)
    finally:
        with Session(shop.playground.source) as source:
            source.query("DROP POLICY clerks ON orders")
            shop.playground.recreate_target()
            source.query("DROP ROLE clerk")
    stdout, stderr = _load(shop)
    assert stdout == "" and stderr.count("WARNING") == 1 and "clerks" in stderr and "clerk" in stderr, stderr
    with Session(shop.playground.target) as target:
        assert target.query(policies) == [("anybody", None), ("readers", None)], target.query(policies)


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
