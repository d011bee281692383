#!/usr/bin/env python3
"""Public sample databases, whole and in part, by every way in which a twin is made: each comes out equal.

    tests/support/with_postgres tests/real/real_ways.py [DATA_FOLDER] [--database NAME]... [--seed S] [--whole]

Ways: a target that is replaced, in one transaction, by a database beside it, and in pieces; a script that psql loads; a target
that keeps its own schema, the source's, and one with an added table and two added columns; and at the end by rows, again and again
after random changes to the source. DATA_FOLDER as in real_databases.py. Empty tables are filled first.
"""
import argparse
import gzip
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

from compare_twin import (compare_constraints, compare_materialized_views, compare_report, compare_rows, compare_schema,
                          compare_sequences)
from playground import Playground
from postgres import SKIPPED, Session, conninfo_of, identifier, require_server, run_psql
from program import SAMPLE_DATA, require_binary, run_subset
from random_case import render_toml
from random_changes import change_rows
from real_config import config_with_rules
from real_rows import fill_empty_tables
from reference_catalog import Catalog
from reference_closure import Refused, compute_expected
from reference_config import ConfigWrong, read_config
from way_reasons import is_legitimate, tell_ways

DATABASES = ("pagila", "netbox_30", "omop")
CHANGED = (5, 60, 60, 200)  # tables of which rows change before a refresh by rows
FULL = {"table": [{"name": "*", "rows": "all"}]}


class Ways:
    def __init__(self, playground, scratch):
        self.playground, self.scratch, self.config = playground, scratch, scratch / "twin.toml"
        self.owner = playground.target_as_owner

    def run(self, config, target):
        """target: keys of [target]."""
        self.config.write_text(render_toml({**config, "target": target} if target else config))
        outcome = run_subset(self.config, self.playground.source_url(), "" if "file" in target else self.playground.target_url())
        assert outcome.status == 0, f"{target}: {outcome.told()}"
        return outcome.report

    def by_replacing(self, config):
        self.playground.recreate_target()
        return self.run(config, {})

    def beside(self, config):
        """Onto the twin that is there, built beside it by several connections."""
        self.playground.allow_databases()
        return self.run(config, {"atomic": "database"})

    def in_pieces(self, config):
        """Onto the twin that is there, by several transactions."""
        return self.run(config, {"atomic": "none"})

    def by_script(self, config):
        report = self.run(config, {"file": "twin.sql"})
        self.playground.recreate_target()
        run_psql(self.owner, [self.scratch / "twin.sql"], single_transaction=True)
        report["verified"] = True  # the script proves itself
        return report

    def by_keeping(self, config, ahead=""):
        """Into the source's own schema, made by the target's owner."""
        self.playground.recreate_target()
        with Session(self.playground.target) as admin:  # as a provider would have enabled them
            for (name,) in Session(self.playground.source).query("SELECT extname FROM pg_extension WHERE oid >= 16384"):
                admin.query(f"CREATE EXTENSION IF NOT EXISTS {identifier(name)}")
        schema = subprocess.run(["pg_dump", "--schema-only", "--no-owner", "--no-privileges", "-d", conninfo_of(self.playground.source)],
                                check=True, capture_output=True, text=True).stdout
        kept = [line for line in schema.splitlines() if not line.startswith(("CREATE EXTENSION", "COMMENT ON EXTENSION", "COMMENT ON SCHEMA public"))
                and line != "CREATE SCHEMA public;"]
        run_psql(self.owner, text="\n".join(kept) + ahead, single_transaction=True)
        before = self.dump()
        host, port = os.environ["PGHOST"], os.environ["PGPORT"]
        report = self.run(config, {"mode": "keep", "force": f"{host}:{port}/{self.playground.target}".replace(":5432/", "/")})
        assert self.dump() == before, "the target's own schema has changed"
        return report

    def dump(self):
        """What pg_dump says of the target's schema; a random word is on its meta-commands."""
        text = subprocess.run(["pg_dump", "--schema-only", "-d", conninfo_of(self.playground.target)],
                              check=True, capture_output=True, text=True).stdout
        return [line for line in text.splitlines() if not line.startswith("\\")]


def compare(playground, expected, report, with_schema):
    with Session(playground.source) as source, Session(playground.target) as target:
        faults = compare_rows(expected, target) + compare_materialized_views(target)
        if with_schema:
            faults += compare_constraints(expected, source, target) + compare_sequences(expected, source, target)
    if with_schema and not expected.made_not_valid:
        faults += compare_schema(playground.source, playground.target)
    return faults + compare_report(expected, report)


def make_ahead(chance, catalog):
    """SQL that adds a table, which references one of those there, and a column to two of them; and SQL that takes them away."""
    keyed = [table for table in catalog.tables if len(table.key) == 1]
    parent, first, second = chance.choice(keyed), *chance.sample(catalog.tables, 2)
    key = identifier(parent.key[0])
    added = (f"\nCREATE TABLE public.added AS SELECT {key} FROM {identifier(parent.schema, parent.name)} WITH NO DATA;"
             f"\nALTER TABLE public.added ADD FOREIGN KEY ({key}) REFERENCES {identifier(parent.schema, parent.name)};"
             f"\nALTER TABLE {identifier(first.schema, first.name)} ADD COLUMN added_text text;"
             f"\nALTER TABLE {identifier(second.schema, second.name)} ADD COLUMN added_number int NOT NULL DEFAULT 7;")
    gone = (f"DROP TABLE public.added; ALTER TABLE {identifier(first.schema, first.name)} DROP COLUMN added_text CASCADE;"
            f"ALTER TABLE {identifier(second.schema, second.name)} DROP COLUMN added_number CASCADE")
    return added, gone


