#!/usr/bin/env python3
"""[limits] fit in random schemas: the twin is the reference closure of the roots' first rows, and one step more does not fit.

    tests/support/with_postgres tests/random/fit_random.py [--count N] [--wishes W] [--seed S]

Of each case so many sizes are wished for. Each case has a seed of its own, which is told where it fails: `--seed S --count 1` with the
same `--wishes` is that case alone.
"""
import argparse
import copy
import pathlib
import random
import sys
import tempfile
from collections import Counter
from fractions import Fraction

import reference_closure
from compare_twin import compare_report, compare_rows
from playground import Playground
from postgres import SqlError, require_server
from program import require_binary, run_subset
from random_case import render_toml
from random_schemas import make_case
from reference_config import _by_key, root_sql
from remembering import Remembering
from try_case import IN_USE, Trial

PAGE = 8192
SIZES = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
           WHERE relkind = 'r' AND nspname = ANY ({})"""


class Tied(Exception):
    """Rows of several tables stand at one place of the sample, so that no percentage takes so many."""


class FirstRows:
    """Has the reference closure take so many rows of each root and no more, in the root's own order."""

    def __init__(self, parts):
        self._parts = iter(parts)

    def __enter__(self):
        self._whole = reference_closure.root_rows
        reference_closure.root_rows = self._first
        return self

    def __exit__(self, *_):
        reference_closure.root_rows = self._whole

    def _first(self, session, catalog, root, table):
        part = next(self._parts)
        if root.sample is not None:
            return self._smaller_sample(session, catalog, root, table, part)
        if root.query is None:
            return self._whole(session, catalog, root, table)[:part]
        key = catalog.table_of(table.oid).key
        order = ", ".join(f"q.\"{column}\"" for column in key)
        return session.query(f"SELECT t.tableoid, t.ctid FROM (SELECT DISTINCT {order} FROM (\n{root.query.rstrip('; ')}\n) AS q ORDER BY {order} "
                             f"LIMIT {part}) AS q JOIN {table.rows_of} AS t ON {_by_key('t', table)}")

    def _smaller_sample(self, session, catalog, root, table, part):
        """The server's own sample of so few per cent that it has so many rows."""
        low, high = 0.0, float(root.sample.rstrip("%"))
        smaller = copy.copy(root)
        for _ in range(60):
            rows = session.query(root_sql(smaller, table, catalog.table_of(table.oid).key))
            if len(rows) == part:
                return rows
            low, high = (float(smaller.sample.rstrip("%")), high) if len(rows) < part else (low, float(smaller.sample.rstrip("%")))
            smaller.sample = f"{(low + high) / 2:.12f}%"
        raise Tied


