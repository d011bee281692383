#!/usr/bin/env python3
"""Kills refreshes at random moments: the twin is the old one or the new one, each time, and never anything between.

    tests/support/with_postgres tests/fault/kill_refresh.py [--count N] [--seed S]

Two configs take different rows of one source; each refresh goes from the twin of the one towards the other. A refresh that
is killed before the COMMIT leaves the old twin; at COMMIT either may be left, and the exit status says which.
"""
import argparse
import os
import pathlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter

from content_hash import content_hash, stamp
from playground import Playground
from postgres import Session, literal, require_server, run_psql
from program import end_of, require_binary, start_subset
from refresh_phases import COMMIT_MOMENTS, PHASES, Watch

SOURCE = """
CREATE TABLE users (user_id serial PRIMARY KEY, email text NOT NULL UNIQUE, boss_id int REFERENCES users);
CREATE TABLE orders (order_id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);
CREATE TABLE lines (order_id int REFERENCES orders, line_no int, item text, PRIMARY KEY (order_id, line_no));
CREATE INDEX ON orders (user_id, order_id);
CREATE INDEX ON orders (md5(note));
CREATE INDEX ON lines (item);
CREATE INDEX ON lines (md5(item), order_id);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, count(*) FROM orders GROUP BY user_id;
INSERT INTO users (email, boss_id) SELECT n || '@example.com', nullif(n / 10, 0) FROM generate_series(1, 3000) AS n;
INSERT INTO orders (user_id, note) SELECT n % 3000 + 1, repeat(md5(n::text), 4) FROM generate_series(1, 24000) AS n;
INSERT INTO lines SELECT n / 3 + 1, n % 3, md5(n::text) FROM generate_series(0, 47999) AS n;
REFRESH MATERIALIZED VIEW totals;
"""
CONFIG = """
[[root]]
table = "users"
where = "user_id {comparison} 1500"
children = true
"""
METHODS = ("SIGKILL", "SIGINT", "SIGTERM", "Ctrl-C", "target's backend ended", "target's line cut")
SOURCE_METHODS = ("source's backend ended", "source's line cut")  # of use only while the source is read
INTERRUPTS = ("SIGINT", "SIGTERM", "Ctrl-C")
PATIENCE_SECONDS = 20  # for servers to notice; generous, as a loaded machine is no fault


