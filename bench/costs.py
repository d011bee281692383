#!/usr/bin/env python3
"""What a refresh costs besides its time against others: how it grows, its memory, the load on the source, the bytes on the wire.

    bench/costs.py [--scale 1] [--rounds 3] [--cost growth]... [--json FILE]
"""
import contextlib
import os
import statistics
import time

from delay import DelayedLine
from shop_bench import HERE, ROOT, rows_in, run_bench

MIB = 1 << 20
STORE = 256 * MIB  # [limits] memory, unless told otherwise
STATEMENTS = """SELECT count(*), coalesce(sum(calls), 0), coalesce(sum(rows) FILTER (WHERE query LIKE 'COPY (SELECT c.%'), 0),
    coalesce(sum(shared_blks_hit + shared_blks_read), 0) FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid
    WHERE d.datname = '{}' AND query NOT LIKE '%pg_stat_statements%'"""


def told_by(report, seconds, store=STORE):
    beyond = report["peak_memory_bytes"] - min(report["bytes"], store)
    return {"seconds": seconds, "rows": report["rows"], "peak_mib": report["peak_memory_bytes"] / MIB,
            "beyond_store_mib": beyond / MIB, "bytes": report["bytes"]}


def refresh(bench, users, rounds, database="shop", lines="", store=STORE):
    """The median of some refreshes of the latest users with their children, and what the last one reported."""
    seconds = []
    for _ in range(rounds):
        bench.empty_target()
        seconds.append(bench.subset(ROOT.format(users=users) + lines, database=database))
    return {"users": users, **told_by(bench.report, statistics.median(seconds), store)}


def growth_of_subset(bench, rounds):
    """Ever more rows out of one source."""
    return [refresh(bench, max(1, round(share * 1_000_000 * bench.scale)), rounds) for share in (5e-5, 5e-4, 5e-3, 5e-2, 5e-1)]


def growth_of_source(bench, rounds):
    """The same subset, of some 1,000 rows at scale 1, out of a source, one four times and one sixteen times as large."""
    found = []
    for times in (1, 4, 16):
        name = f"shop_{times}"
        bench.source.create(name)
        bench.source.psql(name, files=[HERE / "shop.sql"], scale=bench.scale * times / 16)
        source_rows = rows_in(bench.source, name)
        with statements(bench, name) as counted:
            one = refresh(bench, max(1, round(50 * bench.scale)), rounds, name)
        assert one["rows"] > 0
        found.append({"times": times, "source_rows": source_rows, **one, "blocks": counted["blocks"] / rounds, "statements": counted["calls"] / rounds})
        bench.source.psql("postgres", f"DROP DATABASE {name}")
    return found


@contextlib.contextmanager
def statements(bench, database):
    """What the server counted meanwhile."""
    bench.source.psql("postgres", "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_stat_statements; "
                                  "ALTER SYSTEM SET pg_stat_statements.track = 'top'; SELECT pg_reload_conf();")
    time.sleep(0.5)  # until every server process has read it
    bench.source.psql("postgres", "SELECT pg_stat_statements_reset()")
    counted = {}
    yield counted
    counts = bench.source.psql("postgres", STATEMENTS.format(database)).strip().split("|")
    counted.update(zip(("texts", "calls", "rows", "blocks"), map(int, counts)))
    bench.source.psql("postgres", "ALTER SYSTEM RESET pg_stat_statements.track; SELECT pg_reload_conf();")


def load_on_the_source(bench, rounds):
    """Statements, rows and pages of 8 KiB on the source, and the bytes that came from there."""
    found = {}
    for name, users in (("S1", 50), ("S2", max(1, round(50_000 * bench.scale)))):
        bench.empty_target()
        with DelayedLine(bench.source.folder / f".s.PGSQL.{bench.source.port}", 0) as line, statements(bench, "shop") as counted:
            bench.subset(ROOT.format(users=users), lines=(line.port, None))
        report = bench.report
        assert counted["rows"] >= report["rows"], counted  # else the statements are no longer found
        found[name] = {**counted, "twin_rows": report["rows"], "twin_bytes": report["bytes"], "wire_bytes": line.bytes_back,
                       "asked_bytes": line.bytes_there, "queries": report["queries"]}
    return found


