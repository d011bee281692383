#!/usr/bin/env python3
"""[source] rate: what each statement brings and what all bring together, as a proxy before the source sees it, by every way to make a twin.

    tests/support/with_postgres tests/story/pace.py [NAME...]
"""
import os
import signal
import sys
import threading

from content_hash import content_hash
from named_tests import run_named_tests
from postgres import Session, run_psql
from program import end_of, start_subset
from tcp_proxy import TO_CLIENT, TO_SERVER, Proxy
from waiting import wait_until

RATE, RATE_BYTES = "4 MB/s", 4 << 20
PART = RATE_BYTES // 10
WHOLE = '[[table]]\nname = "orders"\nrows = "all"\n'


class Wire:
    """What the server sends, message by message: for each link, the bytes of rows that each statement brought."""

    def __init__(self):
        self._lock, self._left, self._open = threading.Lock(), {}, {}
        self.statements, self.readers, self.fetches = {}, set(), 0

    def __call__(self, direction, data, link):
        with self._lock:
            if direction == TO_SERVER:
                if b"READ ONLY; SET TRANSACTION SNAPSHOT" in data:
                    self.readers.add(link.number)
                self.fetches += b"FETCH FORWARD" in data
                return
            left = self._left.get(link.number, b"") + data
            while left[:1] == b"N" and link.number not in self.statements:  # "no encryption here", before all messages
                left = left[1:]
            while len(left) >= 5 and len(left) > (length := int.from_bytes(left[1:5], "big")):
                self._take(link.number, left[:1], length - 4)
                left = left[length + 1:]
            self._left[link.number] = left

    def _take(self, link, kind, size):
        statements = self.statements.setdefault(link, [])
        if kind in b"Dd":  # a row, or a piece of a COPY
            self._open[link] = self._open.get(link, 0) + size
        elif kind == b"Z" and self._open.get(link):  # ready for the next
            statements.append(self._open.pop(link))

    def of_readers(self):
        return [size for link in self.readers for size in self.statements[link]]

def _watched(shop, config, *arguments, **more):
    wire = Wire()
    with Proxy(wire) as proxy:
        outcome = shop.run(*arguments, config=config, source_url=shop.playground.source_url(proxy.host, proxy.port), **more)
    assert outcome.status == 0, outcome.told()
    return outcome, wire


def _config(shop, source="", target="", more=""):
    path = shop.config(source=source, target=target)
    path.write_text(path.read_text() + more)
    return path


def _check(outcome, wire):
    """The program's own account is what went by, and no statement brought more than its part."""
    seen, pace = wire.of_readers(), outcome.report["pace"]
    assert (pace["bytes"], pace["statements"], pace["longest_bytes"]) == (sum(seen), len(seen), max(seen)), f"{pace} and {seen}"
    assert max(seen) <= PART, f"a statement brought {max(seen)} bytes, and {PART} are a part"
    assert pace["bytes_per_second"] == RATE_BYTES and pace["bytes"] >= outcome.report["bytes"] > 5 * PART, pace
    # What was waited and read is at least the time of what came, but for the last statement: a sum, and no time that was taken.
    assert outcome.report["seconds"]["total"] >= (pace["bytes"] - pace["longest_bytes"]) / RATE_BYTES, outcome.report


def the_same_twin_in_parts_by_every_way(shop):
    shop.playground.allow_databases()
    for more in ("", WHOLE):
        shop.refresh(config=_config(shop, more=more))
        expected = content_hash(shop.playground.target)
        for way in ("", 'atomic = "database"', 'atomic = "none"', 'mode = "keep"'):
            outcome, wire = _watched(shop, _config(shop, f'rate = "{RATE}"\njobs = 3', way, more))
            _check(outcome, wire)
            assert content_hash(shop.playground.target) == expected, way
            assert any("[source] rate: the source is asked for 4.0 MB/s of rows at most" in note for note in outcome.report["notes"]), way
            assert "The source was asked for 4.0 MB/s at most" in outcome.stdout, outcome.stdout
        _, plain = _watched(shop, _config(shop, more=more))
        assert not plain.fetches and max(plain.of_readers()) > 5 * PART, "without a rate there are no parts"


