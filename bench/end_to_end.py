#!/usr/bin/env python3
"""Refreshes of a generated shop, in turn with what somebody would do without this program, and their ratios.

    bench/end_to_end.py [--scale 1] [--rounds 3] [--case S1]... [--peers] [--json FILE]

Servers of its own, on this machine's disk. In each round every way of a case runs once, one after the other; what is told is
the median of the rounds and of the ratios within each.
"""
import contextlib
import shutil
import statistics

from delay import DelayedLine
from peers import make_condenser
from shop_bench import HERE, ROOT, WHOLE, rows_in, run_bench


def in_part(bench, users, lines=(None, None)):
    """The latest users with their children, and the very rows by hand."""
    config = ROOT.format(users=users)
    bench.empty_target()
    bench.subset(config)
    bench.remember_twin()
    bench.dump_schema()
    bench.twin_rows = bench.report["rows"]

    def by_program():
        bench.empty_target()
        seconds = bench.subset(config, lines=lines)
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

    ways = {"subset": by_program, "by hand": by_hand, "pg_dump --schema-only": dump_alone}
    if bench.peers and lines == (None, None) and (by_condenser := make_condenser(bench, users)):
        ways["db-condenser"] = by_condenser
    return ways


def over_hand_and_dump(times):
    return times["subset"] / (times["by hand"] + times["pg_dump --schema-only"])


def count_round_trips(name, run, *lines):
    before = [line.round_trips for line in lines]
    seconds = run()
    trips = [line.round_trips - earlier for line, earlier in zip(lines, before)]
    print(f"  round trips of {name}: {trips[0]} round trips to the source, {trips[1]} to the target", flush=True)
    return seconds


@contextlib.contextmanager
def s1(bench):
    yield in_part(bench, 50), over_hand_and_dump


@contextlib.contextmanager
def s2(bench):
    yield in_part(bench, max(1, round(50_000 * bench.scale))), lambda times: times["subset"] / times["by hand"]


MASKS = """
[mask]
key = "of this benchmark"
[[table]]
name = "users"
mask = { email = "@email", full_name = "@name", plan = "@hash", created_at = "@date" }
[[table]]
name = "orders"
mask = { placed_at = "@date" }
[[table]]
name = "reviews"
mask = { body = "@text" }
[[table]]
name = "products"
mask = { name = "@company" }
[[table]]
name = "categories"
mask = { name = "@city" }
"""


@contextlib.contextmanager
def masks(bench):
    """S2 with eight masked columns, against S2 without."""
    config = ROOT.format(users=max(1, round(50_000 * bench.scale)))

    def by_program(masked):
        def run():
            bench.empty_target()
            seconds = bench.subset(config + masked)
            assert {column["state"] for column in bench.report["columns"]} >= ({"masked"} if masked else {"unclassified"})
            return seconds
        return run

    yield {"subset": by_program(MASKS), "subset without masks": by_program("")}, lambda times: times["subset"] / times["subset without masks"]


@contextlib.contextmanager
def fit(bench):
    """50 MB of the latest users with their children, against a run that is told how many users that are."""
    wish = round(50 * 1024 * max(bench.scale, 0.02))
    limits = f'[limits]\nfit = "{wish} kB"\n'

    def by_fit():
        bench.empty_target()
        seconds = bench.subset(ROOT.format(users=1_000_000) + limits)
        size = bench.report["fit"]
        assert size["real_size"] <= size["bytes"], size
        assert size["real_size"] > 0.95 * size["bytes"] or size["real_size"] + size["next"][0]["bytes"] > size["bytes"], size
        print(f"  fit: {size['real_size']} of {size['bytes']} bytes, {size['next'][0]['rows']} users; computed {size['size']}", flush=True)
        bench.twin_rows = bench.report["rows"]
        bench.users = size["next"][0]["rows"]
        return seconds

    def by_number():
        bench.empty_target()
        seconds = bench.subset(ROOT.format(users=bench.users))
        assert bench.report["rows"] == bench.twin_rows, f"{bench.report['rows']} of {bench.twin_rows}"
        return seconds

    yield {"subset with fit": by_fit, "subset with the number": by_number}, \
        lambda times: times["subset with fit"] / times["subset with the number"]


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
            return whole(bench.subset(WHOLE, way))
        return run

    def fresh(script):
        def run():
            bench.empty_target()
            shutil.rmtree(bench.scratch / "dump", ignore_errors=True)
            return whole(bench.shell(script))
        return run

    ways = {"subset, transaction": by_program('atomic = "transaction"'), "subset, database": by_program('atomic = "database"'),
            "pg_dump -Fd -j2": fresh(f"pg_dump -Fd -j2 -f dump -d '{source}'; pg_restore -j2 -d '{target}' dump"),
            "pg_dump | psql": fresh(f"pg_dump -d '{source}' | psql -Xqd '{target}' -v ON_ERROR_STOP=1")}
    if shutil.which("pgcopydb"):
        ways["pgcopydb"] = fresh(f"pgcopydb clone --source '{source}' --target '{target}' --dir copydb --not-consistent; rm -rf copydb")
    others = [name for name in ways if not name.startswith("subset")]

    def fastest(times):
        return min(times[name] for name in others)

    yield ways, lambda times: min(times["subset, transaction"], times["subset, database"]) / fastest(times)


