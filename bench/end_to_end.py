#!/usr/bin/env python3
"""Refreshes of a generated shop, in turn with what somebody would do without this program, and their ratios.

    bench/end_to_end.py [--scale 1] [--rounds 3] [--case S1]... [--peers] [--json FILE]

Servers of its own, on this machine's disk. In each round every way of a case runs once, one after the other; what is told is
the median of the rounds and of the ratios within each. "subset by rows" refreshes a twin that stands, by atomic = "rows"; in S2 and S3
a hundredth of each table's rows has changed before.
"""
import contextlib
import shutil
import statistics

from delay import DelayedLine, count_round_trips
from more_cases import MORE_CASES
from peers import make_condenser
from shop_bench import HERE, ROOT, WHOLE, rows_in, run_bench
from standing import MB, Standing, change_rows, wal_of


def in_part(bench, users, lines=(None, None), changes=False):
    """The latest users with their children, and the very rows by hand. changes: before each refresh of a twin that stands."""
    config = ROOT.format(users=users)
    bench.empty_target()
    bench.subset(config)
    bench.remember_twin()
    bench.dump_schema()
    bench.twin_rows = bench.report["rows"]
    standing = Standing(bench, config)

    def by_rows():
        changed = change_rows(bench, of_twin=True) if changes else 0
        seconds, wal = wal_of(bench, lambda: standing.refresh(lines, changed))
        bench.tell("WAL of the target by rows", wal, "MB")
        standing.check(of_twin=True)
        return seconds

    def by_program():
        bench.empty_target()
        seconds, wal = wal_of(bench, lambda: bench.subset(config, lines=lines))
        bench.tell("WAL of the target in full", wal, "MB")
        assert bench.report["rows"] == bench.loaded_rows() == bench.twin_rows
        return seconds

    def by_hand():
        bench.empty_target()
        seconds = bench.shell(bench.copy_by_hand(lines))
        loaded = bench.loaded_rows()
        assert loaded == bench.twin_rows, f"{loaded} rows by hand, {bench.twin_rows} by the program"
        return seconds

    def dump_alone():
        return bench.shell(f"pg_dump --schema-only -d '{bench.source.url('shop', lines[0])}' >/dev/null")

    ways = {"subset": by_program, "subset by rows": by_rows, "by hand": by_hand, "pg_dump --schema-only": dump_alone}
    if bench.peers and lines == (None, None) and (by_condenser := make_condenser(bench, users)):
        ways["db-condenser"] = by_condenser
    return ways


def ratios(times, reference):
    """Of the ways of this program; the first is the case's own."""
    return {name: seconds / reference for name, seconds in times.items() if name.startswith("subset")}


def over_hand_and_dump(times):
    return ratios(times, times["by hand"] + times["pg_dump --schema-only"])


@contextlib.contextmanager
def s1(bench):
    yield in_part(bench, 50), over_hand_and_dump


@contextlib.contextmanager
def s2(bench):
    yield in_part(bench, max(1, round(50_000 * bench.scale)), changes=True), lambda times: ratios(times, times["by hand"])


@contextlib.contextmanager
def s3(bench):
    bench.source.psql("shop", "SET client_min_messages = warning; DROP SCHEMA IF EXISTS known CASCADE")
    source, target = bench.source.url("shop"), bench.target.url("dev")
    bench.twin_rows = rows_in(bench.source, "shop")

    def whole(seconds):
        loaded = bench.loaded_rows()
        assert loaded == bench.twin_rows, f"{loaded} rows of {bench.twin_rows}"
        return seconds

    def by_program(way):
        def run():
            bench.empty_target()
            seconds, wal = wal_of(bench, lambda: bench.subset(WHOLE, f'atomic = "{way}"'))
            bench.tell(f"WAL of the target, {way}", wal, "MB")
            return whole(seconds)
        return run

    def by_rows(where):
        def run():
            changed = change_rows(bench, of_twin=False, scattered=where == "scattered")
            seconds, wal = wal_of(bench, lambda: standing.refresh(changed=changed))
            bench.tell(f"WAL of the target by rows, {where}", wal, "MB")
            return seconds
        return run

    def fresh(script):
        def run():
            bench.empty_target()
            shutil.rmtree(bench.scratch / "dump", ignore_errors=True)
            return whole(bench.shell(script))
        return run

    standing = Standing(bench, WHOLE)
    ways = {"subset, transaction": by_program("transaction"), "subset, database": by_program("database"),
            "subset by rows, latest": by_rows("latest"), "subset by rows, scattered": by_rows("scattered"),
            "pg_dump -Fd -j2": fresh(f"pg_dump -Fd -j2 -f dump -d '{source}'; pg_restore -j2 -d '{target}' dump"),
            "pg_dump | psql": fresh(f"pg_dump -d '{source}' | psql -Xqd '{target}' -v ON_ERROR_STOP=1")}
    if shutil.which("pgcopydb"):
        ways["pgcopydb"] = fresh(f"pgcopydb clone --source '{source}' --target '{target}' --dir copydb --not-consistent; rm -rf copydb")
    others = [name for name in ways if not name.startswith("subset")]

    def over_fastest(times):
        found = ratios(times, min(times[name] for name in others))
        return {"subset, the faster": min(found["subset, transaction"], found["subset, database"]), **found}

    yield ways, over_fastest
    standing.check(of_twin=False)
    tell_source_bytes(bench, standing)


