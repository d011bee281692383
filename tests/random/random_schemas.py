#!/usr/bin/env python3
"""Random schemas, rows and configs, each twin against the reference closure.

    tests/support/with_postgres tests/random/random_schemas.py [--count N | --forever] [--seed S] [--jobs N] [--save FOLDER]
        [--way rows [--rounds N]]

Each case has a seed of its own, which is told where it fails: `--seed S --count 1` is that case alone. A failing case is made
smaller for as long as it fails alike, and the smallest is told or, with --save, left as a folder like those in tests/scenario.
With --way rows each twin is refreshed --rounds times more by atomic = "rows", each time after random changes to the source's rows,
against the same reference; it is told how often the run took that way, and why not, and too seldom is a failure.
At the end: how often each key of the config met each feature of a schema.
"""
import argparse
import itertools
import multiprocessing
import os
import pathlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter

from feature_matrix import FeatureMatrix, features_of
from playground import Playground
from postgres import require_server
from program import binary, require_binary
from random_case import Case
from random_config import make_config
from random_schema_maker import make_tables
from shrink_case import shrink
from try_case import Trial
from way_reasons import tell_ways


def make_case(seed):
    chance = random.Random(seed)
    tables = make_tables(chance)
    config, statuses = make_config(chance, tables)
    return Case(tables, config, statuses)


def work(number, seeds, results, arguments):
    """One process: its own databases, the next seed that nobody has taken."""
    with Playground(f"random{number}") as playground, tempfile.TemporaryDirectory(prefix="subset-random.") as scratch:
        trial = Trial(playground, pathlib.Path(scratch), arguments.way, arguments.rounds)
        while True:
            with seeds.get_lock():
                seed = seeds.value
                if not arguments.forever and seed >= arguments.seed + arguments.count:
                    return
                seeds.value += 1
            case = make_case(seed)
            outcome = trial.run(case, seed)
            told = None
            if outcome.faults and not (arguments.unless_fails and fails_with(arguments.unless_fails, trial, case, seed)):
                told = [f"--seed {seed} --count 1", *outcome.faults]
                if not arguments.no_shrink:
                    small = shrink(case, seed, trial, outcome)
                    told += ["made smaller:", *trial.told(small, seed)]
                    if arguments.save:
                        trial.save(small, seed, arguments.save / f"case_{seed}")
            results.put((seed, outcome.kind, outcome.rows, features_of(case), told, dict(trial.ways)))
            trial.ways.clear()


def fails_with(program, trial, case, seed):
    ours = binary()
    os.environ["SUBSET_BIN"] = program
    faults = trial.run(case, seed).faults
    os.environ["SUBSET_BIN"] = ours
    return bool(faults)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--forever", action="store_true", help="until stopped, or the first failure")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--way", choices=("rows",), help="refresh each twin again, by this way")
    parser.add_argument("--rounds", type=int, default=2, help="so many times more")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--first", action="store_true", help="stop at the first failure")
    parser.add_argument("--unless-fails", metavar="PROGRAM", help="a case that this program fails too does not count")
    parser.add_argument("--save", type=pathlib.Path)
    arguments = parser.parse_args()
    require_server()
    require_binary()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end too
    print(f"seed {arguments.seed}", flush=True)
    seeds, results = multiprocessing.Value("q", arguments.seed), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(number, seeds, results, arguments)) for number in range(arguments.jobs)]
    for worker in workers:
        worker.start()
    failed = collect(results, workers, arguments)
    return 1 if failed else 0


def collect(results, workers, arguments):
    matrix, kinds, failed, rows, started, ways = FeatureMatrix(), {}, [], 0, time.monotonic(), Counter()
    try:
        for done in itertools.count():
            if done == arguments.count and not arguments.forever:
                break
            while results.empty():
                if not any(worker.is_alive() for worker in workers) and results.empty():
                    print("the workers have ended early")
                    failed.append(None)
                    return failed
                time.sleep(0.02)
            seed, kind, kept, features, told, taken = results.get()
            kinds[kind] = kinds.get(kind, 0) + 1
            rows += kept
            ways.update(taken)
            matrix.add(*features)
            if told:
                failed.append(seed)
                print("FAILED " + "\n  ".join(told), flush=True)
                if arguments.first or arguments.forever:
                    break
    except KeyboardInterrupt:
        pass
    finally:
        for worker in workers:
            if sum(kinds.values()) != arguments.count:  # else they have nothing more to do
                worker.terminate()
            worker.join()
    count = sum(kinds.values())
    print(matrix.render())
    for fault in tell_ways(ways):
        print("FAILED " + fault)
        failed.append(None)
    print(f"{count} cases in {time.monotonic() - started:.0f} s: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
          + f"; {rows} rows, {len(failed)} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
