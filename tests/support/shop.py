"""A small shop as the source, with an earlier twin: what the tests of faults and of care begin from."""
import pathlib
import tempfile

from playground import Playground
from postgres import run_psql
from program import run_subset

SCHEMA = """
CREATE TABLE users (user_id int PRIMARY KEY, name text);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, note text);
CREATE SEQUENCE tickets;
CREATE VIEW names AS SELECT name FROM users;
CREATE FUNCTION greet(who text) RETURNS text LANGUAGE sql AS $$ SELECT 'hello ' || who $$;
INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 500) AS n;
INSERT INTO orders SELECT n, n % 500 + 1, repeat('x', 200) FROM generate_series(1, 20000) AS n;
"""
CONFIG = """
[source]
connect_timeout = "2s"
lock_timeout = "1s"
{source}
[target]
lock_timeout = "{lock_timeout}"
{target}
[[root]]
table = "users"
where = "user_id > 100"
children = true
"""


class Shop:
    """A playground with a loaded source and, unless it is not wanted, an earlier twin."""

    def __init__(self, name, with_twin=True):
        self._playground, self._with_twin = Playground(name), with_twin

    def __enter__(self):
        self.playground = self._playground.__enter__()
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)
        run_psql(self.playground.source, text=SCHEMA)
        self.playground.grant_reader()
        if self._with_twin:
            self.refresh()
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()
        self._playground.__exit__()

    def config(self, source="", target="", lock_timeout="1s"):
        path = self.folder / "twin.toml"
        path.write_text(CONFIG.format(source=source, target=target, lock_timeout=lock_timeout))
        return path

    def run(self, *arguments, config=None, source_url=None, target_url=None, **more):
        return run_subset(config or self.config(), source_url or self.playground.source_url(),
                          target_url or self.playground.target_url(), *arguments, **more)

    def refresh(self, *arguments, **more):
        outcome = self.run(*arguments, **more)
        assert outcome.status == 0, outcome.told()
        return outcome
