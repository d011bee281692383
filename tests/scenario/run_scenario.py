#!/usr/bin/env python3
"""Runs scenario folders: tests/scenario/README.md says what is in one.

    run_scenario.py FOLDER... [--without-program | --write-expected | --way WAY [--seed S]]

--way WAY         the twin by another way, for folders that expect one: as a script that psql loads into an empty database
                  (file), built beside the target (database), in pieces (none), read in parts (paced), by what differs (rows),
                  and then again after random changes to the source
--without-program checks the folder against itself: expected/ against the reference closure.
--write-expected  writes expected/ from the reference closure, to be read by a person before it is kept.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter

from compare_twin import compare_twin
from content_hash import content_hash
from expected_files import compare_files, write_expected
from playground import Playground
from postgres import Session, identifier, require_server, run_psql
from program import CHECKOUT, require_binary, run_subset
from reference_catalog import Catalog
from reference_closure import compute_expected, read_rows
from reference_config import read_config
from row_rounds import refresh_after_changes, way_faults
from way_reasons import tell_ways

# An earlier twin for the faults to spoil: everything, so that it needs nothing of the folder's own config.
EVERYTHING = '[[table]]\nname = "*"\nrows = "all"\n'


OWN_SERVER = "SUBSET_SCENARIO_ON_OWN_SERVER"


def twin_content(database):
    with Session(database) as session:
        content = {}
        for table in Catalog(session).tables:
            content[table.label] = (table.columns, Counter(row for _, row in read_rows(session, table)))
        for schema, name in session.query("SELECT schemaname, matviewname FROM pg_matviews WHERE schemaname !~ '^pg_' AND ispopulated"):
            rows = Counter(session.query(f"SELECT * FROM {identifier(schema, name)}"))
            content[f"{schema}.{name}"] = (session.columns, rows)
    return content


def load(folder, playground):
    playground.load_source(*(file for name in ("schema.sql", "data.sql") if (file := folder / name).exists()))
    playground.grant_reader()
    if (folder / "target.sql").exists():
        # As the owner itself would have made it.
        role = f"SET ROLE {identifier(playground.owner)};\n"
        run_psql(playground.target, text=role + (folder / "target.sql").read_text(), variables=playground.variables)


def meanwhile(folder, playground):
    if (folder / "meanwhile.sql").exists():
        playground.load_source(folder / "meanwhile.sql")


def run_copy(folder, playground, scratch):
    """Runs on a copy of the folder: a run writes its lock file beside the config."""
    copy = pathlib.Path(scratch) / "copy" / folder.name
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return run_subset("twin.toml", playground.source_url(), playground.target_url(), folder=copy)


WAYS = {"file": 'file = "twin.sql"', "database": 'atomic = "database"', "none": 'atomic = "none"', "paced": 'rate = "2 MB/s"',
        "rows": 'atomic = "rows"'}


class OtherWay:
    """The folder's config with another key in [target], or in [source]."""

    def __init__(self, folder, playground, scratch, way):
        self.folder, self.playground, self.way = pathlib.Path(scratch) / folder.name, playground, way
        shutil.copytree(folder, self.folder)
        config = self.folder / "twin.toml"
        section = "[source]" if way == "paced" else "[target]"
        text = config.read_text() if section in config.read_text() else f"{config.read_text()}\n{section}\n"
        config.write_text(re.sub(rf"(?m)^{re.escape(section)}$", f"{section}\n{WAYS[way]}", text))
        if way == "database":
            playground.allow_databases()

    def take(self, atomic):
        """Another value of the key from here on."""
        config = self.folder / "twin.toml"
        config.write_text(config.read_text().replace(WAYS[self.way], f'atomic = "{atomic}"'))

    def run(self):
        """The outcome, or what psql said."""
        by_script = self.way == "file"
        outcome = run_subset("twin.toml", self.playground.source_url(), "" if by_script else self.playground.target_url(),
                             folder=self.folder)
        if outcome.status == 0 and by_script:
            self.playground.recreate_target()
            run_psql(self.playground.target_as_owner, [self.folder / "twin.sql"], single_transaction=True)
            outcome.report["verified"] = True  # the script proves itself
        return outcome


def expect_success(folder, playground, arguments):
    load(folder, playground)
    meanwhile(folder, playground)
    with Session(playground.source) as session:
        expected = compute_expected(session, read_config(folder / "twin.toml"))
    if arguments.write_expected:
        write_expected(folder, expected)
    if arguments.without_program or arguments.write_expected:
        content = {label: (expected.columns[label], rows) for label, rows in expected.rows.items()}
        with Session(playground.source) as session:
            views = {".".join(row) for row in session.query("SELECT schemaname, matviewname FROM pg_matviews")}
        return [line for line in compare_files(folder, content)
                if not any(line.startswith(f"expected/{view}.tsv") for view in views)]
    differences, source_before = [], content_hash(playground.source)
    attempts = ("first run", "second run, over the twin of the first")
    by_rows = arguments.way == "rows"
    during = folder / "during.sql"
    other_way = OtherWay(folder, playground, arguments.scratch, arguments.way) if arguments.way else None
    once = during.exists() or (folder / "server_options.txt").exists()  # the latter are large
    for number, attempt in enumerate(attempts[:1] if once else attempts):
        with While(playground, during):
            outcome = other_way.run() if other_way else run_copy(folder, playground, arguments.scratch)
        if outcome.status != 0:
            return differences + [f"{attempt}: {outcome.told()}"]
        found = compare_files(folder, twin_content(playground.target))
        found += compare_twin(expected, playground.source, playground.target, outcome.report)
        if not other_way or other_way.way != "file":
            found += verify_twin(other_way.folder if other_way else folder, playground)
        if by_rows:
            found += way_faults(outcome, bool(number), arguments.ways, as_it_was=number == 1 and not (folder / "check.sql").exists())
        if (folder / "check.sql").exists():
            run_psql(playground.target, [folder / "check.sql"], variables=playground.variables)
        differences += [f"{attempt}: {line}" for line in found]
    if content_hash(playground.source) != source_before and not during.exists():
        differences.append("the source has changed")
    if by_rows and not differences:
        differences += refresh_after_changes(folder.name, playground, folder / "twin.toml", other_way.run, arguments.ways, arguments.seed)
        differences += compare_with_full_refresh(playground, other_way)
    return differences


