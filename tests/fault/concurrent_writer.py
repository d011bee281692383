#!/usr/bin/env python3
"""Refreshes while the source is written to: each twin is the reference closure of one and the same snapshot.

    tests/support/with_postgres tests/fault/concurrent_writer.py [--count N] [--seed S]

A proxy before the source sees the id of the snapshot that the program exports, and holds the answer up while the reference
closure is taken in that very snapshot. It then slows the closure until at least a hundred key-changing commits fell into it.
Every other refresh meets a TRUNCATE: just between the snapshot and the program's own locks, or in the middle of the closure. Where
the program starts again with a new snapshot, the last one counts.
"""
import argparse
import pathlib
import random
import re
import sys
import tempfile
import threading

from compare_twin import compare_constraints, compare_report, compare_rows
from playground import Playground
from postgres import Session, literal, require_server, run_psql
from program import require_binary, run_subset
from reference_closure import compute_expected
from reference_config import read_config
from source_writer import SOURCE, Writer
from tcp_proxy import TO_CLIENT, TO_SERVER, Proxy

CONFIG = """
[source]
lock_timeout = "10s"

[[root]]
table = "users"
order_by = "email"
limit = 40
children = true

[[root]]
table = "orders"
where = "order_id % 50 = 0"

[[table]]
name = "log"
rows = "all"
"""
WANTED_KEY_CHANGES = 100
_SNAPSHOT_ID = re.compile(rb"[0-9A-F]{8}-[0-9A-F]{8}-[0-9]+")
_READING = re.compile(rb"(?i)COPY\s*\(\s*SELECT")
INTERRUPTIONS = ("none", "truncate before the locks", "none", "truncate during the closure")


class Follower:
    """Listens to the source's traffic of one refresh."""

    def __init__(self, playground, config, writer, interruption):
        self._playground, self._config, self._writer, self._interruption = playground, config, writer, interruption
        self.expected, self.snapshots, self.readings = None, [], 0
        self._changes_at_snapshot = self.key_changes_during_closure = 0
        self._truncate_thread = None

    def __call__(self, direction, data, link):
        if direction == TO_CLIENT and (found := _SNAPSHOT_ID.search(data)):
            if found.group().decode() not in self.snapshots:
                self._take_reference(found.group().decode())
        elif direction == TO_SERVER and _READING.search(data):
            self._slow_down()
        return None

    def _take_reference(self, snapshot):
        self.snapshots.append(snapshot)
        with Session(self._playground.source) as session:
            session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            session.query(f"SET TRANSACTION SNAPSHOT {literal(snapshot)}")
            session.query("LOCK TABLE users, orders, lines, letters, events, log IN ACCESS SHARE MODE")
            self.expected = compute_expected(session, self._config)
        self._changes_at_snapshot, self.readings = self._writer.key_changes, 0
        if self._interruption == "truncate before the locks" and len(self.snapshots) == 1:
            # The program's snapshot still sees the rows, and the files are gone (POSTGRES.md 14).
            self._writer.truncate()

    def _slow_down(self):
        self.readings += 1
        if self._interruption == "truncate during the closure" and self.readings == 2 and not self._truncate_thread:
            # It waits behind the program's locks; the program may give way, or be done before the TRUNCATE gives up.
            self._truncate_thread = threading.Thread(target=self._writer.truncate)
            self._truncate_thread.start()
        # Four readings or more make a closure here.
        self._writer.wait_for_key_changes(WANTED_KEY_CHANGES // 4 + 1)
        self.key_changes_during_closure = self._writer.key_changes - self._changes_at_snapshot

    def finish(self):
        if self._truncate_thread:
            self._truncate_thread.join()


def one_refresh(playground, path, config, writer, interruption):
    """(faults, follower, gave way)"""
    follower = Follower(playground, config, writer, interruption)
    with Proxy(follower) as proxy:
        outcome = run_subset(path, playground.source_url(proxy.host, proxy.port), playground.target_url())
    follower.finish()
    if outcome.status == 1 and interruption != "none" and re.search(r"(?i)truncate|migration|lock", outcome.stderr):
        return [], follower, True  # it may also stop with an error that names who waits
    if outcome.status != 0:
        return [outcome.told()], follower, False
    if follower.expected is None:
        return ["no snapshot was exported"], follower, False
    with Session(playground.source) as source, Session(playground.target) as target:
        faults = compare_rows(follower.expected, target)
        faults += compare_constraints(follower.expected, source, target)
    faults += compare_report(follower.expected, outcome.report)
    if follower.key_changes_during_closure < WANTED_KEY_CHANGES:
        faults.append(f"only {follower.key_changes_during_closure} key-changing commits fell into the closure")
    return faults, follower, False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    failed, done, attempts = False, 0, 0
    with Playground("writer") as playground, tempfile.TemporaryDirectory() as folder:
        run_psql(playground.source, text=SOURCE)
        playground.grant_reader()
        path = pathlib.Path(folder) / "twin.toml"
        path.write_text(CONFIG)
        config = read_config(path)
        with Writer(playground.source, arguments.seed) as writer:
            while done < arguments.count and attempts < 3 * arguments.count:
                interruption = INTERRUPTIONS[attempts % len(INTERRUPTIONS)]
                attempts += 1
                faults, follower, gave_way = one_refresh(playground, path, config, writer, interruption)
                print(f"refresh {attempts} ({interruption}): " + ("gave way, " if gave_way else "") +
                      f"{len(follower.snapshots)} snapshots, {follower.key_changes_during_closure} key changes, "
                      f"{follower.expected.total() if follower.expected else 0} rows" + (", FAILED" if faults else ""), flush=True)
                done += not gave_way
                failed |= bool(faults)
                for fault in faults:
                    print(f"  {fault}")
        print(f"{done} refreshes compared, {writer.commits} commits of the writer, {writer.key_changes} of them changed keys")
    if done < arguments.count:
        print(f"FAILED: only {done} of {arguments.count} refreshes came through")
    return 1 if failed or done < arguments.count else 0


if __name__ == "__main__":
    sys.exit(main())