@contextlib.contextmanager
def s4(bench):
    with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0.02) as source, \
            DelayedLine(bench.target.folder / f".s.PGSQL.{bench.target.port}", 0.02) as target:
        ways = in_part(bench, 50, (source.port, target.port))
        for name, run in ways.items():
            ways[name] = lambda run=run, name=name: count_round_trips(name, run, source, target)
        yield ways, over_hand_and_dump


@contextlib.contextmanager
def take(bench):
    """One order with its children into the twin of S1, and the orders of so many users that some 1,000 rows come, by lines of 20 ms."""
    config = ROOT.format(users=50)
    users = max(1, round(1_000_000 * bench.scale))
    next_user = iter(range(users // 4, users))

    def refresh():
        bench.empty_target()
        return bench.subset(config)

    def take_of(*command, lines=(None, None)):
        before = bench.loaded_rows()
        seconds = bench.subset(config, lines=lines, command=["take", *command])
        rows = bench.loaded_rows() - before
        assert rows > 0
        print(f"  take: {rows} rows, of {before}", flush=True)
        return seconds

    def one_order():
        user = next(next_user)
        order = bench.source.psql("shop", f"SELECT order_id FROM orders WHERE user_id = {user} ORDER BY 1 LIMIT 1").strip()
        return take_of("orders", order)

    def many(lines):
        first = next(next_user)
        for _ in range(50):
            next(next_user)
        return take_of("users", "--where", f"user_id BETWEEN {first} AND {first + 40}", lines=lines)

    with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0.02) as source, \
            DelayedLine(bench.target.folder / f".s.PGSQL.{bench.target.port}", 0.02) as target:
        far = (source.port, target.port)
        yield {"refresh": refresh, "take": one_order,
               "take of many, far": lambda: count_round_trips("take", lambda: many(far), source, target)}, \
            lambda times: times["take"] / times["refresh"]


@contextlib.contextmanager
def s5(bench):
    bench.source.create("many")
    tables = max(20, round(2000 * min(bench.scale, 1)))
    bench.source.psql("many", files=[HERE / "many_tables.sql"], tables=tables)
    rows = min(100, tables)  # t100 references one row of each table before it
    config = f'[[root]]\ntable = "t{rows}"\nwhere = "id = 1"\n'

    def by_program():
        bench.empty_target()
        seconds = bench.subset(config, database="many")
        assert bench.report["rows"] == rows, bench.report["rows"]
        return seconds

    def schema_alone():
        bench.empty_target()
        return bench.shell(f"pg_dump --schema-only -d '{bench.source.url('many')}' | psql -Xqd '{bench.target.url('dev')}' "
                           "-v ON_ERROR_STOP=1")

    yield {"subset": by_program, "pg_dump --schema-only | psql": schema_alone}, \
        lambda times: times["subset"] / times["pg_dump --schema-only | psql"]


CASES = {"S1": s1, "S2": s2, "masks": masks, "fit": fit, "S3": s3, "S4": s4, "S5": s5, "take": take}


def measure(case, bench, rounds):
    """{"seconds": {way: median}, "ratio": median, "rounds": [...]}"""
    with CASES[case](bench) as (ways, ratio_of):
        all_rounds = []
        for _ in range(rounds):
            times = {name: run() for name, run in ways.items()}
            all_rounds.append({"seconds": times, "ratio": ratio_of(times)})
            print(f"  {case}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items())
                  + f": {all_rounds[-1]['ratio']:.2f}", flush=True)
    return {"seconds": {name: statistics.median(each["seconds"][name] for each in all_rounds) for name in ways},
            "ratio": statistics.median(each["ratio"] for each in all_rounds), "rounds": all_rounds}


def main():
    for case, result in run_bench(__doc__, "case", CASES, measure).items():
        print(f"{case}: ratio {result['ratio']:.2f}  " + "  ".join(f"{name} {seconds:.2f} s" for name, seconds in result["seconds"].items()))


if __name__ == "__main__":
    main()
