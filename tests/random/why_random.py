#!/usr/bin/env python3
"""subset why in random schemas, against the reference closure: chains of the right length whose steps hold, counts of what brought a table.

    tests/support/with_postgres tests/random/why_random.py [--count N] [--seed S]

Each case has a seed of its own, which is told where it fails: `--seed S --count 1` is that case alone.
"""
import argparse
import contextlib
import pathlib
import random
import sys
import tempfile
from collections import deque

import reference_closure
from playground import Playground
from postgres import SqlError, identifier, require_server
from program import require_binary, run_subset
from random_schemas import make_case
from reference_config import read_config
from try_case import IN_USE, Trial

ROWS = 4  # of each table that are asked about


class Found:
    """What the reference closure was made of, and the shortest ways through it."""

    def __init__(self, trial, config):
        self.roots = {}  # number of the [[root]] -> the rows that it names
        kept = {name: getattr(reference_closure, name) for name in ("fixpoint", "root_rows")}
        reference_closure.fixpoint = lambda required, chosen, edges: self._begin(kept["fixpoint"], required, chosen, edges)
        reference_closure.root_rows = lambda *arguments: self._root(arguments[2].number, kept["root_rows"](*arguments))
        try:
            self.refused, expected = trial._expected()
        finally:
            for name, function in kept.items():
                setattr(reference_closure, name, function)
        if self.refused is not None or expected.may_refuse:
            self.refused = self.refused or {0, 2}
            return
        self.catalog, self.config = expected.catalog, config
        self.twin = self.came - reference_closure.rows_to_drop(self.came, self.edges)
        self.steps = self._shortest_ways()

    def _begin(self, fixpoint, required, chosen, edges):
        self.required, self.first_chosen, self.edges = set(required), set(chosen), edges
        self.came, self.chosen = fixpoint(required, chosen, edges)
        return self.came, self.chosen

    def _root(self, number, rows):
        self.roots.setdefault(number, set()).update(tuple(row) for row in rows)
        return rows

    def _shortest_ways(self):
        """(row, chosen) -> how many rows the shortest chain has."""
        up, down = {}, {}
        for edges in self.edges:
            for child, parent in [] if edges.cut else edges.up:
                up.setdefault(child, []).append(parent)
            for child, parent in [] if edges.follow == "never" else edges.down:
                down.setdefault(parent, []).append((child, edges.follow))
        steps = {(row, True): 1 for row in self.first_chosen} | {(row, False): 1 for row in self.required}
        queue = deque(steps)
        while queue:
            row, chosen = queue.popleft()
            reached = [(parent, False) for parent in up.get(row, [])]
            reached += [(child, chosen) for child, follow in down.get(row, []) if chosen or follow == "always"]
            for spot in reached:
                if spot not in steps:
                    steps[spot] = steps[row, chosen] + 1
                    queue.append(spot)
        return steps

    def edges_named(self, name, label):
        """By the name and the child's or the parent's table, or one that inherits from it where the reference means the tree: names repeat."""
        return [edges for edges in self.edges if name in edges.reference.names
                and label in {table.label for end in (edges.reference.child_table, edges.reference.parent_table) for table in (end, *end.tables)}]

    def ways_into(self, table):
        """(by, a reference's names or the root's number) -> rows of the table that it leads to."""
        ways = {("root", f"[[root]] {number}"): rows for number, rows in self.roots.items()}
        for edges in self.edges:
            reference, names = edges.reference, tuple(edges.reference.names)
            if table in reference.parent_table.tables and not edges.cut:
                ways["up", names, reference.child.label] = {p for c, p in edges.up if c in self.came and c != p}
            if table in reference.child_table.tables and edges.follow != "never":
                bringing = self.came if edges.follow == "always" else self.chosen
                # Single partitions may each have a reference of this name to that table.
                ways["down", names, reference.parent.label, reference.child.label] = {c for c, p in edges.down if p in bringing and c != p}
        mine = {way: {row for row in rows if row in self.twin and self.catalog.table_of(row[0]) is table} for way, rows in ways.items()}
        if self.config.rows_rule(table) == "all":
            mine["whole table", ""] = {row for row in self.twin if self.catalog.table_of(row[0]) is table}
        return {way: rows for way, rows in mine.items() if rows}


class MaskedKey(Exception):
    pass


