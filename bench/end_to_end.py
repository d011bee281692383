#!/usr/bin/env python3
"""Refreshes of a generated shop, in turn with what somebody would do without this program, and their ratios.

    bench/end_to_end.py [--scale 1] [--rounds 3] [--case S1]... [--json FILE]

Servers of its own, on this machine's disk. In each round every way of a case runs once, one after the other; what is told is
the median of the rounds and of the ratios within each.
"""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from delay import DelayedLine
from own_cluster import Cluster

from program import binary  # of tests/support, which own_cluster makes known

HERE = pathlib.Path(__file__).resolve().parent
ROOT = '[[root]]\ntable = "users"\norder_by = "user_id DESC"\nlimit = {users}\nchildren = true\n'
WHOLE = '[[table]]\nname = "*"\nrows = "all"\n'
TABLES = ("categories", "products", "users", "orders", "order_items", "reviews")
KEYS = {"order_items": "order_id, line_no", "categories": "category_id"}


class Bench:
    def __init__(self, source, target, scratch, scale):
        self.source, self.target, self.scratch, self.scale = source, target, scratch, scale

    def subset(self, config, target_lines="", lines=(None, None), database="shop"):
        """Seconds. lines: ports to connect by, of the source and the target."""
        path = self.scratch / "twin.toml"
        path.write_text(f"[target]\n{target_lines}\n{config}")
        environment = {**os.environ, "PROD_DATABASE_URL": self.source.url(database, lines[0]),
                       "DEV_DATABASE_URL": self.target.url("dev", lines[1])}
        began = time.monotonic()
        done = subprocess.run([binary(), "--config", path, "--quiet", "--report", self.scratch / "report.json"], env=environment,
                              capture_output=True, text=True)
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        return seconds

    @property
    def report(self):
        return json.loads((self.scratch / "report.json").read_text())

    def shell(self, script):
        began = time.monotonic()
        subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=True, cwd=self.scratch, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    def empty_target(self):
        self.target.create("dev")

    def remember_twin(self):
        """The keys of the twin's rows, in a schema of the source: the exact rows that the recipe by hand copies."""
        self.source.psql("shop", "SET client_min_messages = warning; DROP SCHEMA IF EXISTS known CASCADE; CREATE SCHEMA known;")
        for table in TABLES:
            keys = self.keys_of(table)
            self.source.psql("shop", f"CREATE TABLE known.{table} AS SELECT {keys} FROM {table} WITH NO DATA")
            self.shell(f"psql -Xqd '{self.target.url('dev')}' -c 'COPY (SELECT {keys} FROM {table}) TO STDOUT (FORMAT binary)' | "
                       f"psql -Xqd '{self.source.url('shop')}' -c 'COPY known.{table} FROM STDIN (FORMAT binary)'")
            self.source.psql("shop", f"ANALYZE known.{table}")

    @staticmethod
    def keys_of(table):
        return KEYS.get(table, table[:-1] + "_id")

    def make_schema(self, section, lines=(None, None), database="shop"):
        return (f"pg_dump --schema-only --schema=public --no-owner --section={section} -d '{self.source.url(database, lines[0])}' | "
                f"grep -v '^CREATE SCHEMA public' | psql -Xqd '{self.target.url('dev', lines[1])}' -v ON_ERROR_STOP=1\n")

    def copy_by_hand(self, lines=(None, None)):
        """One session on each side for all tables, into bare ones; a psql writes the script that the other one reads."""
        copies = "".join(f"\\echo COPY {table} FROM STDIN;\n"
                         f"COPY (SELECT t.* FROM {table} AS t JOIN known.{table} AS k USING ({self.keys_of(table)})) TO STDOUT;\n"
                         "\\echo '\\\\.'\n" for table in TABLES)
        (self.scratch / "out.sql").write_text(copies)
        source, target = self.source.url("shop", lines[0]), self.target.url("dev", lines[1])
        return (self.make_schema("pre-data", lines)
                + f"psql -Xqd '{source}' -v ON_ERROR_STOP=1 -f out.sql | psql -Xqd '{target}' -v ON_ERROR_STOP=1\n"
                + self.make_schema("post-data", lines))


def in_part(bench, users, lines=(None, None)):
    """The latest users with their children, and the very rows by hand."""
    config = ROOT.format(users=users)
    bench.empty_target()
    bench.subset(config)
    bench.remember_twin()
    rows = bench.report["rows"]

    def by_program():
        bench.empty_target()
        seconds = bench.subset(config, lines=lines)
        assert bench.report["rows"] == rows
        return seconds

    def by_hand():
        bench.empty_target()
        seconds = bench.shell(bench.copy_by_hand(lines))
        loaded = sum(int(bench.target.psql("dev", f"SELECT count(*) FROM {table}")) for table in TABLES)
        assert loaded == rows, f"{loaded} rows by hand, {rows} by the program"
        return seconds

    def dump_alone():
        return bench.shell(f"pg_dump --schema-only -d '{bench.source.url('shop', lines[0])}' >/dev/null")

    return {"subset": by_program, "by hand": by_hand, "pg_dump --schema-only": dump_alone}


