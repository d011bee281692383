#!/usr/bin/env python3
"""[limits] fit on real databases: the twin's size on disk is never above, and within 5 % below or one row of a root from it.

    tests/support/with_postgres tests/real/real_fit.py [--database NAME]...

The databases are those of real_databases.py, which says where they come from.
"""
import argparse
import gzip
import pathlib
import sys
import tempfile

from playground import Playground
from postgres import SKIPPED, Session, require_server, run_psql
from program import SAMPLE_DATA, require_binary, run_subset
from real_rows import fill_empty_tables

# What a twin begins with.
ROOTS = {"chinook": ["customer"], "pagila": ["customer"], "netbox_30": ["dcim_device", "tenancy_tenant"], "omop": ["cdm.person"]}
PARTS = (0.3, 0.7)  # of what all rows of the roots would take beyond the empty schema
SIZE = """SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
          WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')"""


def try_fit(name, playground, folder):
    """Faults, and what was found."""
    faults, told = [], []
    roots = "".join(f'[[root]]\ntable = "{root}"\nchildren = true\n' for root in ROOTS[name])

    def run(fit, *command):
        path = folder / "twin.toml"
        path.write_text(f'[limits]\nfit = "{fit}"\n[mask]\nunclassified = "allow"\n{roots}')
        return run_subset(path, playground.source_url(), playground.target_url(), command=command)

    whole = run("10 GB", "plan")
    assert whole.status == 0, whole.told()
    base, size = whole.report["fit"]["base"], whole.report["fit"]["size"]
    for part in PARTS:
        wish = int((base + part * (size - base)) / 1024)
        made = run(f"{wish} kB")
        if made.status == 1 and "not even the first row" in made.stderr:
            told.append(f"{wish} kB: {next(line for line in made.stderr.splitlines() if line.startswith('error'))}")
            continue
        if made.status != 0:
            faults.append(f"{wish} kB: {made.told()}")
            continue
        fit = made.report["fit"]
        with Session(playground.target) as target:
            real = int(target.value(SIZE))
        cheapest = min((root["bytes"] for root in fit["next"] if root["bytes"] is not None), default=0)
        again = sum("made again" in note for note in made.report["notes"])
        told.append(f"{wish} kB: {real / 1024:.0f} kB ({100 * real / 1024 / wish:.1f} %), computed {fit['size'] / 1024:.0f} kB, part {fit['fraction']:.4f}, "
                    f"next {[root['bytes'] for root in fit['next']]}, made again {again} times")
        if real > wish * 1024 or real != fit["real_size"]:
            faults.append(f"over: {told[-1]}")
        if fit["fraction"] < 1 and real < 0.95 * wish * 1024 and real + cheapest <= wish * 1024:
            faults.append(f"more would have fit: {told[-1]}")
    return faults, told


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path, default=SAMPLE_DATA)
    parser.add_argument("--database", action="append", choices=sorted(ROOTS))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    if not arguments.data or not pathlib.Path(arguments.data).is_dir():
        print("no data folder: nothing to do")
        return SKIPPED
    failed = 0
    for name in arguments.database or sorted(ROOTS):
        with Playground(f"fit_{name}") as playground, tempfile.TemporaryDirectory(prefix="subset-fit.") as folder:
            with gzip.open(pathlib.Path(arguments.data) / f"{name}.sql.gz", "rt", encoding="utf-8") as dump:
                run_psql(playground.source, text=dump.read())
            with Session(playground.source) as session:
                fill_empty_tables(session, 1)
                session.query("ANALYZE")
            playground.grant_reader()
            faults, told = try_fit(name, playground, pathlib.Path(folder))
            print("\n  ".join([name, *told]), flush=True)
            failed += bool(faults)
            print("".join(f"FAILED {name}: {fault}\n" for fault in faults), end="", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