def tell_source_bytes(bench, standing):
    """What the source sends for the whole twin, and where a hundredth of the rows has changed; seen on the line, apart from the times."""
    with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0) as line:
        def tell(what, run):
            before = line.bytes_back
            run()
            bench.tell(f"sent by the source, {what}", (line.bytes_back - before) / MB, "MB")

        for where in ("latest", "scattered"):
            changed = change_rows(bench, of_twin=False, scattered=where == "scattered")
            tell(f"by rows, {where}", lambda changed=changed: standing.refresh((line.port, None), changed))
        bench.empty_target()
        tell("in full", lambda: bench.subset(WHOLE, lines=(line.port, None)))


@contextlib.contextmanager
def s4(bench):
    with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0.02) as source, \
            DelayedLine(bench.target.folder / f".s.PGSQL.{bench.target.port}", 0.02) as target:
        ways = in_part(bench, 50, (source.port, target.port))
        for name, run in ways.items():
            ways[name] = lambda run=run, name=name: count_round_trips(name, run, source, target)
        yield ways, over_hand_and_dump


@contextlib.contextmanager
def s5(bench):
    bench.source.create("many")
    tables = max(20, round(2000 * min(bench.scale, 1)))
    bench.source.psql("many", files=[HERE / "many_tables.sql"], tables=tables)
    rows = min(100, tables)  # t100 references one row of each table before it
    config = f'[[root]]\ntable = "t{rows}"\nwhere = "id = 1"\n'

    standing = Standing(bench, config, "many")

    def by_program():
        bench.empty_target()
        seconds = bench.subset(config, database="many")
        assert bench.report["rows"] == rows, bench.report["rows"]
        return seconds

    def schema_alone():
        bench.empty_target()
        return bench.shell(f"pg_dump --schema-only -d '{bench.source.url('many')}' | psql -Xqd '{bench.target.url('dev')}' "
                           "-v ON_ERROR_STOP=1")

    yield {"subset": by_program, "subset by rows": lambda: standing.refresh(changed=0), "pg_dump --schema-only | psql": schema_alone}, \
        lambda times: ratios(times, times["pg_dump --schema-only | psql"])


CASES = {"S1": s1, "S2": s2, "S3": s3, "S4": s4, "S5": s5, **MORE_CASES}


def measure(case, bench, rounds):
    """{"seconds": {way: median}, "ratio": median, "ratios": {way: median}, "told": {figure: median}, "rounds": [...]}"""
    bench.told = {}
    with CASES[case](bench) as (ways, ratios_of):
        all_rounds = []
        for _ in range(rounds):
            times = {name: run() for name, run in ways.items()}
            all_rounds.append({"seconds": times, "ratios": ratios_of(times)})
            print(f"  {case}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
                  + ": " + ", ".join(f"{ratio:.2f}" for ratio in all_rounds[-1]["ratios"].values()), flush=True)

    def medians(what):
        return {name: statistics.median(each[what][name] for each in all_rounds) for name in all_rounds[0][what]}

    of_ratios = medians("ratios")
    return {"seconds": medians("seconds"), "ratio": next(iter(of_ratios.values()), None), "ratios": of_ratios,
            "told": {f"{name} {unit}".strip(): statistics.median(values) for (name, unit), values in bench.told.items()},
            "rounds": all_rounds}


def render_table(results):
    lines = [("case", "way", "seconds", "ratio")]
    for case, result in results.items():
        names = list(result["seconds"]) + [name for name in result["ratios"] if name not in result["seconds"]]
        for name in names:
            seconds, ratio = result["seconds"].get(name), result["ratios"].get(name)
            lines.append((case, name, "" if seconds is None else f"{seconds:.2f}", "" if ratio is None else f"{ratio:.2f}"))
        lines += [(case, name, f"{value:.4g}", "") for name, value in result["told"].items()]
    widths = [max(len(line[place]) for line in lines) for place in range(4)]
    return "\n".join("  ".join(cell.ljust(width) if place < 2 else cell.rjust(width)
                               for place, (cell, width) in enumerate(zip(line, widths))) for line in lines)


def main():
    print(render_table(run_bench(__doc__, "case", CASES, measure)))


if __name__ == "__main__":
    main()
