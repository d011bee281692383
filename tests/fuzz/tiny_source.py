"""A small source with every form of key that the closure tells apart, and an earlier twin of it."""
import contextlib
import pathlib
import tempfile

import fuzz_run
from content_hash import content_hash
from playground import Playground
from postgres import run_psql

SCHEMA = """
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL, borders text[]);
CREATE TABLE users (id int PRIMARY KEY, country text NOT NULL REFERENCES countries, manager int REFERENCES users,
    tags text[], feels mood DEFAULT 'calm', email text, joined timestamptz);
CREATE TABLE orders (id uuid PRIMARY KEY, user_id int NOT NULL REFERENCES users, amounts numeric[], note text);
CREATE TABLE items (order_id uuid NOT NULL REFERENCES orders, line smallint, kind regtype, at point, PRIMARY KEY (order_id, line));
CREATE TABLE events (id bigint, at date, user_id int REFERENCES users, what jsonb, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
CREATE TABLE events_new PARTITION OF events FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);
CREATE TABLE notes (item uuid, line smallint, tag char(4), text text, FOREIGN KEY (item, line) REFERENCES items);
CREATE TABLE visits (user_ref bigint, code text, seen int[]);
CREATE TABLE settings (key text PRIMARY KEY, value bytea);
CREATE SEQUENCE tickets START 7;
CREATE VIEW names AS SELECT name FROM countries;
INSERT INTO countries SELECT 'c' || n, 'country ' || n, CASE WHEN n % 2 = 0 THEN ARRAY['c1', NULL] END FROM generate_series(1, 9) AS n;
INSERT INTO users SELECT n, 'c' || n % 9 + 1, nullif(n / 2, 0), ARRAY['a', n::text], 'calm', n || '@example.org', '2024-01-01'
    FROM generate_series(1, 40) AS n;
INSERT INTO orders SELECT md5(n::text)::uuid, n % 40 + 1, ARRAY[n, NULL, 0.5], repeat('n', n) FROM generate_series(1, 80) AS n;
INSERT INTO items SELECT id, line, 'int4', point(line, 1) FROM orders, generate_series(1, 2) AS line;
INSERT INTO events SELECT n, date '2024-12-01' + n, n % 40 + 1, '{"a": [1, null]}' FROM generate_series(1, 60) AS n;
INSERT INTO notes SELECT order_id, line, 'tag', NULL FROM items;
INSERT INTO visits SELECT n, 'c' || n % 12, ARRAY[n] FROM generate_series(1, 50) AS n;
INSERT INTO settings SELECT 'k' || n, decode(md5(n::text), 'hex') FROM generate_series(1, 30) AS n;
"""
BOUNDS = 'connect_timeout = "5s"\nsilence_timeout = "2s"\nstatement_timeout = "10s"\nlock_timeout = "5s"\n'
ROWS = """
[[root]]
table = "users"
where = "id BETWEEN 5 AND 12"
children = true
[[root]]
table = "events"
query = "SELECT id, at FROM events WHERE id < 5"
[[table]]
name = "settings"
rows = "all"
[[table]]
name = "users"
mask = { email = "@email" }
[[child]]
table = "orders"
parent = "users"
order_by = "c.id"
limit = 2
[[cut]]
table = "users"
columns = ["manager"]
[[reference]]
table = "visits"
columns = ["user_ref"]
parent = "users"
[[reference]]
table = "visits"
columns = ["code"]
parent = "countries"
[mask]
key = "a secret for the tests"
"""


class TinySource:
    def __init__(self, playground, folder):
        self.playground, self.folder = playground, folder
        self._before = None

    def config(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def make_twin(self):
        """The earlier twin, from a target that nobody has touched; says what became of the run."""
        self.playground.recreate_target()
        config = self.config("plain.toml", f"[source]\n{BOUNDS}{ROWS}")
        status, stderr, _ = fuzz_run.run_bounded(config, self.playground.source_url(), self.playground.target_url())
        assert status == 0, stderr
        self._before = self.look()

    def look(self):
        return content_hash(self.playground.target, with_comment=True)

    def faults_of_target(self, status):
        """Where the run failed the target must be as it was; where it did not, the next begins from a fresh twin."""
        if self.look() == self._before:
            return []
        self.make_twin()
        return [] if status == 0 else ["the target has changed"]


@contextlib.contextmanager
def tiny_source(label):
    with Playground(label) as playground, tempfile.TemporaryDirectory(prefix="subset-fuzz.") as folder:
        run_psql(playground.source, text=SCHEMA)
        playground.grant_reader()
        tiny = TinySource(playground, pathlib.Path(folder))
        tiny.make_twin()
        yield tiny
