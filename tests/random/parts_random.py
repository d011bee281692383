#!/usr/bin/env python3
"""Whole tables of random columns, changed at random at both ends: a refresh by atomic = "rows", which compares parts first, makes them equal.

    SUBSET_BIN=build/tests/subset_small_parts tests/support/with_postgres tests/random/parts_random.py [--count N] [--seed S]

In each case six tables are refreshed, changed and refreshed again three times; after each refresh both ends hold the same rows.
"""
import argparse
import pathlib
import random
import sys
import tempfile

from playground import Playground
from postgres import Session, SqlError, require_server
from program import require_binary, run_subset

CONFIG = '[target]\natomic = "rows"\n[mask]\nunclassified = "allow"\n[[table]]\nname = "*"\nrows = "all"\n'
# A type, and SQL of a value made of the number n: as a key it is another one for each n.
KEYS = [("int", "{n}"), ("bigint", "{n} * 1000000007::bigint - 5000000000"), ("smallint", "{n} % 30000 - 15000"), ("text", "md5(({n})::text)"), ("text", "'k' || {n}"),
        ("uuid", "md5(({n})::text)::uuid"), ("date", "date '1990-01-01' + {n}"), ("timestamptz", "timestamptz '2020-01-01' + {n} * interval '1 second'"),
        ("varchar(30)", "chr(65 + {n} % 26) || {n}"), ("bytea", "decode(md5(({n})::text), 'hex')"), ("text COLLATE \"C\"", "chr(200 + {n} % 90) || {n}")]
FEW = [("int", "{n} % 3"), ("boolean", "{n} % 2 = 0"), ("numeric", "{n} % 5"), ("mood", "(ARRAY['sad', 'glad']::mood[])[{n} % 2 + 1]")]
VALUES = [("text", "(ARRAY['', NULL, 'a', 'a,', ',a', '1:a', 'NULL', '(', '\"', '\\', 'ä,1', ',,'])[{n} % 12 + 1]"), ("int", "nullif({n} % 7, 3)"),
          ("numeric", "(ARRAY[1, 1.0, 1.00, 'NaN', NULL, 0, -0.0, 100]::numeric[])[{n} % 8 + 1]"), ("float8", "(ARRAY[0, '-0', 0.1, 'NaN', NULL, 1e300]::float8[])[{n} % 6 + 1]"),
          ("text[]", "(CASE {n} % 4 WHEN 0 THEN '{{a,b}}' WHEN 1 THEN '{{\"a,b\"}}' WHEN 2 THEN '{{NULL}}' END)::text[]"), ("jsonb", "(ARRAY['1', '1.0', '{{}}', NULL, '[1]']::jsonb[])[{n} % 5 + 1]"),
          ("mood", "(ARRAY['sad', 'glad', NULL]::mood[])[{n} % 3 + 1]"), ("char(4)", "(ARRAY['a', ' a', 'ab', NULL])[{n} % 4 + 1]"),
          ("timestamp", "timestamp '2020-01-01' + {n} * interval '1 microsecond'"), ("varchar", "repeat(md5(({n})::text), {n} % 9)"), ("bool", "nullif({n} % 3, 2) = 1")]


