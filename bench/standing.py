"""A twin that stands while others are made anew: refreshed by atomic = "rows", after changes to rows of the source."""
from shop_bench import TABLES

MB = 1_000_000
# None of these is a key, nor says which rows come.
CHANGES = {"categories": "name = name || '.'", "products": "price = price + 0.01", "users": "full_name = full_name || '.'",
           "orders": "total = total + 0.01", "order_items": "quantity = quantity + 1", "reviews": "rating = rating + 1"}


class Standing:
    """In a database of its own; made here for the first time, which is one transaction."""

    def __init__(self, bench, config, database="shop"):
        self.bench, self.config, self.database = bench, config, database
        bench.target.create("standing")
        self._run("transaction")

    def refresh(self, lines=(None, None), changed=None):
        """Seconds. changed: so many rows must be written, and no others."""
        seconds = self._run("rows", lines)
        written = sum(table[what] for table in self.bench.report["tables"] for what in ("inserted", "updated", "deleted"))
        assert changed is None or written == changed, f"{written} rows were written, {changed} have changed"
        return seconds

    def _run(self, way, lines=(None, None)):
        seconds = self.bench.subset(self.config, 'atomic = "rows"', lines, self.database, into="standing")
        target = self.bench.report["target"]
        assert target["way"] == way, f"by {target['way']}: {target.get('way_reason')}"
        return seconds

    def check(self, of_twin):
        """It holds what the source does. of_twin: of the rows that the twin has."""
        for table in TABLES:
            rows = f"{table} AS t" + (f" JOIN known.{table} AS k USING ({self.bench.keys_of(table)})" if of_twin else "")
            sql = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM "
            there, here = self.bench.target.psql("standing", f"{sql} {table} AS t"), self.bench.source.psql(self.database, f"{sql} {rows}")
            assert there == here, f"{table} is not as in the source: {there.strip()} instead of {here.strip()}"


def change_rows(bench, of_twin, scattered=False):
    """How many. A hundredth of the rows of each table, of those that the twin has: the latest by their keys, or every hundredth."""
    bench.changes += 1
    changed = 0
    for table, change in CHANGES.items():
        keys, rows = bench.keys_of(table), f"known.{table}" if of_twin else table
        first = keys.split(",")[0]
        picked = f"WHERE {first} % 100 = {bench.changes % 100}" if scattered else \
            f"ORDER BY {', '.join(f'{key} DESC' for key in keys.split(', '))} LIMIT (SELECT greatest(1, count(*) / 100) FROM {rows})"
        changed += int(bench.source.psql("shop", f"""WITH picked AS (SELECT {keys} FROM {rows} {picked}),
            done AS (UPDATE {table} SET {change} WHERE ({keys}) IN (SELECT {keys} FROM picked) RETURNING 1) SELECT count(*) FROM done"""))
    bench.source.psql("shop", "VACUUM " + ", ".join(TABLES))
    return changed


def wal_of(bench, run):
    """(what run() returns, MB of log that the target has written meanwhile)"""
    place = bench.target.psql("postgres", "SELECT pg_current_wal_insert_lsn()").strip()
    result = run()
    written = bench.target.psql("postgres", f"SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '{place}')")
    return result, int(written) / MB
