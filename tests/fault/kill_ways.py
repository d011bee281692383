#!/usr/bin/env python3
"""Kills refreshes of every way of making a twin at random moments, and holds what is left against what each way promises.

    tests/support/with_postgres tests/fault/kill_ways.py [--count N] [--seed S] [--way NAME...]

keep, database and rows leave the old twin or the new one; rows is struck while it compares and writes, and goes on until --count have
met that. none may leave a twin that is not complete, and then says so to everybody who asks. file leaves the old script or the new one. After the last kill of a way a refresh that nobody disturbs makes the twin, and nothing
else is left. The default way has kill_refresh.py, which also aims at each of its phases.
"""
import argparse
import random
import sys
import tempfile
import threading
from collections import Counter

from content_hash import content_hash
from playground import Playground
from postgres import literal, require_server, run_psql
from program import end_of, require_binary, run_subset
from refresh_phases import DIFFERENCE, Watch
from struck_refresh import METHODS, SOURCE_METHODS, Field, is_status_of, strike

WAYS = {"keep": 'mode = "keep"', "database": 'atomic = "database"', "none": 'atomic = "none"', "rows": 'atomic = "rows"', "file": 'file = "twin.sql"'}


class WayField(Field):
    """With configs of one way, and what each of them makes."""

    def __init__(self, playground, folder, way):
        super().__init__(playground, folder, WAYS[way])
        self.way = way
        playground.allow_databases()
        if way == "rows":  # or its view would have all rows come anew
            run_psql(playground.source, text="CREATE UNIQUE INDEX ON totals (user_id)")
        if way in ("keep", "rows"):  # a schema to keep
            self.make(self.write_config("first", "<=", WAYS[way] if way == "rows" else ""), "transaction")
        states = []
        for config in self.configs * 2:  # twice: from the other's twin, as each will be made
            self.make(config)
            states.append(self.state())
        assert states[0] != states[1], "the two twins are the same: nothing could be told apart"
        assert way == "file" or states[:2] == states[2:], "a twin is not the same each time"
        self.states = states[2:]

    def make(self, config, by="rows"):
        outcome = run_subset(config, self.playground.source_url(), self.playground.target_url(), folder=self.folder)
        assert outcome.status == 0, outcome.told()
        assert self.way != "rows" or outcome.report["target"]["way"] == by, outcome.told()
        seconds = outcome.report["seconds"]
        self.seconds = seconds["load"] + seconds["finish"] if self.way == "rows" else seconds["total"]

    def state(self):
        if self.way == "file":
            script = self.folder / "twin.sql"
            return script.read_bytes() if script.exists() else None
        return content_hash(self.playground.target)

    def is_told_incomplete(self):
        verified = run_subset(self.configs[0], self.playground.source_url(), self.playground.target_url(), command=["verify"])
        return verified.status in (3, 4) and "not complete" in verified.stdout + verified.stderr

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

        def hit(_):
            if process.poll() is None:
                strike(field, process, method)(watch)

        timer = threading.Timer(delay, hit, [watch])
        if field.way == "rows":
            watch.plan(DIFFERENCE, delay, None, hit)
        else:
            timer.start()
        try:
            stdout, stderr = end_of(process, 120)
        except AssertionError as hangs:
            return "hangs", [str(hangs)]
        finally:
            timer.cancel()
            if field.way != "rows":
                timer.join()
    status, faults = process.returncode, field.take_leftovers(method)
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
    if not is_status_of(status, method):
        faults.append(f"exit {status} after {method}")
    if result == "new":
        field.holds = aim
    return ("missed" if status == 0 else result or "?"), [fault + "\n" + stdout + stderr for fault in faults]


def kills_of(way, count, chance):
    """(Counter by method and result, faults)"""
    histogram, faults = Counter(), []
    with Playground("ways") as playground, tempfile.TemporaryDirectory() as folder:
        field = WayField(playground, folder, way)
        methods = [method for method in METHODS + SOURCE_METHODS if way != "file" or not method.startswith("target")]
        if way == "rows":  # the source is read no more
            methods = METHODS
        for attempt in range(1, count * (3 if way == "rows" else 1) + 1):
            if way == "rows" and histogram.total() - sum(number for (_, result), number in histogram.items() if result == "missed") == count:
                break
            method = chance.choice(methods)
            result, found = one_refresh(field, method, chance.random() * field.seconds)
            histogram[method, result] += 1
            faults += [f"{way}, refresh {attempt} ({method}): {fault}" for fault in found]
        if way == "rows" and attempt == 3 * count:
            faults.append("rows: too many strikes came too late")
        field.make(field.configs[1])
        if way != "file" and field.state() != field.states[1]:
            faults.append(f"{way}: the refresh after the kills made another twin")
        if field.databases():
            faults.append(f"{way}: databases are left: {field.databases()}")
        # A run keeps a lock file beside its config.
        first = {"first.toml", "first.lock"}
        expected = {field.temporary.name} | {name for config in field.configs for name in (config.name, config.with_suffix(".lock").name)}
        expected |= {"keep": first, "rows": first, "file": {"twin.sql"}}.get(way, set())
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