class Table:
    def __init__(self, chance, number):
        self.name = f"t{number}"
        keys = [chance.choice(FEW) for _ in range(chance.choice((0, 0, 0, 1)))] + [chance.choice(KEYS)] + [chance.choice(FEW) for _ in range(chance.choice((0, 0, 1)))]
        chance.shuffle(keys)
        self.columns = [(f"k{place}", *kind) for place, kind in enumerate(keys)] + [(f"v{place}", *chance.choice(VALUES)) for place in range(chance.randint(0, 6))]
        self.keys = [name for name, _, _ in self.columns if name.startswith("k")]
        self.rows = chance.choice((0, 3, 40, 200, 600))

    def create(self, chance):
        columns = self.columns[:]
        chance.shuffle(columns)
        return f"CREATE TABLE {self.name} ({', '.join(f'{name} {kind}' for name, kind, _ in columns)}, pad text, PRIMARY KEY ({', '.join(self.keys)})); " + \
            self.insert(1, self.rows)

    def insert(self, first, last):
        values = ", ".join(value.format(n="n") for _, _, value in self.columns)
        return f"INSERT INTO {self.name} ({', '.join(name for name, _, _ in self.columns)}, pad) SELECT {values}, repeat('x', n % 300) FROM generate_series({first}, {last}) AS n ON CONFLICT DO NOTHING"

    def change(self, chance):
        kind = chance.choice(("insert", "delete", "update", "update", "key", "swap", "all"))
        some = f"ctid IN (SELECT ctid FROM {self.name} ORDER BY md5(ctid::text || {chance.randrange(10**6)}) LIMIT {chance.choice((1, 2, 30))})"
        name, _, value = chance.choice(self.columns)
        if kind == "insert":
            first = chance.choice((self.rows + 1, 1, 5000))
            return self.insert(first, first + chance.choice((0, 3, 100)))
        if kind == "delete":
            return f"DELETE FROM {self.name} WHERE {some}"
        if kind == "swap":  # rows exchange a value
            return f"UPDATE {self.name} AS a SET {name} = b.{name} FROM {self.name} AS b WHERE (a.ctid, b.ctid) IN (('(0,1)', '(0,2)'), ('(0,2)', '(0,1)'))"
        if kind == "all" and not name.startswith("k"):
            return f"UPDATE {self.name} SET {name} = {value.format(n=chance.randrange(100))}"
        return f"UPDATE {self.name} SET {name} = {value.format(n=chance.randrange(20000))} WHERE {some}"


def contents(session, tables):
    return {table.name: sorted(session.query(f"SELECT {', '.join(name for name, _, _ in table.columns)}, pad FROM {table.name}"), key=repr) for table in tables}


def try_case(playground, config, seed, counts):
    chance = random.Random(seed)
    tables = [Table(chance, number) for number in range(6)]
    playground.recreate_target()
    with Session(playground.source) as source:
        source.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE one (id int); INSERT INTO one VALUES (1)")
        for table in tables:
            source.query(table.create(chance))
        playground.grant_reader()
        for round_ in range(4):
            outcome = run_subset(config, playground.source_url(), playground.target_url())
            assert outcome.status == 0, outcome.told()
            assert outcome.report["target"]["way"] == ("rows" if round_ else "transaction"), outcome.told()
            for table in outcome.report["tables"]:
                if "parts" in table:
                    counts["some" if 0 < table["parts"]["read"] < table["parts"]["compared"] - 1 else "all" if table["parts"]["read"] else "none"] += 1
            with Session(playground.target) as target:
                here, there = contents(source, tables), contents(target, tables)
                for name in here:
                    assert here[name] == there[name], f"round {round_}, {name}: {set(here[name]) ^ set(there[name])}\n{outcome.told()}"
                for session, changes in ((source, chance.randint(0, 12)), (target, chance.randint(0, 4))):
                    for _ in range(changes):
                        try:
                            session.query(chance.choice(tables).change(chance))
                        except SqlError:
                            pass  # a key that another row has


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    counts, failed = {"none": 0, "some": 0, "all": 0}, 0
    with Playground("parts") as playground, tempfile.TemporaryDirectory(prefix="subset-parts.") as folder:
        config = pathlib.Path(folder) / "twin.toml"
        config.write_text(CONFIG)
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            try:
                try_case(playground, config, seed, counts)
            except AssertionError as problem:
                failed += 1
                print(f"FAILED  --seed {seed} --count 1: {problem}", flush=True)
    print(f"{arguments.count} cases, {failed} failed; tables of which parts were compared: {counts['none']} with none read, {counts['some']} with some, {counts['all']} with all")
    assert failed or all(counts.values()), "nothing was tried"
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