class Field:
    """The playground with both configs, and the hashes of the twins that they make."""

    def __init__(self, playground, folder):
        self.playground, self.folder = playground, pathlib.Path(folder)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.configs, self.hashes = [], []
        for name, comparison in (("low", "<="), ("high", ">")):
            config = self.folder / f"{name}.toml"
            config.write_text(CONFIG.format(comparison=comparison))
            self.configs.append(config)
        for config in self.configs:
            with Watch() as watch:
                process = self.start(config, watch)
                stdout, stderr = end_of(process)
            assert process.returncode == 0, stdout + stderr
            missing = [phase for phase in PHASES if phase not in watch.began]
            assert not missing, f"no statement told the phases {missing}: begun were {list(watch.began)}"
            self.hashes.append(content_hash(playground.target))
        self.durations = watch.durations()
        self.holds = 1
        assert self.hashes[0] != self.hashes[1], "the two twins are the same: nothing could be told apart"

    def start(self, config, watch):
        return start_subset(config, self.playground.source_url(watch.source.host, watch.source.port),
                            self.playground.target_url(watch.target.host, watch.target.port),
                            extra={"TMPDIR": str(self.temporary)})

    def backends(self):
        roles = f"{literal(self.playground.owner)}, {literal(self.playground.reader)}"
        return self.playground.admin(f"SELECT pid, usename, application_name, query FROM pg_stat_activity WHERE usename IN ({roles})")

    def wait_for_silence(self):
        """What the program has left running on the server after PATIENCE_SECONDS: nothing, as it should be."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (left := self.backends()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


def strike(field, process, method):
    def end_backends(role):
        with Session("postgres") as admin:  # of its own: this runs on a thread of the proxy
            admin.query(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {literal(role)}")

    def now(watch):
        if method == "SIGKILL":
            process.send_signal(signal.SIGKILL)
        elif method in ("SIGINT", "SIGTERM"):
            process.send_signal(getattr(signal, method))
        elif method == "Ctrl-C":  # a terminal signals the children too
            os.killpg(process.pid, signal.SIGINT)
        elif method == "target's backend ended":
            end_backends(field.playground.owner)
        elif method == "source's backend ended":
            end_backends(field.playground.reader)
        elif method == "target's line cut":
            watch.target.cut()
        else:
            watch.source.cut()
    return now


def one_refresh(field, phase, method, delay, moment):
    """(the phase that was struck, "old" or "new" or None, faults)"""
    aim = 1 - field.holds
    with Session(field.playground.target) as session:
        old_stamp = stamp(session)
    with Watch() as watch:
        process = field.start(field.configs[aim], watch)
        watch.plan(phase, delay, moment, strike(field, process, method))
        try:
            stdout, stderr = end_of(process, 120)
        except AssertionError as hangs:
            return watch.struck_in, None, [str(hangs)]
        status = process.returncode
    faults = []
    left = field.wait_for_silence()
    if left:
        faults.append(f"still running: {left}")
    found = content_hash(field.playground.target)
    result = {field.hashes[field.holds]: "old", field.hashes[aim]: "new"}.get(found)
    with Session(field.playground.target) as session:
        same_stamp = stamp(session) == old_stamp
    if result is None:
        faults.append(f"the target is neither the old twin nor the new one: {found}")
    elif same_stamp != (result == "old"):
        faults.append(f"the stamp is not that of the {result} twin")
    if method != "SIGKILL" and result is not None and (status == 0) != (result == "new"):
        faults.append(f"exit {status}, but the target holds the {result} twin")
    if watch.struck_in and status not in (-signal.SIGKILL, 0, 130 if method in INTERRUPTS else 1):
        faults.append(f"exit {status} after {method}")
    if method != "SIGKILL" and list(field.temporary.iterdir()):
        faults.append(f"left in the temporary folder: {list(field.temporary.iterdir())}")
    for file in field.temporary.iterdir():
        file.unlink()
    if result == "new":
        field.holds = aim
    return watch.struck_in, result, [fault + "\n" + stdout + stderr for fault in faults]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    histogram, struck, faults = Counter(), Counter(), []
    with Playground("kill") as playground, tempfile.TemporaryDirectory() as folder:
        run_psql(playground.source, text=SOURCE)
        playground.grant_reader()
        field = Field(playground, folder)
        print("seconds: " + ", ".join(f"{phase} {seconds:.2f}" for phase, seconds in field.durations.items()), flush=True)
        attempts = 0
        # A moment can be missed (the phase is over when the strike comes); it is then counted where it struck.
        while sum(struck.values()) < arguments.count and attempts < 3 * arguments.count:
            attempts += 1
            phase = min(PHASES, key=lambda name: (struck[name], chance.random()))
            method = chance.choice(METHODS + (SOURCE_METHODS if phase == "closure" else ()))
            moment = chance.choice(COMMIT_MOMENTS)
            delay = chance.random() * (0.003 if phase == "commit" else field.durations[phase])
            where, result, found = one_refresh(field, phase, method, delay, moment)
            faults += [f"refresh {attempts} ({where}, {method}, {moment}): {fault}" for fault in found]
            if where:
                struck[where] += 1
                label = f"commit {moment}" if where == "commit" and phase == "commit" else where
                histogram[label, method, result] += 1
    rows = sorted({key[:2] for key in histogram})
    for label, method in rows:
        print(f"{label:16} {method:24} old {histogram[label, method, 'old']:3}  new {histogram[label, method, 'new']:3}")
    print("kills by phase: " + ", ".join(f"{phase} {struck[phase]}" for phase in PHASES))
    short = [phase for phase in PHASES if struck[phase] < arguments.count // (2 * len(PHASES))]
    if short:
        faults.append(f"too few kills in {', '.join(short)}: nothing is shown there")
    for fault in faults:
        print("FAILED " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
