#!/usr/bin/env python3
"""subset take in random schemas: the rows afterwards are those that were, and those of the reference closure that were not there.

    tests/support/with_postgres tests/random/take_random.py [--count N] [--takes T] [--seed S]

From each case so many rows are taken, one after the other. Each case has a seed of its own, which is told where it fails:
`--seed S --count 1` with the same `--takes` is that case alone.
"""
import argparse
import pathlib
import random
import sys
import tempfile
from collections import Counter

from playground import Playground
from postgres import SqlError, identifier, literal, require_server
from program import require_binary, run_subset
from random_schemas import make_case
from reference_catalog import Catalog
from reference_closure import Refused, compute_expected, read_rows
from reference_config import MIGRATION_TABLES, ConfigWrong, Root, read_config
from remembering import Remembering
from try_case import Trial

# The key by which the target tells the rows of a table apart: the primary one, or else the first without NULL by its name.
KEYS = """
SELECT array_to_string(ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])), ',')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = {oid} AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
                    AND (NOT a.attnotnull OR a.attgenerated <> ''))
ORDER BY i.indisprimary DESC, c.relname COLLATE "C" LIMIT 1"""


def contents(session, tables):
    return {table.label: Counter(row for _, row in read_rows(session, table)) for table in tables}


def after_take(before, expected, columns, key):
    """What a table has when the rows of the closure have come beside its own."""
    if key is None:
        return before | expected  # of equal rows as many as either has
    places = [columns.index(column) for column in key]
    there = {tuple(row[place] for place in places) for row in before}
    return before + Counter({row: count for row, count in expected.items() if tuple(row[place] for place in places) not in there})


class Take:
    def __init__(self, trial, playground):
        self.trial, self.playground = trial, playground
        self.source, self.target = Remembering(trial._source), trial._target
        self.tables = Catalog(self.target).tables
        self.keys = {table.label: self._key_of(table) for table in self.tables}
        self.before = contents(self.target, self.tables)

    def _key_of(self, table):
        rows = self.target.query(KEYS.format(oid=table.oid))
        return rows[0][0].split(",") if rows else None

    def expect(self, table, values, children):
        """(the closure, None), or (None, why the program may refuse)."""
        config = read_config(self.trial.scratch / "twin.toml")
        alias = identifier(table.name)
        where = " AND ".join(f"{alias}.{identifier(column)}::text = {literal(value)}" for column, value in zip(table.key, values))
        config.roots = [Root(table=(table.schema, table.name), children=children, where=where)]
        for rule in config.table_rules:
            if rule.get("rows") == "all":
                rule["rows"] = "closure"
        try:
            expected = compute_expected(self.source, config)
        except (ConfigWrong, Refused) as refusal:
            return None, str(refusal)
        dangling = any(count.dangling for count in expected.references)
        return expected, "rows dangle" if dangling or expected.may_refuse else None

    def run(self, table, values, children):
        expected, may_refuse = self.expect(table, values, children)
        before = self.before
        # Behind "--", a key that begins with a dash is none of the options.
        options = [] if children else ["--no-children"]
        outcome = run_subset(self.trial.scratch / "twin.toml", self.playground.source_url(), self.playground.target_url(),
                             "take", *options, "--", table.label, *values)
        after, told = contents(self.target, self.tables), f"take {table.label} {values}: "
        self.before = after
        if outcome.status != 0:
            # The case reaches a table that the refresh did not, and a condition of the config cannot be asked of its masked column.
            alone = outcome.status == 2 and "it sees that column alone" in outcome.stderr
            faults = [] if may_refuse or alone or expected is None else [told + outcome.told()]
            return "refused", faults + ([told + "refused, and the target has changed"] if after != before else [])
        if expected is None:
            return "taken", [f"{told}exit 0, but {may_refuse}\n{outcome.told()}"]
        faults = []
        for other in self.tables:
            rows = expected.rows.get(other.label, Counter())
            if other.name in MIGRATION_TABLES:
                continue
            want = after_take(before[other.label], rows, other.columns, self.keys[other.label])
            if want != after[other.label]:
                faults.append(f"{told}{other.label}: missing {list((want - after[other.label]).items())[:3]}, "
                              f"too many {list((after[other.label] - want).items())[:3]}")
        return "taken", faults


def try_case(playground, trial, seed, most, outcomes):
    chance = random.Random(seed)
    case = make_case(seed)
    if case.statuses is not None:
        return 0, []
    try:
        tried = trial.run(case, seed)
    except SqlError:
        return 0, []  # not possible here
    if tried.kind != "twin" or tried.faults:
        return 0, []
    config = read_config(trial.scratch / "twin.toml")
    take, takes, faults = Take(trial, playground), 0, []
    choices = []
    for table in Catalog(take.source, config.schemas, lambda each: config.rows_rule(each) == "absent").tables:
        if not table.key or config.rows_rule(table) in ("none", "keep", "absent") or table.name in MIGRATION_TABLES:
            continue
        places = [table.columns.index(column) for column in table.key]
        choices += [(table, [row[place] for place in places]) for _, row in read_rows(take.source, table)]
    for table, values in chance.sample(choices, min(most, len(choices))):
        kind, found = take.run(table, values, chance.random() < 0.7)
        outcomes[kind] += 1
        takes, faults = takes + 1, faults + found
    return takes, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5, help="of cases that can be taken from")
    parser.add_argument("--takes", type=int, default=5, help="of each case, at most")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    failed, tried, seed, outcomes = 0, 0, arguments.seed, Counter()
    with Playground("take_random") as playground, tempfile.TemporaryDirectory(prefix="subset-take.") as scratch:
        trial = Trial(playground, pathlib.Path(scratch))
        while tried < arguments.count:
            takes, faults = try_case(playground, trial, seed, arguments.takes, outcomes)
            tried += 1 if takes or arguments.count == 1 else 0
            if faults:
                failed += 1
                print(f"FAILED --seed {seed} --takes {arguments.takes} --count 1", *faults, sep="\n  ", flush=True)
            seed += 1
    print(f"{tried} cases, {outcomes['taken']} taken, {outcomes['refused']} refused, {failed} failed")
    return 1 if failed or not outcomes["taken"] else 0


if __name__ == "__main__":
    sys.exit(main())