class Asking:
    def __init__(self, playground, trial, found):
        self.playground, self.trial, self.found, self.faults, self.asked = playground, trial, found, [], 0
        self.names = {table.oid: table.label for table in found.catalog._all.values()}
        self.keys, self.ids = {}, {}  # row id -> key; (table label, key) -> row id
        for table in found.catalog.tables:
            columns = "".join(", " + identifier(column) for column in table.key)
            for oid, ctid, *key in trial._source.query(f"SELECT tableoid, ctid{columns} FROM {table.rows_of}"):
                self.keys[oid, ctid] = key
                self.ids[(table.label, *(key or [ctid, self.names[oid]]))] = (oid, ctid)

    def why(self, *question):
        self.asked += 1
        outcome = run_subset(self.trial.scratch / "twin.toml", self.playground.source_url(), self.playground.target_url(), *question,
                             command=["why"])
        if outcome.status != 0:
            self.faults.append(f"why {' '.join(question)}: {outcome.told()}")
        return outcome.report

    def row_of(self, link):
        if "masked" in (link["primary_key"] or []):
            raise MaskedKey
        where = link["row"].removeprefix("ctid = ").split(" in ")
        return self.ids[(link["table"], *(link["primary_key"] or [where[0], where[1] if len(where) > 1 else link["table"]]))]

    def check(self, holds, what, told):
        if not holds:
            self.faults.append(f"{what}: {told}")

    def ask_of_table(self, table):
        told = self.why(table.label)
        if told is None:
            return
        ways = self.found.ways_into(table)
        rows = {row for row in self.found.twin if self.found.catalog.table_of(row[0]) is table}
        self.check((told["rows"], told["chosen"]) == (len(rows), len(rows & self.found.chosen)), "rows, chosen", told)
        expected = [(by, (name,) if isinstance(name, str) else name, (other or [""])[0], len(led),
                     sum(1 for row in led if sum(row in rows for rows in ways.values()) == 1)) for (by, name, *other), led in ways.items()]
        for each in told["bringers"]:
            one = next((one for one in expected if each["reference"] in one[1]
                        and (one[0], *one[2:]) == (each["by"], each["table"], each["rows"], each["only"])), None)
            self.check(one is not None, f"bringer {each} of {table.label}, expected {expected}", told)
            expected = [other for other in expected if other is not one]
        self.check(not expected, f"bringers of {table.label}, expected {expected} too", told)

    def ask_of_row(self, table, row):
        key = self.keys[row]
        told = self.why(table.label, "--", *key)
        if told is None:
            return
        found = self.found
        shown = [value if value == "masked" else own for value, own in zip(told["primary_key"], key)] if told["primary_key"] else key
        self.check((told["exists"], told["in_twin"], told["primary_key"]) == (True, row in found.twin, shown), "existence", told)
        if not told["in_twin"]:
            self.check(not told["chain"] and (told["missing"] or told["reason"]), "no reason", told)
            self.check_missing(told)
            return
        chosen, chain = row in found.chosen, told["chain"]
        self.check(told["chosen"] == chosen and len(chain) == found.steps[row, chosen], f"{found.steps[row, chosen]} steps", told)
        self.check(chain[0]["by"] in ("root", "whole table") and self.row_of(chain[-1]) == row, "ends", told)
        rows = [self.row_of(link) for link in chain]
        self.check(rows[0] in found.required | found.first_chosen, "begins at no root", told)
        for link, each in zip(chain, rows):
            self.check(link["chosen"] == (each in found.chosen) and each in found.came, "marks", told)
        for link, before, after in zip(chain[1:], rows, rows[1:]):
            pair = (after, before) if link["by"] == "down" else (before, after)
            self.check(any(pair in (edges.down if link["by"] == "down" else edges.up)
                           and (link["by"] == "down" or not edges.cut) for edges in found.edges_named(link["reference"], link["table"])),
                       "a step that does not hold", told)

    def check_missing(self, told):
        missing = told["missing"]
        if missing is None:
            return
        rows = [self.row_of(link) for link in [missing["from"], *missing["rest"]]]
        self.check(rows[0] in self.found.twin and not any(row in self.found.twin for row in rows[1:]), "not the missing link", told)
        for link, before, after in zip(missing["rest"], rows, rows[1:]):
            pair = (after, before) if link["by"] == "down" else (before, after)
            self.check(any(pair in edges.up for edges in self.found.edges_named(link["reference"], link["table"])),
                       "a missing step that does not hold", told)


def try_case(playground, trial, seed):
    """How often it was asked, and what was wrong."""
    case = make_case(seed)
    try:
        trial._load(case, seed)
    except SqlError as problem:
        if problem.sqlstate != IN_USE:
            raise
        return 0, []
    config = read_config(trial.scratch / "twin.toml") if case.statuses is None else None
    found = Found(trial, config) if config else None
    if found is None or found.refused is not None:
        return 0, []
    asking, chance = Asking(playground, trial, found), random.Random(seed)
    for table in found.catalog.tables:
        asking.ask_of_table(table)
        rows = sorted(row for row in asking.keys if asking.keys[row] and found.catalog.table_of(row[0]) is table)
        if config.rows_rule(table) != "none":
            for row in chance.sample(rows, min(ROWS, len(rows))):
                with contextlib.suppress(MaskedKey):  # which row it is, is not told then
                    asking.ask_of_row(table, row)
    return asking.asked, asking.faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5, help="of cases that are no errors")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    failed, asked, tried, seed = 0, 0, 0, arguments.seed
    with Playground("why_random") as playground, tempfile.TemporaryDirectory(prefix="subset-why.") as scratch:
        trial = Trial(playground, pathlib.Path(scratch))
        while tried < arguments.count:
            questions, faults = try_case(playground, trial, seed)
            tried, asked = tried + (1 if questions or arguments.count == 1 else 0), asked + questions
            if faults:
                failed += 1
                print(f"FAILED --seed {seed} --count 1", *faults, sep="\n  ", flush=True)
            seed += 1
    print(f"{tried} cases, {asked} questions, {failed} failed")
    return 1 if failed or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
