#!/usr/bin/env python3
"""A real hot standby as the source: pg_basebackup, streaming, and recovery conflicts.

    tests/support/with_postgres tests/story/standby.py [NAME...]
"""
import os
import sys

from content_hash import content_hash
from named_tests import run_named_tests
from own_server import OwnServer
from postgres import Session, literal
from program import end_of, start_subset
from tcp_proxy import Proxy
from waiting import wait_until

ROOT = '[[root]]\ntable = "users"\nwhere = "user_id > 100{slow}"\nchildren = true\n'


class Standby(OwnServer):
    """Of the tests' server."""

    def make_data(self):
        self.run_tool("pg_basebackup", "-D", self.data, "-h", os.environ["PGHOST"], "-p", os.environ["PGPORT"], "-U", "postgres",
                      "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync")
        with Session("postgres") as primary:  # a standby must have at least as much room
            for name in ("max_connections", "max_locks_per_transaction"):
                self.options[name] = primary.value(f"SHOW {name}")

    def wait_for(self, shop):
        """Until it has replayed what was done so far."""
        with Session(shop.playground.source) as source:
            place = source.value("SELECT pg_current_wal_insert_lsn()")
        with self.session("postgres") as standby:
            wait_until(lambda: standby.value(f"SELECT pg_last_wal_replay_lsn() >= {literal(place)}::pg_lsn") == "t", "the standby's replay")

    def set_delay(self, delay):
        """How long the replay waits for a query that is in its way: 0 cancels it at once, -1 lets it end."""
        with self.session("postgres") as standby:
            standby.query(f"ALTER SYSTEM SET max_standby_streaming_delay = {delay}")
            standby.query("SELECT pg_reload_conf()")

    def url(self, shop):
        return shop.playground.source_url(host=str(self.folder), port=self.port)


def _config(shop, slow="", source=""):
    path = shop.folder / "standby.toml"
    path.write_text(f'[source]\n{source}\n[target]\nlock_timeout = "5s"\n' + ROOT.format(slow=slow))
    return path


def _conflict(shop, standby, process):
    """While the program reads: rows that its snapshot sees are vacuumed away on the primary.

    Until then the replay waits as it does by default, since other tests work on the same primary.
    """
    with standby.session("postgres") as watcher:
        shop.playground.wait_for_reading(watcher, process)
    standby.set_delay(0)
    with Session(shop.playground.source) as source:
        source.query("DELETE FROM orders WHERE order_id % 2 = 0")
        source.query("VACUUM orders")


def a_standby_serves(shop):
    with Standby() as standby:
        standby.wait_for(shop)
        direct = shop.refresh(config=_config(shop)).report
        outcome = shop.run(config=_config(shop), source_url=standby.url(shop))
        assert outcome.status == 0, outcome.told()
        assert [(t["table"], t["rows"]) for t in outcome.report["tables"]] == [(t["table"], t["rows"]) for t in direct["tables"]]


def a_recovery_conflict_is_told(shop):
    with Standby() as standby:
        standby.wait_for(shop)
        process = start_subset(_config(shop, " AND pg_sleep(0.02) IS NOT NULL"), standby.url(shop), shop.playground.target_url())
        _conflict(shop, standby, process)
        _, stderr = end_of(process, 120)
        assert process.returncode == 1 and "hot_standby_feedback" in stderr, stderr
        with Session(shop.playground.target) as target:
            assert target.query("SELECT count(*) FROM orders") == [("16000",)], "the twin has changed"


def a_retry_begins_again(shop):
    with Standby() as standby:
        standby.wait_for(shop)
        process = start_subset(_config(shop, " AND pg_sleep(0.02) IS NOT NULL", "retries = 9"), standby.url(shop), shop.playground.target_url())
        _conflict(shop, standby, process)
        standby.wait_for(shop)
        standby.set_delay(-1)
        _, stderr = end_of(process, 120)
        assert process.returncode == 0 and "Starting again" in stderr, stderr
        with Session(shop.playground.target) as target:
            assert target.query("SELECT count(*) FROM orders") == [("8000",)], "not what the second snapshot shows"


def its_own_standby_is_refused(shop):
    with Standby() as standby:
        standby.wait_for(shop)
        with Session(shop.playground.target) as target:
            before = target.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
        url = standby.url(shop).replace(f"/{shop.playground.source}?", f"/{shop.playground.target}?").replace(shop.playground.reader, shop.playground.owner)
        outcome = shop.run(config=_config(shop), source_url=url)
        assert outcome.status == 3 and "standby of the target" in outcome.stderr, outcome.told()
        with Session(shop.playground.target) as target:
            assert target.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()") == before


def a_balanced_reader_endpoint_is_refused(shop):
    """Whichever connection is the first that another server gets: after the first look at the endpoint, one that reads, or pg_dump's."""
    with Standby(listen_addresses="127.0.0.1") as standby:
        standby.wait_for(shop)
        refused = []
        for same in range(1, 12):
            before = content_hash(shop.playground.target, with_comment=True)
            with Proxy(port_of=lambda number: os.environ["PGPORT"] if number <= same else standby.port) as balancer:
                outcome = shop.run(config=_config(shop), source_url=shop.playground.source_url(host=balancer.host, port=balancer.port))
            if outcome.status != 0:
                assert outcome.status == 3 and "not on one server" in outcome.errors[0] and "load-balanced" in outcome.stderr, outcome.told()
                assert content_hash(shop.playground.target, with_comment=True) == before
                refused.append("pg_dump" if "pg_dump" in outcome.errors[0] else "reader")
            elif same > 1:
                break
        assert refused == ["reader", "pg_dump"], refused


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
