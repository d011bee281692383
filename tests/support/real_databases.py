#!/usr/bin/env python3
"""Two public sample databases as sources: "the latest 50 customers", with their children and without.

    tests/support/with_postgres tests/support/real_databases.py [DATA_FOLDER] [--without-program]

DATA_FOLDER (or SUBSET_TEST_DATA; default: ../shared/data beside the checkout) holds pagila.sql.gz and chinook.sql.gz;
where it is absent there is nothing to do.
"""
import argparse
import gzip
import os
import pathlib
import sys
import tempfile

from compare_twin import compare_twin
from playground import Playground
from postgres import SKIPPED, Session, require_server, run_psql
from program import CHECKOUT, require_binary, run_subset
from reference_closure import compute_expected
from reference_config import read_config

LATEST_CUSTOMERS = """
[[root]]
table = "customer"
order_by = "customer_id DESC"
limit = 50
children = {children}
"""
NAMES = ("chinook", "pagila")


def try_database(playground, folder, without_program):
    differences = []
    for children in ("true", "false"):
        config = pathlib.Path(folder) / "twin.toml"
        config.write_text(LATEST_CUSTOMERS.format(children=children))
        with Session(playground.source) as session:
            expected = compute_expected(session, read_config(config))
        print(f"  children = {children}: {expected.total()} rows, {sum(expected.chosen.values())} chosen")
        if without_program:
            continue
        for attempt in ("first run", "second run"):  # over the twin of the run before
            outcome = run_subset(config, playground.source_url(), playground.target_url())
            found = [outcome.told()] if outcome.status != 0 else compare_twin(
                expected, playground.source, playground.target, outcome.report)
            differences += [f"children = {children}, {attempt}: {line}" for line in found]
    with Session(playground.target) as session:
        differences += [f"not validated: {row[0]}" for row in session.query(
            "SELECT conname FROM pg_constraint WHERE NOT convalidated")]
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path,
                        default=os.environ.get("SUBSET_TEST_DATA") or CHECKOUT.parent / "shared" / "data")
    parser.add_argument("--without-program", action="store_true", help="only compute what is expected")
    arguments = parser.parse_args()
    present = [name for name in NAMES if (pathlib.Path(arguments.data) / f"{name}.sql.gz").exists()]
    if not present:
        print(f"no sample databases in {arguments.data}")
        return SKIPPED
    require_server()
    if not arguments.without_program:
        require_binary()
    failed = False
    for name in present:
        with Playground(name) as playground, tempfile.TemporaryDirectory() as folder:
            with gzip.open(pathlib.Path(arguments.data) / f"{name}.sql.gz", "rt", encoding="utf-8") as dump:
                run_psql(playground.source, text=dump.read())
            playground.grant_reader()
            print(name, flush=True)
            differences = try_database(playground, folder, arguments.without_program)
        for line in differences:
            print(f"{name}: {line}")
        failed |= bool(differences)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
