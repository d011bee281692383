#!/usr/bin/env python3
"""Runs scenario folders: tests/scenario/README.md says what is in one.

    run_scenario.py FOLDER... [--without-program | --write-expected | --way WAY]

--way WAY         the twin by another way, for folders that expect one: as a script that psql loads into an empty database
                  (file), built beside the target (database), in pieces (none), read in parts (paced)
--without-program checks the folder against itself: expected/ against the reference closure.
--write-expected  writes expected/ from the reference closure, to be read by a person before it is kept.
"""
import argparse
import hashlib
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
from playground import Playground
from postgres import Session, identifier, require_server, run_psql
from program import CHECKOUT, require_binary, run_subset
from reference_catalog import Catalog
from reference_closure import compute_expected, read_rows
from reference_config import read_config

# An earlier twin for the faults to spoil: everything, so that it needs nothing of the folder's own config.
EVERYTHING = '[[table]]\nname = "*"\nrows = "all"\n'


OWN_SERVER = "SUBSET_SCENARIO_ON_OWN_SERVER"
LONGEST_VALUE = 10_000  # longer ones are told by their hash


def escaped(value):
    """One field of COPY's text format."""
    if value is None:
        return r"\N"
    if len(value) > LONGEST_VALUE:
        return f"({len(value)} characters, md5 {hashlib.md5(value.encode()).hexdigest()})"
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def lines_of(columns, rows):
    lines = ["\t".join(columns)]
    for row, count in sorted(rows.items(), key=lambda entry: tuple(_order(value) for value in entry[0])):
        lines += ["\t".join(map(escaped, row))] * count
    return lines


def _order(value):
    """Numbers by value, so that a person finds row 9 before row 10."""
    number = value is not None and re.fullmatch(r"-?\d{1,30}", value)
    return (value is None, not number, int(value) if number else 0, value or "")


def compare_files(folder, actual):
    """actual: relation label -> (columns, Counter). A table without a file is empty."""
    files = {file.stem: file.read_text().splitlines() for file in (folder / "expected").glob("*.tsv")}
    differences = [f"expected/{label}.tsv: there is no such table" for label in files if label not in actual]
    for label, (columns, rows) in actual.items():
        want = files.get(label, ["\t".join(columns)])
        got = lines_of(columns, rows)
        if want[0] != got[0]:
            differences.append(f"expected/{label}.tsv: columns are {got[0]}")
        for what, rest in (("missing", Counter(want[1:]) - Counter(got[1:])), ("too many", Counter(got[1:]) - Counter(want[1:]))):
            differences += [f"expected/{label}.tsv: {what} {count}x {line}" for line, count in sorted(rest.items())]
    return differences


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


WAYS = {"file": 'file = "twin.sql"', "database": 'atomic = "database"', "none": 'atomic = "none"', "paced": 'rate = "2 MB/s"'}


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
    during = folder / "during.sql"
    other_way = OtherWay(folder, playground, arguments.scratch, arguments.way) if arguments.way else None
    once = during.exists() or (folder / "server_options.txt").exists()  # the latter are large
    for attempt in attempts[:1] if once else attempts:
        with While(playground, during):
            outcome = other_way.run() if other_way else run_copy(folder, playground, arguments.scratch)
        if outcome.status != 0:
            return differences + [f"{attempt}: {outcome.told()}"]
        found = compare_files(folder, twin_content(playground.target))
        found += compare_twin(expected, playground.source, playground.target, outcome.report)
        if not other_way or other_way.way != "file":
            found += verify_twin(other_way.folder if other_way else folder, playground)
        if (folder / "check.sql").exists():
            run_psql(playground.target, [folder / "check.sql"], variables=playground.variables)
        differences += [f"{attempt}: {line}" for line in found]
    if content_hash(playground.source) != source_before and not during.exists():
        differences.append("the source has changed")
    return differences


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


def write_expected(folder, expected):
    (folder / "expected").mkdir(exist_ok=True)
    for label, rows in expected.rows.items():  # materialized views are left to the person
        file = folder / "expected" / f"{label}.tsv"
        file.unlink(missing_ok=True)
        if rows:
            file.write_text("\n".join(lines_of(expected.columns[label], rows)) + "\n")


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
    arguments = parser.parse_args()
    require_server()
    if not (arguments.without_program or arguments.write_expected):
        require_binary()
    failed = [folder.name for folder in arguments.folders if not run_scenario(folder.resolve(), arguments)]
    if failed and len(arguments.folders) > 1:
        print(f"{len(failed)} of {len(arguments.folders)} failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_scenario(folder, arguments):
    """True if it is as it should be."""
    options = folder / "server_options.txt"
    if options.exists() and os.environ.get(OWN_SERVER) != folder.name:
        environment = {**os.environ, "SUBSET_TEST_PGOPTIONS": options.read_text().strip(), OWN_SERVER: folder.name}
        keys = [f"--{key}" for key in ("without-program", "write-expected") if getattr(arguments, key.replace("-", "_"))]
        return subprocess.run([CHECKOUT / "tests/support/with_postgres", __file__, folder, *keys], env=environment).returncode == 0
    with Playground(folder.name) as playground, tempfile.TemporaryDirectory() as arguments.scratch:
        scenario = expect_error if (folder / "expected_error.txt").exists() else expect_success
        differences = scenario(folder, playground, arguments)
    for line in differences:
        print(f"{folder.name}: {line}", flush=True)
    return not differences


if __name__ == "__main__":
    sys.exit(main())