class FitTrial(Trial):
    def __init__(self, playground, scratch):
        super().__init__(playground, scratch)
        self._loading = self._source

    def try_fits(self, case, seed, wishes):
        """Yields (kind, differences) for each wish."""
        chance = random.Random(seed)
        self._source = self._loading
        self._load(case, seed)
        self._source.query("ANALYZE")
        self._source = Remembering(self._loading)
        self._write(case, "1 GB")
        plan = self._run("plan")
        if plan.status != 0 or self._expected()[0] is not None:
            yield "refused", []
            return
        whole = plan.report["fit"]
        headers = [line == "[[root]]" for line in (self.scratch / "twin.toml").read_text().splitlines()]
        self._roots = [(root["table"], sum(headers[:int(root["place"].split(":")[-2])]) - 1) for root in whole["next"]]
        least = -(-(whole["base"] + 3 * whole["size"]) // 4096)  # one row of each root takes most of it
        for _ in range(wishes):
            yield self._try_wish(case, whole, chance.randint(least, whole["size"] // 1024 + 8))

    def _try_wish(self, case, whole, wish):
        differences = [] if whole["fraction"] == 1 else [f"1 GB takes {whole['fraction']}"]
        self._write(case, f"{wish} kB")
        made = self._run()
        if made.status == 1:
            return "too large", differences + ([] if self._rightly_refused(case, made, whole, wish * 1024) else [made.told()])
        if made.status == 2 and "A larger fit in [limits]" in made.stderr:
            with FirstRows([1 for _ in whole["next"]]):
                statuses, _ = self._expected()
            return "all dropped", differences + ([] if statuses is not None else [made.told()])
        if made.status != 0:
            return "failed", [made.told()]
        fit = made.report["fit"]
        taken = [root["rows"] for root in fit["next"]]
        with FirstRows(taken):
            statuses, expected = self._expected()
        if statuses is not None:
            return "failed", [f"the reference closure refuses: {self.why}", made.told()]
        differences += compare_rows(expected, self._target) + compare_report(expected, made.report)
        differences += self._compare_sizes(expected, fit, wish * 1024)
        differences += self._compare_step(case, fit, whole, taken, wish * 1024, made.report["notes"])
        return ("whole" if fit["fraction"] == 1 else "part"), differences

    def _run(self, *command):
        return run_subset(self.scratch / "twin.toml", self.playground.source_url(), self.playground.target_url(), command=command)

    def _write(self, case, fit, parts=None):
        config = copy.deepcopy(case.config)
        config.setdefault("limits", {})["fit"] = fit
        if parts:
            config["root"] = self._single_roots(config["root"], parts)
        (self.scratch / "twin.toml").write_text(render_toml(config))

    def _single_roots(self, entries, parts):
        """The roots with a limit of their own for each: an entry with a glob stands for several, or for none."""
        return [{**{key: value for key, value in entries[entry].items() if key != "columns"}, "table": table, "limit": part}
                for (table, entry), part in zip(self._roots, parts)]

    def _rightly_refused(self, case, made, whole, wish):
        """Nothing fits but the empty schema and the whole tables, or, by the sizes that the target showed, not even they.

        What a target shows is whole pages: a twin that is made again by it is computed up to a page too large in each table.
        """
        first_rows = [1 for _ in whole["next"]]
        if "made again" in made.stderr:
            size = self._size_with(case, first_rows, "real_size")
            size = size and size + PAGE * len(whole["tables"])
            told = "not even the first row" in made.stderr or "the whole tables alone take" in made.stderr
        else:
            size = self._size_with(case, first_rows, "size")
            told = "not even the first row" in made.stderr
        return told and (size is None or size > wish)

    def _compare_sizes(self, expected, fit, wish):
        schemas = sorted({table.schema for table in expected.catalog.tables})
        real = int(self._target.value(SIZES.format("ARRAY[" + ", ".join("'" + schema.replace("'", "''") + "'" for schema in schemas) + "]::name[]")))
        return [] if fit["real_size"] == real <= wish and fit["size"] <= wish and fit["bytes"] == wish else [
            f"the twin takes {real} of {wish}: {fit}"]

    def _compare_step(self, case, fit, whole, taken, wish, notes):
        """The same part of each root, and the next step is over."""
        of_rows = [root["of_rows"] for root in whole["next"]]
        if fit["fraction"] == 1:
            return [] if taken == of_rows else [f"{taken} is not all of {of_rows}"]
        shares = [Fraction(part, rows) for part, rows in zip(taken, of_rows) if part < rows]
        part_of_all = min(shares)
        wrong = [f"{taken} of {of_rows} is not {part_of_all} of each"] if taken != [-int(-part_of_all * rows // 1) for rows in of_rows] else []
        if any("made again" in note for note in notes):  # by sizes that nothing here computes
            return wrong
        step = [part + (part < rows and Fraction(part, rows) == part_of_all) for part, rows in zip(taken, of_rows)]
        size = self._size_with(case, step, "size")
        return wrong + ([] if size is None or size > wish else [f"{step} of {of_rows} takes {size} of {wish}, and {taken} came: {fit}"])

    def _size_with(self, case, parts, measure):
        """What so many rows of each root take, as a plan computes it or as a target shows it: nothing where the config cannot say so many,
        or where these make no twin."""
        if any("sample" in root or "query" in root for root in case.config["root"]):
            return None
        self._write(case, "1 GB", [max(part, 1) for part in parts])
        made = self._run() if measure == "real_size" else self._run("plan")
        if "the closure has no row" in made.stderr:  # all of these are dropped
            return None
        assert made.status == 0, made.told()
        return made.report["fit"][measure]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--wishes", type=int, default=3, help="of each case, at most")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    require_server()
    require_binary()
    print(f"seed {arguments.seed}", flush=True)
    kinds, failed = Counter(), 0
    with Playground("fit_random") as playground, tempfile.TemporaryDirectory(prefix="subset-fit.") as scratch:
        trial = FitTrial(playground, pathlib.Path(scratch))
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            case = make_case(seed)
            if case.statuses is not None or "root" not in case.config:
                kinds["not asked"] += 1
                continue
            try:
                for kind, differences in trial.try_fits(case, seed, arguments.wishes):
                    kinds[kind] += 1
                    if differences:
                        failed += 1
                        print(f"FAILED --seed {seed} --wishes {arguments.wishes} --count 1\n  " + "\n  ".join(differences), flush=True)
            except Tied:
                kinds["tied"] += 1
            except SqlError as problem:
                if problem.sqlstate != IN_USE:
                    raise
                kinds["not possible here"] += 1
    print(", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) + f"; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
