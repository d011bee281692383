"""A generated shop on two servers of its own, refreshed by the program, and what the measuring scripts share."""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from own_cluster import Cluster

from program import binary  # of tests/support, which own_cluster makes known

HERE = pathlib.Path(__file__).resolve().parent
ROOT = '[[root]]\ntable = "users"\norder_by = "user_id DESC"\nlimit = {users}\nchildren = true\n'
WHOLE = '[[table]]\nname = "*"\nrows = "all"\n'
TABLES = ("categories", "products", "users", "orders", "order_items", "reviews")
KEYS = {"order_items": "order_id, line_no", "categories": "category_id"}


def rows_in(server, database):
    return sum(int(server.psql(database, f"SELECT count(*) FROM {table}")) for table in TABLES)


class Bench:
    def __init__(self, source, target, scratch, scale, peers=False):
        self.source, self.target, self.scratch, self.scale, self.peers = source, target, scratch, scale, peers
        self.twin_rows = 0  # of the refresh that all ways of a case must equal
        self.changes = 0  # how often rows of the source have been changed
        self.told = {}  # figures of a case besides its times: (name, unit) -> values

    def tell(self, name, value, unit):
        self.told.setdefault((name, unit), []).append(value)

    def subset(self, config, target_lines="", lines=(None, None), database="shop", command=(), into="dev"):
        """Seconds. lines: ports to connect by, of the source and the target. command: as ["take", "orders", "7"]."""
        path = self.scratch / "twin.toml"
        path.write_text(f'[source]\nschemas = ["public"]\n[target]\n{target_lines}\n{config}')
        environment = {**os.environ, "PROD_DATABASE_URL": self.source.url(database, lines[0]),
                       "DEV_DATABASE_URL": self.target.url(into, lines[1])}
        began = time.monotonic()
        done = subprocess.run([binary(), *command, "--config", path, "--quiet", "--report", self.scratch / "report.json"], env=environment,
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

    def loaded_rows(self):
        return rows_in(self.target, "dev")

    @staticmethod
    def keys_of(table):
        return KEYS.get(table, table[:-1] + "_id")

    def dump_schema(self):
        """The sections of the schema, as files: whoever copies by hand has them."""
        for section in ("pre-data", "post-data"):
            self.shell(f"pg_dump --schema-only --schema=public --no-owner --section={section} -d '{self.source.url('shop')}' | "
                       f"grep -v '^CREATE SCHEMA public' > {section}.sql")

    def copy_by_hand(self, lines=(None, None)):
        """One session on each side for all tables, into bare ones; a psql writes the script that the other one reads."""
        copies = "".join(f"\\echo COPY {table} FROM STDIN;\n"
                         f"COPY (SELECT t.* FROM {table} AS t JOIN known.{table} AS k USING ({self.keys_of(table)})) TO STDOUT;\n"
                         "\\echo '\\\\.'\n" for table in TABLES)
        (self.scratch / "out.sql").write_text(copies)
        source, target = self.source.url("shop", lines[0]), self.target.url("dev", lines[1])
        return (f"psql -Xqd '{target}' -v ON_ERROR_STOP=1 -f pre-data.sql\n"
                f"psql -Xqd '{source}' -v ON_ERROR_STOP=1 -f out.sql | psql -Xqd '{target}' -v ON_ERROR_STOP=1\n"
                f"psql -Xqd '{target}' -v ON_ERROR_STOP=1 -f post-data.sql\n")


def end_on_signal(number, _):
    """As Ctrl-C does, so that the servers are stopped."""
    raise SystemExit(128 + number)


def run_bench(description, word, choices, measure):
    """Loads the shop and measures what --{word} names, or all of `choices`; returns the results by name, with what else they need."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(f"--{word}", action="append", choices=choices, dest="chosen")
    parser.add_argument("--peers", action="store_true", help="other tools too, where they can be installed")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_on_signal)
    results = {}
    with tempfile.TemporaryDirectory() as folder, Cluster() as source, Cluster() as target:
        bench = Bench(source, target, pathlib.Path(folder), arguments.scale, arguments.peers)
        source.create("shop")
        source.psql("shop", files=[HERE / "shop.sql"], scale=arguments.scale)
        for name in arguments.chosen or choices:
            results[name] = measure(name, bench, arguments.rounds)
            if arguments.json:  # after each, as an hour is long
                found = {"scale": arguments.scale, "rounds": arguments.rounds, f"{word}s": results}
                arguments.json.write_text(json.dumps(found, indent=1) + "\n")
    return results
