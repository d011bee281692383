#!/usr/bin/env python3
"""samples/fixture: a twin in a file as what other people's tests begin from, by pytest, by the image of PostgreSQL, by a template.

    tests/support/with_postgres tests/story/fixture.py [NAME...]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

from checkers import check, checker
from named_tests import NotPossibleHere, run_named_tests
from own_server import OwnServer
from playground import Playground
from postgres import Session, SqlError, identifier
from program import CHECKOUT, run_subset

FIXTURE = CHECKOUT / "samples" / "fixture"
SHOP = CHECKOUT / "samples" / "shop"
CHECK_JSONSCHEMA = "check-jsonschema==0.39.0"
PYTHON = "/usr/bin/python3"  # the one that has the distribution's pytest and psycopg
TABLES = ("categories", "countries", "order_items", "orders", "products", "reviews", "users")


class Place:
    """A copy of the folder with twin.sql in it, and a role that may create databases and no more."""

    def __init__(self, name):
        self.playground = Playground("fixture_" + name)

    def __enter__(self):
        self.playground.__enter__()
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)
        self.folder.chmod(0o755)
        for path in FIXTURE.iterdir():
            if path.name not in ("twin.sql", "twin.lock", "__pycache__"):
                shutil.copy(path, self.folder)
        self.playground.load_source(SHOP / "schema.sql", SHOP / "data.sql")
        self.playground.grant_reader()
        self.playground.allow_databases()
        outcome = run_subset(self.folder / "twin.toml", self.playground.source_url(), "", folder=self.folder)
        assert outcome.status == 0 and not re.search("^(warning|error)", outcome.stderr, re.MULTILINE), outcome.told()
        self.rows = {table["table"].removeprefix("public."): table["rows"] for table in outcome.report["tables"]}
        assert set(self.rows) == set(TABLES) and self.rows["users"] > 20, self.rows
        return self

    def __exit__(self, *_):
        for name in self.databases():
            self.playground.admin(f"ALTER DATABASE {identifier(name)} WITH IS_TEMPLATE false")
            self.playground.admin(f"DROP DATABASE {identifier(name)} WITH (FORCE)")
        self.scratch.cleanup()
        self.playground.__exit__()

    def databases(self):
        """{name: its OID} of what the sample has made."""
        return dict(self.playground.admin("SELECT datname, oid FROM pg_database WHERE datname ~ '^(shop_twin_|mine$)'"))

    def pytest(self, passed, *arguments):
        done = subprocess.run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], cwd=self.folder, text=True, timeout=120,
                              env={**os.environ, "PGUSER": self.playground.owner, "PYTHONPATH": ""}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert f"{passed} passed" in done.stdout, done.stdout
        return done

    def holds_the_twin(self, database, session=None):
        with session or Session(database) as twin:
            found = {table: int(twin.value(f"SELECT count(*) FROM {table}")) for table in TABLES}
        assert found == self.rows, (found, self.rows)


def _require_pytest():
    if subprocess.run([PYTHON, "-c", "import psycopg, pytest"], capture_output=True).returncode != 0:
        raise NotPossibleHere("python3-pytest and python3-psycopg are not installed")


def each_test_of_pytest_has_the_twin_for_itself(shop):
    _require_pytest()
    with Place("pytest") as place:
        assert place.pytest(3).returncode == 0
        (template, first), = place.databases().items()  # no copy is left
        assert re.fullmatch("shop_twin_[0-9a-f]{16}", template), template
        # The second session finds the template, and removes a copy that a killed one has left.
        place.playground.admin(f"CREATE DATABASE {template}_4711 TEMPLATE {template} OWNER {place.playground.owner}")
        assert place.pytest(3).returncode == 0
        assert place.databases() == {template: first}
        # Another file is another template; the old one goes.
        with (place.folder / "twin.sql").open("a") as file:
            file.write("\nDELETE FROM reviews;\n")
        assert place.pytest(3).returncode == 0
        (other, _), = place.databases().items()
        assert other != template


def a_template_in_use_is_left_alone(shop):
    """A session beside, of another checkout whose file differs, keeps its template."""
    _require_pytest()
    with Place("beside") as place:
        (place.folder / "test_beside.py").write_text(
            "import pathlib, subprocess, sys\n\ndef test_another_session(database):\n"
            "    with pathlib.Path('twin.sql').open('a') as file:\n        file.write('\\nDELETE FROM reviews;\\n')\n"
            "    subprocess.run([sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_shop.py'], check=True)\n\n"
            "def test_after_it(database):\n    pass\n")
        assert place.pytest(2, "test_beside.py").returncode == 0
        assert len(place.databases()) == 2, place.databases()


def a_file_that_does_not_load_leaves_no_template(shop):
    _require_pytest()
    with Place("broken") as place:
        with (place.folder / "twin.sql").open("a") as file:
            file.write("\nSELECT nothing_of_the_kind;\n")
        done = subprocess.run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=place.folder, text=True, capture_output=True,
                              env={**os.environ, "PGUSER": place.playground.owner, "PYTHONPATH": ""}, timeout=120)
        assert done.returncode != 0 and "3 errors" in done.stdout and "nothing_of_the_kind" in done.stdout + done.stderr, done.stdout
        assert place.databases() == {}


def the_image_loads_the_twin_when_it_first_starts(shop):
    """The steps of the image of PostgreSQL on a cluster of its own: the file is run as another user, by psql, without -1."""
    with Place("compose") as place, OwnServer() as server:
        service = yaml.safe_load((place.folder / "compose.yml").read_text())["services"]["shop"]
        user, name = service["environment"]["POSTGRES_USER"], service["environment"]["POSTGRES_DB"]
        script, inside, *_ = service["volumes"][0].split(":")
        assert inside.startswith("/docker-entrypoint-initdb.d/") and inside.endswith(".sql"), inside
        with server.session("postgres") as admin:
            admin.query(f"CREATE ROLE {user} SUPERUSER LOGIN")
            admin.query(f"CREATE DATABASE {name}")
        there = ["--host", server.folder, "--port", server.port]
        load = ["-v", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", *there, "--username", user, "--dbname", name, "-f", place.folder / script]
        if server.owner:  # as in the image, the account of the server is not the one that wrote the file
            try:
                server.run_tool("psql", *load)
                raise AssertionError("another user could read rows of production")
            except AssertionError as problem:
                assert "Permission denied" in str(problem), problem
        (mode,) = re.findall(r"#   chmod (\d+) twin\.sql", (place.folder / "compose.yml").read_text())
        (place.folder / script).chmod(int(mode, 8))
        server.run_tool("psql", *load)
        place.holds_the_twin(name, server.session(name))
        # The port is closed while the twin is loaded, as this server's is: the image counts as starting until then.
        kind, ready = service["healthcheck"]["test"]
        assert kind == "CMD-SHELL"
        here = {**os.environ, "PATH": f"{server.bin}:{os.environ['PATH']}", "PGPORT": server.port}
        assert subprocess.run(ready, shell=True, env=here).returncode != 0, "ready before the twin is in"
        assert subprocess.run(ready, shell=True, env={**here, "PGPORT": os.environ["PGPORT"]}).returncode == 0


def the_compose_file_is_one(shop):
    check(CHECK_JSONSCHEMA, "check-jsonschema", "--builtin-schema", "vendor.compose-spec", FIXTURE / "compose.yml")
    broken = shop.folder / "compose.yml"
    broken.write_text((FIXTURE / "compose.yml").read_text().replace("    image:", "    imago:"))
    done = subprocess.run([checker(CHECK_JSONSCHEMA, "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", broken], capture_output=True, text=True)
    assert done.returncode == 1 and "imago" in done.stdout, "the checker takes anything: " + done.stdout


def the_lines_of_readme_make_a_template(shop):
    """Those of samples/README.md, in a shell, as the role that owns no more than it creates."""
    text = (CHECKOUT / "samples" / "README.md").read_text()
    (block,) = [block for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE) if "IS_TEMPLATE" in block]
    with Place("template") as place:
        lines = re.sub(r"(?m)^    ", "", block)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", lines], cwd=place.folder, text=True, capture_output=True, timeout=120,
                              env={**os.environ, "PGUSER": place.playground.owner})
        assert done.returncode == 0, done.stderr
        assert set(place.databases()) == {"shop_twin_template", "mine"}, place.databases()
        place.holds_the_twin("mine")
        try:
            Session("shop_twin_template").close()
            raise AssertionError("somebody may connect to the template, and nobody can copy it meanwhile")
        except SqlError as problem:
            assert "not currently accepting connections" in str(problem), problem


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
