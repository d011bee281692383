#!/usr/bin/env python3
"""Public sample databases as sources, each twin against the reference closure: every table as a root, plain and with random rules.

    tests/support/with_postgres tests/real/real_databases.py [DATA_FOLDER] [--all] [--seed S] [--jobs N]
        [--database NAME]... [--table SCHEMA.NAME]... [--rules N] [--save FOLDER]

DATA_FOLDER (or SUBSET_TEST_DATA; default: ../shared/data beside the checkout) holds chinook, pagila, netbox_30 and omop as
NAME.sql.gz; where it is absent there is nothing to do. Their empty tables are filled first (real_rows.py).

By default some tables of each are a root once, with children or without, plain or with rules, as the seed has it. --all is every table with children and without, each plain and with N random sets of rules. Each case
depends on the seed and its own name alone: --seed S --table T --all runs those that failed there again.
"""
import argparse
import pathlib
import random
import signal
import sys
import time

from postgres import SKIPPED, require_server
from program import SAMPLE_DATA, require_binary
from real_sweep import sweep

# How many tables a run that is not --all takes; None is all.
DATABASES = {"chinook": 4, "netbox_30": 4, "omop": 3, "pagila": 4}

TOLD_AFTER = 50  # cases


class Report:
    """What the workers found, told as it comes and, in sum, at the end: also where the run is stopped."""

    def __init__(self):
        self.started, self.counts, self.filled, self.cases, self.failed = time.monotonic(), {}, set(), 0, 0

    def add(self, result):
        if result.filled and result.database not in self.filled:
            self.filled.add(result.database)
            print(f"{result.database}: " + "; ".join(result.filled), flush=True)
        if result.name is None:
            return
        count = self.counts.setdefault(result.database, {"rows": 0})
        count[result.kind] = count.get(result.kind, 0) + 1
        count["rows"] += result.rows
        self.cases += 1
        if result.faults:
            self.failed += 1
            print(f"FAILED {result.database} {result.name}\n  " + "\n  ".join(result.faults), flush=True)
        if self.cases % TOLD_AFTER == 0:
            self.tell()

    def tell(self):
        for database, count in self.counts.items():
            print(f"{database}: " + ", ".join(f"{number} {kind}" for kind, number in sorted(count.items())))
        print(f"{self.cases} cases in {time.monotonic() - self.started:.0f} s, {self.failed} failed", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path,
                        default=SAMPLE_DATA)
    parser.add_argument("--all", action="store_true", help="every table, each way")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--database", action="append", choices=list(DATABASES))
    parser.add_argument("--table", action="append", help="schema.name: only this one")
    parser.add_argument("--rules", type=int, default=1, metavar="N", help="with --all: how many sets of rules for each root (default 1)")
    parser.add_argument("--save", type=pathlib.Path, help="a folder for the configs that fail")
    arguments = parser.parse_args()
    names = [name for name in arguments.database or DATABASES if (pathlib.Path(arguments.data) / f"{name}.sql.gz").exists()]
    if not names:
        print(f"no sample databases in {arguments.data}")
        return SKIPPED
    require_server()
    require_binary()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end too
    print(f"seed {arguments.seed}", flush=True)
    arguments.tables = DATABASES
    report = Report()
    try:
        for result in sweep(names, arguments):
            report.add(result)
    finally:
        report.tell()
    return 0 if report.cases and not report.failed else 1


if __name__ == "__main__":
    sys.exit(main())