def over_hand_and_dump(times):
    return times["subset"] / (times["by hand"] + times["pg_dump --schema-only"])


@contextlib.contextmanager
def s1(bench):
    yield in_part(bench, 50), over_hand_and_dump


@contextlib.contextmanager
def s2(bench):
    yield in_part(bench, max(1, round(50_000 * bench.scale))), lambda times: times["subset"] / times["by hand"]


@contextlib.contextmanager
def s3(bench):
    bench.source.psql("shop", "SET client_min_messages = warning; DROP SCHEMA IF EXISTS known CASCADE")
    source, target = bench.source.url("shop"), bench.target.url("dev")

    def by_program(way):
        def run():
            bench.empty_target()
            return bench.subset(WHOLE, way)
        return run

    def fresh(script):
        def run():
            bench.empty_target()
            shutil.rmtree(bench.scratch / "dump", ignore_errors=True)
            return bench.shell(script)
        return run

    ways = {"subset, transaction": by_program('atomic = "transaction"'), "subset, database": by_program('atomic = "database"'),
            "pg_dump -Fd -j2": fresh(f"pg_dump -Fd -j2 -f dump -d '{source}'; pg_restore -j2 -d '{target}' dump"),
            "pg_dump | psql": fresh(f"pg_dump -d '{source}' | psql -Xqd '{target}' -v ON_ERROR_STOP=1")}
    if shutil.which("pgcopydb"):
        ways["pgcopydb"] = fresh(f"pgcopydb clone --source '{source}' --target '{target}' --dir copydb --not-consistent; rm -rf copydb")
    others = [name for name in ways if not name.startswith("subset")]

    def fastest(times):
        return min(times[name] for name in others)

    yield ways, lambda times: min(times["subset, transaction"], times["subset, database"]) / fastest(times)


@contextlib.contextmanager
def s4(bench):
    with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0.02) as source, \
            DelayedLine(bench.target.folder / f".s.PGSQL.{bench.target.port}", 0.02) as target:
        yield in_part(bench, 50, (source.port, target.port)), over_hand_and_dump


@contextlib.contextmanager
def s5(bench):
    bench.source.create("many")
    tables = max(20, round(2000 * min(bench.scale, 1)))
    bench.source.psql("many", files=[HERE / "many_tables.sql"], tables=tables)
    config = f'[[root]]\ntable = "t{tables}"\nwhere = "id = 1"\n'

    def by_program():
        bench.empty_target()
        return bench.subset(config, database="many")

    def schema_alone():
        bench.empty_target()
        return bench.shell(f"pg_dump --schema-only -d '{bench.source.url('many')}' | psql -Xqd '{bench.target.url('dev')}' "
                           "-v ON_ERROR_STOP=1")

    yield {"subset": by_program, "pg_dump --schema-only | psql": schema_alone}, \
        lambda times: times["subset"] / times["pg_dump --schema-only | psql"]


CASES = {"S1": s1, "S2": s2, "S3": s3, "S4": s4, "S5": s5}


def measure(case, bench, rounds):
    """{"seconds": {way: median}, "ratio": median, "rounds": [...]}"""
    with CASES[case](bench) as (ways, ratio_of):
        all_rounds = []
        for _ in range(rounds):
            times = {name: run() for name, run in ways.items()}
            all_rounds.append({"seconds": times, "ratio": ratio_of(times)})
            print(f"  {case}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
                  + f": {all_rounds[-1]['ratio']:.2f}", flush=True)
    return {"seconds": {name: statistics.median(each["seconds"][name] for each in all_rounds) for name in ways},
            "ratio": statistics.median(each["ratio"] for each in all_rounds), "rounds": all_rounds}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", action="append", choices=CASES)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder, Cluster() as source, Cluster() as target:
        bench = Bench(source, target, pathlib.Path(folder), arguments.scale)
        source.create("shop")
        source.psql("shop", files=[HERE / "shop.sql"], scale=arguments.scale)
        for case in arguments.case or CASES:
            results[case] = measure(case, bench, arguments.rounds)
    for case, result in results.items():
        print(f"{case}: ratio {result['ratio']:.2f}  " + "  ".join(f"{name} {seconds:.2f} s" for name, seconds in result["seconds"].items()))
    if arguments.json:
        arguments.json.write_text(json.dumps({"scale": arguments.scale, "rounds": arguments.rounds, "cases": results}, indent=1))


if __name__ == "__main__":
    sys.exit(main())
