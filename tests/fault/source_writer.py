"""An application that writes to the source all the while: a thread that inserts, updates keys, deletes, truncates, vacuums."""
import random
import threading
import time

from postgres import Session, SqlError

SOURCE = """
CREATE TABLE users (user_id int PRIMARY KEY, email text NOT NULL UNIQUE,
    boss_id int REFERENCES users ON UPDATE CASCADE ON DELETE SET NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON UPDATE CASCADE ON DELETE CASCADE,
    seller_id int REFERENCES users ON UPDATE CASCADE ON DELETE SET NULL);
CREATE TABLE lines (order_id int NOT NULL REFERENCES orders ON UPDATE CASCADE ON DELETE CASCADE, item text, region int NOT NULL)
    PARTITION BY LIST (region);
CREATE TABLE lines_0 PARTITION OF lines FOR VALUES IN (0);
CREATE TABLE lines_1 PARTITION OF lines FOR VALUES IN (1);
CREATE TABLE letters (email text REFERENCES users (email) ON UPDATE CASCADE ON DELETE CASCADE, line text);
CREATE TABLE events (user_id int REFERENCES users ON UPDATE CASCADE ON DELETE CASCADE, detail json);
CREATE TABLE log (line text, user_id int REFERENCES users ON UPDATE CASCADE ON DELETE SET NULL);
INSERT INTO users SELECT n, n || '@example.com', nullif(n / 7, 0) FROM generate_series(1, 300) AS n;
INSERT INTO orders SELECT n, n % 300 + 1, n * 7 % 300 + 1 FROM generate_series(1, 1500) AS n;
INSERT INTO lines SELECT n % 1500 + 1, md5(n::text), n % 2 FROM generate_series(1, 4000) AS n;
INSERT INTO letters SELECT (n % 300 + 1) || '@example.com', 'letter ' || n FROM generate_series(1, 500) AS n;
INSERT INTO events SELECT n % 300 + 1, '{"kind": "seen"}' FROM generate_series(1, 800) AS n;
INSERT INTO log SELECT 'line ' || n, n % 300 + 1 FROM generate_series(1, 400) AS n;
"""

SOME_USER = "(SELECT user_id FROM users OFFSET floor(random() * (SELECT count(*) FROM users)) LIMIT 1)"
SOME_ORDER = "(SELECT order_id FROM orders OFFSET floor(random() * (SELECT count(*) FROM orders)) LIMIT 1)"
KEY_CHANGES = (  # most of the work: each is a commit after which some reference goes elsewhere
    "UPDATE users SET user_id = (SELECT max(user_id) + 1 FROM users) WHERE user_id = " + SOME_USER,
    "UPDATE users SET user_id = (SELECT min(user_id) - 1 FROM users) WHERE user_id = " + SOME_USER,
    "UPDATE users SET email = md5(random()::text) WHERE user_id = " + SOME_USER,
    "UPDATE orders SET order_id = (SELECT max(order_id) + 1 FROM orders) WHERE order_id = " + SOME_ORDER,
    "UPDATE orders SET user_id = " + SOME_USER + " WHERE order_id = " + SOME_ORDER,
    "UPDATE users SET boss_id = " + SOME_USER + " WHERE user_id = " + SOME_USER,
    "UPDATE lines SET region = 1 - region WHERE order_id = " + SOME_ORDER,  # moves rows between the partitions
)
OTHERS = (
    "INSERT INTO users SELECT max(user_id) + 1, md5(random()::text), " + SOME_USER + " FROM users",
    "INSERT INTO orders SELECT (SELECT max(order_id) FROM orders) + n, " + SOME_USER + ", " + SOME_USER + " FROM generate_series(1, 7) AS n",
    "INSERT INTO lines SELECT " + SOME_ORDER + ", 'new', n % 2 FROM generate_series(1, 20) AS n",
    "INSERT INTO letters SELECT email, 'new' FROM users ORDER BY random() LIMIT 2",
    "INSERT INTO log SELECT 'more', " + SOME_USER + " FROM generate_series(1, 5)",
    "DELETE FROM users WHERE user_id = " + SOME_USER,
    "DELETE FROM orders WHERE order_id = " + SOME_ORDER,
    "DELETE FROM lines WHERE order_id = " + SOME_ORDER,
    "VACUUM users", "VACUUM orders", "VACUUM lines", "VACUUM (ANALYZE) log",
)
REFILL = ("INSERT INTO log SELECT 'again', user_id FROM users", "INSERT INTO events SELECT user_id, '{}' FROM users")


class Writer:
    """Runs from start to stop; key_changes only grows. truncate() is for any thread: it has a connection of its own."""

    def __init__(self, database, seed):
        self._database, self._chance = database, random.Random(seed)
        self._stop, self._thread = threading.Event(), threading.Thread(target=self._run, daemon=True)
        self.key_changes = self.commits = 0
        self.wants_refill = threading.Event()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def wait_for_key_changes(self, number, patience_seconds=10):
        goal, deadline = self.key_changes + number, time.monotonic() + patience_seconds
        while self.key_changes < goal and time.monotonic() < deadline:
            time.sleep(0.005)

    def truncate(self, lock_timeout="2s"):
        """True if it came through: somebody who reads the table holds it up."""
        with Session(self._database) as session:
            session.query(f"SET lock_timeout = '{lock_timeout}'")
            try:
                session.query("TRUNCATE log, events")
            except SqlError:
                return False
        self.wants_refill.set()
        return True

    def _run(self):
        with Session(self._database) as session:
            session.query(f"SELECT setseed({self._chance.random()}); SET lock_timeout = '5s'")
            while not self._stop.is_set():
                changes_key = self._chance.random() < 0.7
                statements = [self._chance.choice(KEY_CHANGES if changes_key else OTHERS)]
                if self.wants_refill.is_set():
                    self.wants_refill.clear()
                    changes_key, statements = False, REFILL
                for statement in statements:
                    try:
                        session.query(statement)
                        self.commits += 1
                        self.key_changes += changes_key
                    except SqlError:
                        pass  # a lock or a conflict: the application tries something else
                time.sleep(0.001)  # a machine has other things to do