def compare_with_full_refresh(playground, other_way):
    by_rows = twin_content(playground.target)
    other_way.take("transaction")
    outcome = other_way.run()
    if outcome.status != 0:
        return [f"in one transaction: {outcome.told()}"]
    full = twin_content(playground.target)
    return [f"{label}: not the rows of a full refresh" for label in by_rows.keys() | full.keys() if by_rows.get(label) != full.get(label)]


def verify_twin(folder, playground):
    """What is proven of a twin holds in it afterwards, too, by the target alone, and nothing has changed since."""
    outcome = run_subset("twin.toml", "", playground.target_url(), "--format", "json", command=["verify"], folder=folder)
    if outcome.status == 1 and "from the target's role" in outcome.stderr:
        return []  # FORCE ROW LEVEL SECURITY keeps the owner out as well
    if outcome.status != 0:
        return [f"verify: {outcome.told()}"]
    # A constraint that is NOT VALID in the source is no change, and of note all the same.
    return [f"verify: {line}" for line in json.loads(outcome.stdout)["changes"] if not line.endswith(" is NOT VALID")]


class While:
    """Runs a script in the source once the program is in a query that holds pg_sleep; does nothing where there is no script."""

    def __init__(self, playground, script):
        self.playground, self.script, self.problem = playground, script, None
        self.thread = threading.Thread(target=self._run) if script.exists() else None

    def __enter__(self):
        if self.thread:
            self.thread.start()

    def __exit__(self, *_):
        if self.thread:
            self.thread.join()
            assert self.problem is None, self.problem

    def _run(self):
        try:
            with Session(self.playground.source) as watcher:
                self.playground.wait_for_reading(watcher)
            self.playground.load_source(self.script)
        except Exception as problem:
            self.problem = problem


def expect_error(folder, playground, arguments):
    """expected_error.txt: "exit 2" (or "exit 1 or 2"), "errors N" (default 1), then patterns, one each line of stderr."""
    if arguments.without_program or arguments.write_expected:
        load(folder, playground)
        meanwhile(folder, playground)
        return []
    load(folder, playground)
    if not (folder / "target.sql").exists():
        before = pathlib.Path(arguments.scratch) / "before.toml"
        before.write_text(EVERYTHING)
        outcome = run_subset(before, playground.source_url(), playground.target_url())
        if outcome.status != 0:
            return [f"the earlier twin could not be made: {outcome.told()}"]
    meanwhile(folder, playground)
    hash_before, source_before = content_hash(playground.target, with_comment=True), content_hash(playground.source)
    outcome = run_copy(folder, playground, arguments.scratch)
    lines = (folder / "expected_error.txt").read_text().splitlines()
    statuses = {int(status) for status in re.findall(r"\d+", lines[0])}
    count = 1
    if lines[1].startswith("errors "):
        count = int(lines.pop(1).split()[1])
    differences = [f"no line matches {pattern}" for pattern in lines[1:]
                   if not any(re.search(pattern, line) for line in outcome.stderr.splitlines())]
    if outcome.status not in statuses:
        differences.append(f"exit {outcome.status} instead of {lines[0]}")
    if len(outcome.errors) != count:
        differences.append(f"{len(outcome.errors)} error: lines instead of {count}")
    if not outcome.hints:
        differences.append("no hint: line")
    if content_hash(playground.target, with_comment=True) != hash_before:
        differences.append("the target has changed")
    if content_hash(playground.source) != source_before:
        differences.append("the source has changed")
    return differences + ([outcome.told()] if differences else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--without-program", action="store_true")
    parser.add_argument("--write-expected", action="store_true")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--seed", type=int, default=0, help="of the changes before refreshes by rows")
    arguments = parser.parse_args()
    require_server()
    if not (arguments.without_program or arguments.write_expected):
        require_binary()
    arguments.ways = Counter()
    failed = [folder.name for folder in arguments.folders if not run_scenario(folder.resolve(), arguments)]
    for fault in tell_ways(arguments.ways):
        print(fault)
        failed.append("--way rows")
    if failed and len(arguments.folders) > 1:
        print(f"{len(failed)} of {len(arguments.folders)} failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_scenario(folder, arguments):
    """True if it is as it should be."""
    options = folder / "server_options.txt"
    if options.exists() and os.environ.get(OWN_SERVER) != folder.name:
        environment = {**os.environ, "SUBSET_TEST_PGOPTIONS": options.read_text().strip(), OWN_SERVER: folder.name}
        keys = [f"--{key}" for key in ("without-program", "write-expected") if getattr(arguments, key.replace("-", "_"))]
        keys += ["--way", arguments.way, "--seed", str(arguments.seed)] if arguments.way else []
        return subprocess.run([CHECKOUT / "tests/support/with_postgres", __file__, folder, *keys], env=environment).returncode == 0
    with Playground(folder.name) as playground, tempfile.TemporaryDirectory() as arguments.scratch:
        scenario = expect_error if (folder / "expected_error.txt").exists() else expect_success
        differences = scenario(folder, playground, arguments)
    for line in differences:
        print(f"{folder.name}: {line}", flush=True)
    return not differences


if __name__ == "__main__":
    sys.exit(main())
