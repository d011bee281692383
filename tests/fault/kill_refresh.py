#!/usr/bin/env python3
"""Kills refreshes at random moments: the twin is the old one or the new one, each time, and never anything between.

    tests/support/with_postgres tests/fault/kill_refresh.py [--count N] [--seed S]

Two configs take different rows of one source; each refresh goes from the twin of the one towards the other. A refresh that
is killed before the COMMIT leaves the old twin; at COMMIT either may be left, and the exit status says which.
"""
import argparse
import random
import sys
import tempfile
from collections import Counter

from content_hash import content_hash, stamp
from playground import Playground
from postgres import Session, require_server
from program import end_of, require_binary
from refresh_phases import COMMIT_MOMENTS, PHASES, Watch
from struck_refresh import METHODS, SOURCE_METHODS, Field, is_status_of, strike


class PhasedField(Field):
    """With the hashes of the twins that the configs make, and how long each phase takes."""

    def __init__(self, playground, folder):
        super().__init__(playground, folder)
        self.hashes = []
        for config in self.configs:
            with Watch() as watch:
                process = self.start(config, watch)
                stdout, stderr = end_of(process)
            assert process.returncode == 0, stdout + stderr
            missing = [phase for phase in PHASES if phase not in watch.began]
            assert not missing, f"no statement told the phases {missing}: begun were {list(watch.began)}"
            self.hashes.append(content_hash(playground.target))
        self.durations = watch.durations()
        assert self.hashes[0] != self.hashes[1], "the two twins are the same: nothing could be told apart"


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
    faults = field.take_leftovers(method)
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
    if watch.struck_in and not is_status_of(status, method):
        faults.append(f"exit {status} after {method}")
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
        field = PhasedField(playground, folder)
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
