#!/usr/bin/env python3
"""Every command on public sample databases, as a person would go through them: from nothing but a source to a proven twin.

    tests/support/with_postgres tests/real/real_commands.py [DATA_FOLDER] [--database NAME]...

DATA_FOLDER as in real_databases.py. For each database: init; plan in every form, and by statistics; graph in every form; the
run, with its page; why for tables and for rows that are in the twin and that are not; verify; a second run --locked.
"""
import argparse
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree

from playground import Playground
from postgres import SKIPPED, Session, identifier, require_server, run_psql
from program import SAMPLE_DATA, binary, environment, require_binary

DATABASES = {"pagila": "customer", "netbox_30": "dcim_site", "omop": "cdm.person"}  # and where a person would begin


class Visitor:
    def __init__(self, playground, folder):
        self.playground, self.folder = playground, folder

    def run(self, *arguments, status=0):
        done = subprocess.run([binary(), *arguments], text=True, capture_output=True, cwd=self.folder, timeout=120,
                              env=environment(self.playground.source_url(), self.playground.target_url()))
        assert done.returncode == status, f"subset {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        for line in done.stderr.splitlines():
            assert re.match(r"(\w+: |Written to )", line), f"subset {' '.join(arguments)} told: {line}"
        return done.stdout


def rows_of(report):
    return {table["table"]: table["rows"] for table in report["tables"] if table["rows"]}


def plans_agree(visitor):
    """All forms of a plan; the exact one as a value."""
    report = json.loads(visitor.run("plan", "--config", "twin.toml", "--format", "json"))
    rows = rows_of(report)
    text = visitor.run("plan", "--config", "twin.toml")
    assert f"{report['rows']:,}" in text and "Order of loading" in text, text
    assert max(map(len, (line for line in text.splitlines() if not line.startswith("    ")))) <= 80, text
    assert f"**{report['rows']:,}**" in visitor.run("plan", "--config", "twin.toml", "--format", "markdown")
    page = visitor.run("plan", "--config", "twin.toml", "--format", "html")
    embedded = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL).group(1))
    assert rows_of(embedded) == rows
    about = json.loads(visitor.run("plan", "--config", "twin.toml", "--estimate", "--format", "json"))
    assert about["estimated"] and set(rows_of(about)) & set(rows), about
    positions = {table["table"]: table["load_position"] for table in report["tables"]}
    cycles = {table["table"]: table["cycle"] for table in report["tables"]}
    for reference in report["references"]:
        child = reference.get("child_table", reference["table"])
        parent = reference.get("parent_table", reference["parent"])
        if child != parent and not (cycles[child] and cycles[child] == cycles[parent]):
            assert positions[parent] < positions[child], reference
    return report


def graphs_show(visitor, report):
    reached = sum(table["reached"] for table in report["tables"])
    dot = visitor.run("graph", "--config", "twin.toml")
    assert len(re.findall(r"(?m)^  t\d+ \[", dot)) >= reached
    assert len(re.findall(r"(?m)^  t\d+ \[", visitor.run("graph", "--all"))) == len(report["tables"])
    mermaid = visitor.run("graph", "--config", "twin.toml", "--plan", "--format", "mermaid")
    assert mermaid.startswith("flowchart") and len(re.findall(r"(?m)^  t\d+\[", mermaid)) >= reached
    if shutil.which("dot"):
        xml.etree.ElementTree.fromstring(visitor.run("graph", "--config", "twin.toml", "--estimate", "--format", "svg"))


def name_of(table):
    return table.removeprefix("public.")


def every_row_has_a_reason(visitor, report):
    """For the largest tables: what brought them, a row that is there, and one that is not, where there is one."""
    with Session(visitor.playground.source) as source, Session(visitor.playground.target) as target:
        for table, rows in sorted(rows_of(report).items(), key=lambda item: -item[1])[:4]:
            answer = json.loads(visitor.run("why", "--config", "twin.toml", "--format", "json", "--", name_of(table)))
            assert answer["rows"] == rows, (table, answer)
            schema, name = table.split(".", 1)
            quoted = f"{identifier(schema)}.{identifier(name)}"
            key = [column for (column,) in source.query(f"""SELECT a.attname FROM pg_index i JOIN pg_attribute a
                ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = '{quoted}'::regclass AND i.indisprimary
                ORDER BY array_position(i.indkey::int2[], a.attnum)""")]
            if not key:
                continue
            columns = ", ".join(f"{identifier(column)}::text" for column in key)
            there = set(map(tuple, target.query(f"SELECT {columns} FROM {quoted}")))
            every = set(map(tuple, source.query(f"SELECT {columns} FROM {quoted}")))
            for values in (sorted(there)[:1] + sorted(every - there)[:1]):
                answer = json.loads(visitor.run("why", "--config", "twin.toml", "--format", "json", "--", name_of(table), *values))
                assert answer["in_twin"] == (values in there), (table, values, answer)
                assert bool(answer["chain"]) == answer["in_twin"], answer
                assert visitor.run("why", "--config", "twin.toml", "--", name_of(table), *values).startswith(table)


def go_through(visitor, root):
    written = visitor.run("init")
    assert (visitor.folder / "twin.toml").read_text() == written
    assert [each["table"] for each in tomllib.loads(written)["root"]] == [root], written
    report = plans_agree(visitor)
    graphs_show(visitor, report)
    summary = visitor.run("--config", "twin.toml", "--html", "run.html", "--report", "run.json")
    assert "proven" in summary, summary
    done = json.loads((visitor.folder / "run.json").read_text())
    assert done["verified"] and rows_of(done) == rows_of(report), "the run is not what was planned"
    assert '"verified":true' in (visitor.folder / "run.html").read_text()
    every_row_has_a_reason(visitor, report)
    proven = json.loads(visitor.run("verify", "--config", "twin.toml", "--format", "json"))
    assert proven["verified"] and {t["table"]: t["rows"] for t in proven["tables"] if t["rows"]} == rows_of(report)
    assert "as when it was made" in visitor.run("verify", "--config", "twin.toml")
    visitor.run("--config", "twin.toml", "--locked")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=SAMPLE_DATA)
    parser.add_argument("--database", action="append", choices=DATABASES)
    arguments = parser.parse_args()
    require_server()
    require_binary()
    if not arguments.folder.is_dir():
        print(f"no databases in {arguments.folder}")
        return SKIPPED
    for database in arguments.database or DATABASES:
        with Playground(database) as playground, tempfile.TemporaryDirectory() as scratch:
            with gzip.open(arguments.folder / f"{database}.sql.gz", "rt") as dump:
                run_psql(playground.source, text=dump.read())
            with Session(playground.source) as admin:
                admin.query("ANALYZE")
            playground.grant_reader()
            go_through(Visitor(playground, pathlib.Path(scratch)), DATABASES[database])
            print(f"ok      {database}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
