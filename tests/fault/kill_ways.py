#!/usr/bin/env python3
"""Kills refreshes of every way of making a twin at random moments, and holds what is left against what each way promises.

    tests/support/with_postgres tests/fault/kill_ways.py [--count N] [--seed S] [--way NAME...]

keep and database leave the old twin or the new one. none may leave one that is not complete, and then says so to everybody who asks.
file leaves the old script or the new one. After the last kill of a way a refresh that nobody disturbs makes the twin, and nothing
else is left. The default way has kill_refresh.py, which also aims at each of its phases.
"""
import argparse
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter

from content_hash import content_hash
from kill_refresh import CONFIG, INTERRUPTS, METHODS, SOURCE, SOURCE_METHODS, strike
from playground import Playground
from postgres import literal, require_server, run_psql
from program import end_of, require_binary, run_subset, start_subset
from refresh_phases import Watch

WAYS = {"keep": 'mode = "keep"', "database": 'atomic = "database"', "none": 'atomic = "none"', "file": 'file = "twin.sql"'}
PATIENCE_SECONDS = 20


class Field:
    """The playground with two configs of one way, and what each of them makes."""

    def __init__(self, playground, folder, way):
        self.playground, self.folder, self.way = playground, pathlib.Path(folder), way
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.configs = []
        for name, comparison in (("low", "<="), ("high", ">")):
            self.configs.append(self.folder / f"{name}.toml")
            self.configs[-1].write_text(f"[target]\n{WAYS[way]}\n" + CONFIG.format(comparison=comparison))
        run_psql(playground.source, text=SOURCE)
        playground.grant_reader()
        playground.allow_databases()
        if way == "keep":  # a schema to keep
            config = self.folder / "first.toml"
            config.write_text(CONFIG.format(comparison="<="))
            self.make(config)
        self.holds = 1
        for config in self.configs * 2:  # twice: from the other's twin, as each will be made
            begin = time.monotonic()
            self.make(config)
            self.seconds = time.monotonic() - begin
            self.states = [*getattr(self, "states", []), self.state()]
        assert self.states[0] != self.states[1], "the two twins are the same: nothing could be told apart"
        assert way == "file" or self.states[:2] == self.states[2:], "a twin is not the same each time"
        self.states = self.states[2:]

    def make(self, config):
        outcome = run_subset(config, self.playground.source_url(), self.playground.target_url(), folder=self.folder)
        assert outcome.status == 0, outcome.told()

    def start(self, config, watch):
        return start_subset(config, self.playground.source_url(watch.source.host, watch.source.port),
                            self.playground.target_url(watch.target.host, watch.target.port), folder=self.folder,
                            extra={"TMPDIR": str(self.temporary)})

    def state(self):
        if self.way == "file":
            script = self.folder / "twin.sql"
            return script.read_bytes() if script.exists() else None
        return content_hash(self.playground.target)

    def is_told_incomplete(self):
        verified = run_subset(self.configs[0], self.playground.source_url(), self.playground.target_url(), command=["verify"])
        return verified.status in (3, 4) and "not complete" in verified.stdout + verified.stderr

    def backends(self):
        roles = f"{literal(self.playground.owner)}, {literal(self.playground.reader)}"
        return self.playground.admin(f"SELECT pid, usename, query FROM pg_stat_activity WHERE usename IN ({roles})")

    def wait_for_silence(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (left := self.backends()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left

    def databases(self):
        return self.playground.admin("SELECT datname FROM pg_database WHERE datname ^@ "
                                     f"{literal(self.playground.target)} AND datname <> {literal(self.playground.target)}")


def _is_whole_script(text, other):
    """A script that a kill came too late for."""
    return text is not None and text.rstrip().splitlines()[-1] == other.rstrip().splitlines()[-1]


def one_refresh(field, method, delay):
    """("old", "new", "incomplete" or "missed", faults)"""
    aim = 1 - field.holds
    before = field.state()
    with Watch() as watch:
        process = field.start(field.configs[aim], watch)
        timer = threading.Timer(delay, lambda: process.poll() is None and strike(field, process, method)(watch))
        timer.start()
        try:
            stdout, stderr = end_of(process, 120)
        except AssertionError as hangs:
            return "hangs", [str(hangs)]
        finally:
            timer.cancel()
            timer.join()
    status, faults = process.returncode, []
    if left := field.wait_for_silence():
        faults.append(f"still running: {left}")
    found = field.state()
    if field.way == "file":
        result = "old" if found == before else "new" if _is_whole_script(found, field.states[aim]) else None
    else:
        result = {field.states[field.holds]: "old", field.states[aim]: "new"}.get(found)
    if field.way == "none" and status != 0 and field.is_told_incomplete():
        result = "incomplete"
    if result is None:
        faults.append("the target is neither the old twin nor the new one, and nothing says so")
    if method != "SIGKILL" and status == 0 and result != "new":
        faults.append(f"exit 0, but the target holds the {result} twin")
    # A session may end between COMMIT and its answer; then 1 says that it is not known.
    if method != "SIGKILL" and status != 0 and result == "new" and "COMMIT" not in stderr and "is the new" not in stderr:
        faults.append(f"exit {status}, but the target holds the new twin")
    if status not in (-signal.SIGKILL, 0, 130 if method in INTERRUPTS else 1):
        faults.append(f"exit {status} after {method}")
    if method != "SIGKILL" and list(field.temporary.iterdir()):
        faults.append(f"left in the temporary folder: {list(field.temporary.iterdir())}")
    for file in field.temporary.iterdir():
        file.unlink()
    if result == "new":
        field.holds = aim
    return ("missed" if status == 0 else result or "?"), [fault + "\n" + stdout + stderr for fault in faults]


def kills_of(way, count, chance):
    """(Counter by method and result, faults)"""
    histogram, faults = Counter(), []
    with Playground("ways") as playground, tempfile.TemporaryDirectory() as folder:
        field = Field(playground, folder, way)
        methods = [method for method in METHODS + SOURCE_METHODS if way != "file" or not method.startswith("target")]
        for attempt in range(1, count + 1):
            method = chance.choice(methods)
            result, found = one_refresh(field, method, chance.random() * field.seconds)
            histogram[method, result] += 1
            faults += [f"{way}, refresh {attempt} ({method}): {fault}" for fault in found]
        field.make(field.configs[1])
        if way != "file" and field.state() != field.states[1]:
            faults.append(f"{way}: the refresh after the kills made another twin")
        if field.databases():
            faults.append(f"{way}: databases are left: {field.databases()}")
        # A run keeps a lock file beside its config.
        expected = {field.temporary.name} | {name for config in field.configs for name in (config.name, config.with_suffix(".lock").name)}
        expected |= {"keep": {"first.toml", "first.lock"}, "file": {"twin.sql"}}.get(way, set())
        if others := {path.name for path in field.folder.iterdir()} - expected:
            faults.append(f"{way}: files are left: {others}")
    return histogram, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--way", nargs="*", choices=WAYS, default=list(WAYS))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    faults = []
    for way in arguments.way:
        histogram, found = kills_of(way, arguments.count, random.Random(f"{arguments.seed} {way}"))
        faults += found
        for (method, result), number in sorted(histogram.items()):
            print(f"{way:10} {method:24} {result:12} {number:3}", flush=True)
    for fault in faults:
        print("FAILED " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
