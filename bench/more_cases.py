"""Cases of end_to_end.py besides S1 to S5: masks, fit, take, and readers of a twin that is refreshed by rows."""
import contextlib

from delay import DelayedLine, count_round_trips
from readers import read_meanwhile
from shop_bench import ROOT

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

    yield {"subset": by_program(MASKS), "subset without masks": by_program("")}, lambda times: {"subset": times["subset"] / times["subset without masks"]}


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
        lambda times: {"subset with fit": times["subset with fit"] / times["subset with the number"]}


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
            lambda times: {"take": times["take"] / times["refresh"]}


@contextlib.contextmanager
def readers(bench):
    """14 clients read the twin of S2 while it is refreshed 20 times by rows, a hundredth of its rows changed each time."""
    users = max(1, round(50_000 * bench.scale))
    config = ROOT.format(users=users)
    bench.empty_target()
    bench.subset(config)
    bench.remember_twin()
    yield {"subset by rows, 20 times": read_meanwhile(bench, config, users)}, lambda times: {}


MORE_CASES = {"masks": masks, "fit": fit, "take": take, "readers": readers}