def spilling(bench, rounds):
    """S2 with a row store that keeps everything and one that spills, and what it takes to write and read as many bytes."""
    users = max(1, round(50_000 * bench.scale))
    kept = refresh(bench, users, rounds)
    spilled = refresh(bench, users, rounds, lines='[limits]\nmemory = "1 MB"\n', store=1_000_000)
    path, block = bench.scratch / "spilled", os.urandom(MIB)
    began = time.monotonic()
    with path.open("wb") as file:
        for _ in range(kept["bytes"] // MIB + 1):
            file.write(block)
    with path.open("rb") as file:
        while file.read(MIB):
            pass
    return {"kept": kept, "spilled": spilled, "file_seconds": time.monotonic() - began}


def uuid_keys(bench, rounds):
    """A closure whose keys are uuids, of a million rows at scale 1."""
    bench.source.create("uuid_shop")
    bench.source.psql("uuid_shop", files=[HERE / "uuid_shop.sql"], scale=bench.scale)
    bench.empty_target()
    seconds = bench.subset('[[root]]\ntable = "accounts"\nchildren = true\n', database="uuid_shop")
    bench.source.psql("postgres", "DROP DATABASE uuid_shop")
    return told_by(bench.report, seconds)


def fixture(bench, rounds):
    """A script of 2,000 rows in 40 tables: the seconds that psql takes to load it, beside pg_dump's of the same, and those of a template's copy."""
    tables, rows = 40, 50
    bench.source.create("small")
    bench.source.psql("small", "".join(
        f"CREATE TABLE t{n} (id int PRIMARY KEY, before int REFERENCES t{max(n - 1, 0)}, name text NOT NULL, at timestamptz);"
        f"CREATE INDEX ON t{n} (before); INSERT INTO t{n} SELECT i, i, 'row ' || i, now() FROM generate_series(1, {rows}) AS i;"
        for n in range(tables)))
    script, dump = bench.scratch / "twin.sql", bench.scratch / "dump.sql"
    bench.subset('[[table]]\nname = "*"\nrows = "all"\n', f'file = "{script}"', database="small")
    assert bench.report["rows"] == tables * rows and len(bench.report["tables"]) == tables, bench.report["rows"]
    bench.shell(f"pg_dump -d '{bench.source.url('small')}' -f {dump}")
    bench.source.psql("postgres", "DROP DATABASE small")
    ways = {"script": f"psql -Xq -v ON_ERROR_STOP=1 -1 -d '{bench.target.url('dev')}' -f {script}",
            "pg_dump": f"psql -Xq -v ON_ERROR_STOP=1 -1 -d '{bench.target.url('dev')}' -f {dump}",
            "template": f"psql -Xq -d '{bench.target.url('postgres')}' -c 'CREATE DATABASE copy TEMPLATE dev'"}
    seconds = {name: [] for name in ways}
    for _ in range(rounds):
        for name, command in ways.items():
            if name != "template":
                bench.empty_target()
            seconds[name].append(bench.shell(command))
            found = bench.target.psql("copy" if name == "template" else "dev", f"SELECT count(*) FROM t{tables - 1}")
            assert int(found) == rows, (name, found)
        bench.target.psql("postgres", "DROP DATABASE copy")
    return {"rows": tables * rows, "tables": tables, **{name: statistics.median(taken) for name, taken in seconds.items()}}


COSTS = {"growth": growth_of_subset, "source": growth_of_source, "load": load_on_the_source, "spilling": spilling, "uuid": uuid_keys,
         "fixture": fixture}


def measure(cost, bench, rounds):
    found = COSTS[cost](bench, rounds)
    print(f"  {cost}: {found}", flush=True)
    return found


if __name__ == "__main__":
    run_bench(__doc__, "cost", COSTS, measure)