def a_script_and_a_case_are_read_in_parts(shop):
    config = _config(shop, f'rate = "{RATE}"', 'file = "twin.sql"')
    config.write_text(config.read_text().replace('[target]\nlock_timeout = "1s"', "[target]"))
    outcome, wire = _watched(shop, config)
    _check(outcome, wire)
    with Session(shop.playground.target) as target:
        target.query("TRUNCATE users, orders")
    outcome, wire = _watched(shop, _config(shop, f'rate = "{RATE}"'), "--where", "true", command=["take", "users"])
    _check(outcome, wire)
    assert outcome.report["rows"] == 20500, outcome.report["rows"]


def the_plan_says_how_long_the_rows_will_take(shop):
    config = _config(shop, f'rate = "{RATE}"')
    outcome, wire = _watched(shop, config, command=["plan"])
    pace = outcome.report["pace"]
    assert abs(pace["rows_seconds"] - outcome.report["bytes"] / RATE_BYTES) < 0.001, pace
    assert max(wire.of_readers()) <= PART
    told = " ".join(outcome.stdout.split())
    assert f"At 4.0 MB/s ([source] rate) these rows take about {pace['rows_seconds']:.2f} s to read" in told, outcome.stdout
    outcome, _ = _watched(shop, _config(shop, 'rate = "1 kB/s"'), "--estimate", command=["plan"])
    assert abs(outcome.report["pace"]["rows_seconds"] - outcome.report["bytes"] / 1024) < 0.001, outcome.report["pace"]
    assert " min " in outcome.stdout or " h " in outcome.stdout, outcome.stdout
    assert "pace" not in shop.run(config=_config(shop), command=["plan"]).report


def what_fits_is_chosen_in_parts(shop):
    run_psql(shop.playground.source, text="INSERT INTO users SELECT n, 'user ' || n FROM generate_series(501, 5000) AS n; ANALYZE")
    outcome, wire = _watched(shop, _config(shop, 'rate = "512 kB/s"', more='[limits]\nfit = "800 kB"\n'))
    seen, part = wire.of_readers(), (512 << 10) // 10
    assert wire.fetches > 10 and part / 2 < max(seen) <= part, f"a statement brought {max(seen)} bytes, and {part} are a part"
    assert outcome.report["pace"]["longest_bytes"] == max(seen) and 50 < outcome.report["fit"]["next"][0]["rows"] < 4900, outcome.report["fit"]


def a_row_that_is_larger_than_a_part_comes_whole(shop):
    run_psql(shop.playground.source, text="UPDATE orders SET note = repeat(md5(order_id::text), 40000) WHERE order_id IN (150, 151, 9000)")
    outcome, wire = _watched(shop, _config(shop, f'rate = "{RATE}"', more=WHOLE))
    seen = wire.of_readers()
    assert 1_280_000 < max(seen) < 1_280_000 + PART, "none but a single row is larger than a part"
    with Session(shop.playground.target) as target:
        assert target.query("SELECT count(*), sum(length(note)) FROM orders") == [("20000", str(3 * 1_280_000 + 19997 * 200))]


def a_mistake_in_sql_is_told_as_without_a_rate(shop):
    told = []
    for rate in ("", f'rate = "{RATE}"'):
        path = _config(shop, rate)
        path.write_text(path.read_text().replace("user_id > 100", "1 / (user_id - 400) > -9"))
        outcome = shop.run(config=path)
        assert outcome.status == 1 and "[[root]] where failed in the source: division by zero" in outcome.stderr, outcome.told()
        told.append([line for line in outcome.stderr.splitlines() if line.startswith(("error:", "hint:"))])
    assert told[0][1:] == told[1][1:], told


def ctrl_c_ends_a_wait(shop):
    config = _config(shop, 'rate = "10 B/s"')
    before = content_hash(shop.playground.target)
    process = start_subset(config, shop.playground.source_url(), shop.playground.target_url(), extra={"PYTHONUNBUFFERED": "1"})
    with Session("postgres") as watcher:
        waiting = ("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND wait_event = 'ClientRead' "
                   f"AND usename = '{shop.playground.reader}'")
        wait_until(lambda: watcher.value(waiting) == "2", "the readers to wait", process)
    os.kill(process.pid, signal.SIGINT)
    _, stderr = end_of(process, timeout=30)  # what was charged by then takes minutes
    assert process.returncode == 130, stderr
    assert content_hash(shop.playground.target) == before


def what_is_no_rate_is_refused(shop):
    for wrong in ('"20 MB"', '"0 MB/s"', "20"):
        outcome = shop.run(config=_config(shop, f"rate = {wrong}"))
        assert outcome.status == 2 and "rate in [source]" in outcome.errors[0] and '"20 MB/s"' in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
