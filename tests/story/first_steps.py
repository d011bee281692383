#!/usr/bin/env python3
"""The first minutes: what the program says where nothing is asked of it, and the sample that `init --try` makes.

    tests/support/with_postgres tests/story/first_steps.py [NAME...]
"""
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

from named_tests import run_named_tests
from playground import SECRET
from postgres import Session
from program import binary, environment
from terminal import read_terminal

DATABASES = ("subset_try_shop", "subset_try_twin")


def _on_terminal(folder):
    """What a terminal is shown, and the exit status."""
    master, slave = pty.openpty()
    process = subprocess.Popen([binary()], cwd=folder, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm"})
    os.close(slave)
    shown = read_terminal(master)
    return process.wait(), shown.replace("\r\n", "\n")


def _server(user=None):
    host, port = os.environ["PGHOST"], os.environ["PGPORT"]
    return f"postgresql://{user or os.environ.get('PGUSER') or 'postgres'}:{SECRET}@/postgres?host={host}&port={port}"


def _try(folder, *arguments, server=None):
    return subprocess.run([binary(), "init", "--try", server or _server(), *arguments], cwd=folder, capture_output=True, text=True,
                          env=environment("unused", "unused"), timeout=120)


def _databases(admin):
    return {name for (name,) in admin.query("SELECT datname FROM pg_database WHERE datname LIKE 'subset_try%'")}


def nothing_asked_in_a_terminal_says_what_to_begin_with(shop):
    with tempfile.TemporaryDirectory() as scratch:
        status, shown = _on_terminal(scratch)
        assert status == 2, status
        commands = [line.split("  ")[1] for line in shown.splitlines() if line.startswith("  subset ")]
        assert commands == ["subset init --try URL", "subset init --source URL", "subset plan"], shown
        assert "error" not in shown and max(map(len, shown.splitlines())) <= 80, shown
        (pathlib.Path(scratch) / "twin.toml").write_text("")
        _, shown = _on_terminal(scratch)
        assert "There is a twin.toml in this folder" in shown and "subset run" in shown, shown
        # Where no person sits, it is what it was: a refresh whose config is not named.
        done = subprocess.run([binary()], cwd=scratch, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert done.returncode == 2 and done.stderr.startswith("error: no config is named"), done.stderr


def the_sample_is_made_and_copied(shop):
    with tempfile.TemporaryDirectory() as scratch, Session("postgres") as admin:
        try:
            done = _try(scratch)
            told = done.stdout + done.stderr
            assert done.returncode == 0, told
            assert SECRET not in told, told
            assert _databases(admin) == set(DATABASES)
            assert "DROP DATABASE subset_try_shop; DROP DATABASE subset_try_twin;" in done.stderr, told
            config = pathlib.Path(scratch) / "twin.toml"
            assert config.stat().st_mode & 0o077 == 0 and SECRET not in config.read_text()
            with Session("subset_try_shop") as source, Session("subset_try_twin") as target:
                users = "SELECT count(*) FROM users"
                assert 0 < int(target.value(users)) < int(source.value(users))
                assert target.value("SELECT count(*) FROM users u WHERE u.email LIKE '%@example.%'") == target.value(users), "raw addresses"
            # What it says goes on from there.
            exports = dict(line.split("export ")[1].split("=", 1) for line in done.stderr.splitlines() if "export " in line)
            urls = {name: value.strip('"') for name, value in exports.items()}
            again = subprocess.run([binary(), "plan"], cwd=scratch, capture_output=True, text=True,
                                   env=environment(urls["PROD_DATABASE_URL"], urls["DEV_DATABASE_URL"]))
            assert again.returncode == 0, again.stderr
            # Once more, beside that config: the databases bear the mark, so they are made anew.
            assert _try(scratch).returncode == 2, "a config was written over"
            done = _try(scratch, "--config", "other.toml")
            assert done.returncode == 0 and done.stderr.count("is dropped") == 2, done.stderr
        finally:
            for name in DATABASES:
                admin.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def a_database_of_somebody_else_is_left_alone(shop):
    with tempfile.TemporaryDirectory() as scratch, Session("postgres") as admin:
        admin.query("CREATE DATABASE subset_try_twin TEMPLATE template0")
        try:
            done = _try(scratch)
            assert done.returncode == 3 and "subset_try_twin that subset init --try did not make" in done.stderr, done.stderr
            assert _databases(admin) == {"subset_try_twin"} and not os.listdir(scratch), "something was made"
        finally:
            admin.query("DROP DATABASE subset_try_twin")
        done = _try(scratch, server=_server(shop.playground.owner))
        assert done.returncode == 1 and "CREATEDB" in done.stderr and not _databases(admin), done.stderr
        assert not os.listdir(scratch), "something was written"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
