"""Clients that read a twin without pause while it is refreshed by rows: what they wait for, and whether they see old rows beside new ones."""
import pathlib
import subprocess
import tempfile
import time

from standing import Standing, change_rows

CLIENTS, REFRESHES, LONGEST_MS = 14, 20, 50

# Each refresh brings one word into all of the latest users and their orders: one statement sees one word, or it divides by zero.
SCRIPT = """\\set user random({first}, {last})
SELECT count(*), sum(i.price) FROM orders AS o JOIN order_items AS i USING (order_id) WHERE o.user_id = :user;
SELECT 1 / (count(DISTINCT word) = 1)::int FROM (SELECT unnest(ARRAY[u.plan, o.status]) AS word
    FROM users AS u JOIN orders AS o USING (user_id) WHERE user_id > {marked}) AS words;
"""


class Readers:
    """pgbench, while it stands."""

    def __init__(self, bench, script):
        self.bench, self.script, self.folder = bench, script, tempfile.TemporaryDirectory()

    def __enter__(self):
        folder = pathlib.Path(self.folder.name)
        (folder / "read.sql").write_text(self.script)
        self.errors = (folder / "errors").open("w+")
        self.process = subprocess.Popen(
            [f"{self.bench.target.bin}/pgbench", "-n", "-c", str(CLIENTS), "-j", "1", "-T", "86400", "-l", "-f", "read.sql",
             self.bench.target.url("standing")], cwd=folder, stdout=subprocess.DEVNULL, stderr=self.errors)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.errors.close()
        self.folder.cleanup()

    def latencies(self):
        """Milliseconds of each transaction that pgbench has written down until now."""
        assert self.process.poll() is None, "pgbench has ended"
        self.errors.seek(0)
        told = self.errors.read()
        assert "error" not in told.lower() and "abort" not in told.lower(), told
        lines = [line.split() for file in pathlib.Path(self.folder.name).glob("pgbench_log.*") for line in file.read_text().splitlines()]
        return sorted(int(line[2]) / 1000 for line in lines if len(line) >= 6)


def mark(bench, first):
    """How many rows: a word of this refresh in the users from there on and in their orders, and some rows besides."""
    changed = change_rows(bench, of_twin=True)
    word = f"'word {bench.changes}'"
    bench.source.psql("shop", f"UPDATE users SET plan = {word} WHERE user_id > {first}; UPDATE orders SET status = {word} WHERE user_id > {first}")
    return changed


def read_meanwhile(bench, config, users):
    """A way: seconds of all refreshes. Waits for locks of more than LONGEST_MS and deadlocks are in the server's log."""
    last = int(bench.source.psql("shop", "SELECT max(user_id) FROM users"))
    marked = last - max(1, users // 100)
    bench.target.psql("postgres", f"ALTER SYSTEM SET log_lock_waits = on; ALTER SYSTEM SET deadlock_timeout = '{LONGEST_MS}ms'; "
                                  "SELECT pg_reload_conf()")

    def run():
        mark(bench, marked)
        standing = Standing(bench, config)
        assert bench.target.psql("postgres", "SHOW deadlock_timeout").strip() == f"{LONGEST_MS}ms"
        log = bench.target.folder / "log"
        begin, seconds = log.stat().st_size, 0.0
        with Readers(bench, SCRIPT.format(first=last - users + 1, last=last, marked=marked)) as readers:
            time.sleep(1)
            for _ in range(REFRESHES):
                mark(bench, marked)
                seconds += standing.refresh()
            time.sleep(1)
            latencies = readers.latencies()
        told = log.read_text()[begin:]
        waits, deadlocks = told.count("still waiting for"), told.count("deadlock detected")
        assert latencies, "nobody has read anything"
        assert (waits, deadlocks) == (0, 0), f"{waits} waits for a lock above {LONGEST_MS} ms, {deadlocks} deadlocks:\n{told[-2000:]}"
        standing.check(of_twin=True)
        bench.tell("transactions of the readers", len(latencies), "")
        bench.tell("the longest of them", latencies[-1], "ms")
        bench.tell("99 % of them within", latencies[len(latencies) * 99 // 100], "ms")
        return seconds
    return run
