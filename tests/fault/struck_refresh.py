"""A refresh that something strikes: two configs that take different rows of one source, ways to strike, and what must not be left.

What a strike leaves of the twin is each script's own question.
"""
import os
import pathlib
import signal
import time

from postgres import Session, literal, run_psql
from program import start_subset

SOURCE = """
CREATE TABLE users (user_id serial PRIMARY KEY, email text NOT NULL UNIQUE, boss_id int REFERENCES users);
CREATE TABLE orders (order_id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);
CREATE TABLE lines (order_id int REFERENCES orders, line_no int, item text, PRIMARY KEY (order_id, line_no));
CREATE INDEX ON orders (user_id, order_id);
CREATE INDEX ON orders (md5(note));
CREATE INDEX ON lines (item);
CREATE INDEX ON lines (md5(item), order_id);
CREATE MATERIALIZED VIEW totals AS SELECT user_id, count(*) FROM orders GROUP BY user_id;
INSERT INTO users (email, boss_id) SELECT n || '@example.com', nullif(n / 10, 0) FROM generate_series(1, 3000) AS n;
INSERT INTO orders (user_id, note) SELECT n % 3000 + 1, repeat(md5(n::text), 4) FROM generate_series(1, 24000) AS n;
INSERT INTO lines SELECT n / 3 + 1, n % 3, md5(n::text) FROM generate_series(0, 47999) AS n;
REFRESH MATERIALIZED VIEW totals;
"""
CONFIG = """
[[root]]
table = "users"
where = "user_id {comparison} 1500"
children = true
"""
METHODS = ("SIGKILL", "SIGINT", "SIGTERM", "Ctrl-C", "target's backend ended", "target's line cut")
SOURCE_METHODS = ("source's backend ended", "source's line cut")  # of use only while the source is read
INTERRUPTS = ("SIGINT", "SIGTERM", "Ctrl-C")
PATIENCE_SECONDS = 20  # for servers to notice; generous, as a loaded machine is no fault


class Field:
    """The playground with both configs. target: what stands under [target] in them."""

    def __init__(self, playground, folder, target=""):
        self.playground, self.folder = playground, pathlib.Path(folder)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.configs = [self.write_config(name, comparison, target) for name, comparison in (("low", "<="), ("high", ">"))]
        self.holds = 1  # the config whose twin is there
        run_psql(playground.source, text=SOURCE)
        playground.grant_reader()

    def write_config(self, name, comparison, target=""):
        config = self.folder / f"{name}.toml"
        config.write_text(f"[target]\n{target}\n" + CONFIG.format(comparison=comparison))
        return config

    def start(self, config, watch):
        return start_subset(config, self.playground.source_url(watch.source.host, watch.source.port),
                            self.playground.target_url(watch.target.host, watch.target.port), folder=self.folder,
                            extra={"TMPDIR": str(self.temporary)})

    def take_leftovers(self, method):
        """What a struck refresh has left running on the server after PATIENCE_SECONDS, or in the temporary folder: as faults."""
        faults = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (left := self._backends()) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left:
            faults.append(f"still running: {left}")
        files = list(self.temporary.iterdir())
        if method != "SIGKILL" and files:
            faults.append(f"left in the temporary folder: {files}")
        for file in files:
            file.unlink()
        return faults

    def _backends(self):
        roles = f"{literal(self.playground.owner)}, {literal(self.playground.reader)}"
        return self.playground.admin(f"SELECT pid, usename, application_name, query FROM pg_stat_activity WHERE usename IN ({roles})")


def is_status_of(status, method):
    """Whether a refresh that was struck so may end with it."""
    return status in (-signal.SIGKILL, 0, 130 if method in INTERRUPTS else 1)


def strike(field, process, method):
    def end_backends(role):
        with Session("postgres") as admin:  # of its own: this runs on a thread of the proxy
            admin.query(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {literal(role)}")

    def now(watch):
        if method == "SIGKILL":
            process.send_signal(signal.SIGKILL)
        elif method in ("SIGINT", "SIGTERM"):
            process.send_signal(getattr(signal, method))
        elif method == "Ctrl-C":  # a terminal signals the children too
            os.killpg(process.pid, signal.SIGINT)
        elif method == "target's backend ended":
            end_backends(field.playground.owner)
        elif method == "source's backend ended":
            end_backends(field.playground.reader)
        elif method == "target's line cut":
            watch.target.cut()
        else:
            watch.source.cut()
    return now
