#!/usr/bin/env python3
"""Random schemas, rows and configs, each twin against the reference closure.

    tests/support/with_postgres tests/support/random_schemas.py [--count N] [--seed S] [--keep]

Each round has a seed of its own, which is told where it fails: `--seed S --count 1` is that round alone, and --keep leaves its
schema.sql and twin.toml behind.
"""
import argparse
import pathlib
import random
import shutil
import sys
import tempfile

from compare_twin import compare_constraints, compare_report, compare_rows
from playground import Playground
from postgres import Session, require_server, run_psql
from program import require_binary, run_subset
from random_schema_maker import make_schema
from reference_closure import compute_expected
from reference_config import read_config

FRESH = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE EXTENSION citext;\n"


def one_round(playground, folder, seed):
    schema, config = make_schema(random.Random(seed))
    (folder / "schema.sql").write_text(FRESH + schema)
    (folder / "twin.toml").write_text(config)
    run_psql(playground.source, [folder / "schema.sql"])
    playground.grant_reader()
    with Session(playground.source) as session:
        expected = compute_expected(session, read_config(folder / "twin.toml"))
    outcome = run_subset(folder / "twin.toml", playground.source_url(), playground.target_url())
    if expected.total() == 0:
        return 0, [] if outcome.status in (1, 2) else ["a closure without a row is an error", outcome.told()]
    if outcome.status != 0:
        return expected.total(), [outcome.told()]
    with Session(playground.source) as source, Session(playground.target) as target:
        faults = compare_rows(expected, target) + compare_constraints(expected, source, target)
    return expected.total(), faults + compare_report(expected, outcome.report)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    failed, rows, empty = [], 0, 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="subset-random."))
    with Playground("random") as playground:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            kept, faults = one_round(playground, folder, seed)
            rows, empty = rows + kept, empty + (kept == 0)
            if faults:
                failed.append(seed)
                print(f"FAILED --seed {seed} --count 1", *faults, sep="\n  ", flush=True)
    if arguments.keep:
        print(f"the last round is in {folder}")
    else:
        shutil.rmtree(folder)
    print(f"{arguments.count} rounds, {empty} of them empty, {rows} rows, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