def try_database(name, data, arguments):
    seed, faults = arguments.seed, []
    chance = random.Random(f"{seed} {name}")
    with Playground(name) as playground, tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        (scratch / "source.sql").write_bytes(gzip.decompress((data / f"{name}.sql.gz").read_bytes()))
        playground.load_source(scratch / "source.sql")
        with Session(playground.source) as session:
            fill_empty_tables(session, seed)
            catalog = Catalog(session)
        playground.grant_reader()
        ways = Ways(playground, scratch)
        configs = [("whole", FULL)] + ([] if arguments.whole else [("in part", find_part(chance, playground, catalog, scratch))])
        for what, config in [] if arguments.rows else configs:
            ways.config.write_text(render_toml(config))
            with Session(playground.source) as session:
                expected = compute_expected(session, read_config(ways.config))
            added, gone = make_ahead(chance, catalog)
            for way, make, with_schema in (("replaced", ways.by_replacing, True), ("beside", ways.beside, True),
                                           ("in pieces", ways.in_pieces, True), ("by a script", ways.by_script, True),
                                           ("kept", ways.by_keeping, True),
                                           ("kept, ahead", lambda each: ways.by_keeping(each, added), False)):
                began = time.monotonic()
                try:
                    report = make(config)
                    if not with_schema:
                        run_psql(ways.owner, text=gone)
                    found = compare(playground, expected, report, with_schema)
                except Exception as problem:  # the other ways are tried all the same
                    found = [str(problem)]
                print(f"{name} {what}, {way}: {expected.total()} rows, {time.monotonic() - began:.1f} s", flush=True)
                faults += [f"{name} {what}, {way}: {fault}" for fault in found]
        drop_rules(playground.source)
        for what, config in configs:
            found = try_rows(chance, playground, ways, config, [each for _, each in configs], f"{name} {what}")
            faults += [f"{name} {what}, {fault}" for fault in found]
    return faults


def drop_rules(database):
    """They have all rows come anew."""
    with Session(database) as session:
        for name, table in session.query("SELECT quote_ident(rulename), ev_class::regclass FROM pg_rewrite WHERE ev_type <> '1'"):
            session.query(f"DROP RULE {name} ON {table}")


def try_rows(chance, playground, ways, config, configs, label):
    """The first refresh, one that has nothing to write, and one after each of some changes, which leave a twin of each of `configs`;
    then in one transaction once more."""
    faults, reasons = [], Counter()
    playground.recreate_target()

    def refresh(what, expected, atomic="rows"):
        began = time.monotonic()
        report = ways.run(config, {"atomic": atomic})
        reason = report["target"].get("way_reason", "")
        written = sum(table.get("inserted", 0) + table.get("updated", 0) + table.get("deleted", 0) for table in report["tables"])
        found = compare(playground, expected, report, True)
        print(f"{label}, by rows, {what}: {expected.total()} rows, {written} written{reason and ', all anew: ' + reason}, "
              f"{time.monotonic() - began:.1f} s", flush=True)
        if what != "first" and atomic == "rows":
            reasons[reason] += 1
            found += [] if is_legitimate(reason) else [f"all rows came anew, because {reason}"]
        if what == "again" and written and not reason:
            found.append(f"{written} rows were written, and nothing has changed")
        return [f"by rows, {what}: {fault}" for fault in found]

    with Session(playground.source) as source:
        expected = twin_of(source, ways.config, config)
        faults += refresh("first", expected) + refresh("again", expected)
        for tables in CHANGED:
            if change_rows(source, chance, lambda: all(twin_of(source, ways.config, each) for each in configs), tables):
                expected = twin_of(source, ways.config, config)
                faults += refresh(f"changes in {tables} tables", expected)
        faults += refresh("in one transaction", expected, "transaction")
    return faults + tell_ways(reasons)


def twin_of(source, path, config):
    """What is expected of a twin that every way can make; None where there would be none."""
    path.write_text(render_toml(config))
    try:
        expected = compute_expected(source, read_config(path))
    except (ConfigWrong, Refused):
        return None
    whole = not expected.may_refuse and not any(count.dangling for count in expected.references)
    return expected if whole and expected.total() > 20 else None


def find_part(chance, playground, catalog, scratch):
    """Some root with random rules that gives a twin which every way can make: nothing in it may dangle."""
    for _ in range(100):
        config = config_with_rules(chance, catalog, chance.choice(catalog.tables), True)
        config.pop("source", None)
        with Session(playground.source) as session:
            if twin_of(session, scratch / "part.toml", config):
                return config
    raise AssertionError("no config found")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=pathlib.Path,
                        default=SAMPLE_DATA)
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--whole", action="store_true", help="not in part too")
    parser.add_argument("--rows", action="store_true", help="the ways before by rows are left out")
    arguments = parser.parse_args()
    data = pathlib.Path(arguments.data)
    names = [name for name in arguments.database or DATABASES if (data / f"{name}.sql.gz").exists()]
    if not names:
        print(f"no sample databases in {data}")
        return SKIPPED
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    faults = [fault for name in names for fault in try_database(name, data, arguments)]
    for fault in faults:
        print(f"FAILED {fault}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
