#!/usr/bin/env python3
"""The image of .ci/packages/image/Dockerfile: its steps as they stand in the file, in a clean folder of Debian 13, and a refresh by it.

    tests/support/with_postgres tests/story/image.py BUILD_FOLDER        makes the archive there first
    tests/support/with_postgres tests/story/image.py --packages FOLDER   takes the one that is there

Needs root and debootstrap. What the image takes from PostgreSQL's own repository is taken from Debian's next release here: a script of
this test stands where the one is that names that repository.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import sys

from clean_folder import Bases, NotPossible, find_packages, scratch_folder
from playground import Playground
from postgres import SKIPPED, Session, require_server
from program import CHECKOUT

DOCKERFILE = CHECKOUT / ".ci" / "packages" / "image" / "Dockerfile"
NIGHTLY = CHECKOUT / "samples" / "nightly"
SHOP = CHECKOUT / "samples" / "shop"
REPOSITORY = "/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh"
NEXT_RELEASE = """#!/bin/sh
set -e
sed 's/trixie/forky/' /etc/apt/sources.list >/etc/apt/sources.list.d/next.list
printf 'Package: %s\\nPin: release n=forky\\nPin-Priority: %s\\n\\n' '*' 100 'libpq5 postgresql*' 600 >/etc/apt/preferences.d/next
apt-get -o Acquire::Check-Valid-Until=false update
"""


def read_steps():
    """[(instruction, rest)], continued lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line.strip()]


class Image:
    """A folder that the steps are run in, one after the other, as `docker build` would do it."""

    def __init__(self, bases, place, context):
        self.bases, self.place, self.context = bases, place, context
        self.arguments, self.user, self.folder, self.entrypoint, self.command = {}, "0", "/", [], []

    def build(self):
        for instruction, rest in read_steps():
            getattr(self, "_" + instruction.lower())(rest)

    def start(self, *command, **variables):
        """What a container prints that is started with these words, as its user."""
        words = shlex.join([*self.entrypoint, *(command or self.command)])
        return self.clean.run(f"cd {self.folder} && exec setpriv --reuid={self.user} --regid=$(id -g {self.user}) --clear-groups {words}",
                              HOME=self.folder, **variables)

    def _from(self, rest):
        assert rest == "debian:13-slim", rest
        self.clean = self.bases.make("debian:13", self.place)

    def _run(self, rest):
        if REPOSITORY in rest:
            script = self.place / "tmp" / "repository"
            script.write_text(NEXT_RELEASE)
            script.chmod(0o755)
            rest = rest.replace(REPOSITORY, f"test -x {REPOSITORY} && /tmp/repository")
        self.clean.run(rest, **self.arguments)

    def _arg(self, rest):
        name, value = rest.split("=", 1)
        self.arguments[name] = value

    def _copy(self, rest):
        pattern, place = rest.replace("${TARGETARCH}", self.arguments["TARGETARCH"]).split()
        found = list(self.context.glob(pattern))
        assert len(found) == 1, f"{pattern} of {sorted(path.name for path in self.context.iterdir())}"
        shutil.copy(found[0], self.place / place.lstrip("/"))

    def _user(self, rest):
        self.user = rest

    def _workdir(self, rest):
        self.folder = rest

    def _entrypoint(self, rest):
        self.entrypoint = json.loads(rest)

    def _cmd(self, rest):
        self.command = json.loads(rest)


def check_image(image):
    assert "subset makes a small, true copy" in image.start()
    assert image.user not in ("0", "root")
    for version in ("17", "18"):
        told = image.clean.run(f"/usr/lib/postgresql/{version}/bin/pg_dump --version")
        assert told.startswith(f"pg_dump (PostgreSQL) {version}."), told
    left = image.clean.run("ls /tmp; ls /var/lib/apt/lists").split()
    assert not [name for name in left if name not in ("repository", "certificates.pem")], left
    with Playground("image") as playground:
        playground.load_source(SHOP / "schema.sql", SHOP / "data.sql")
        playground.grant_reader()
        there = {"host": "127.0.0.1", "port": os.environ["PGPORT"]}
        shutil.copy(NIGHTLY / "twin.toml", image.place / image.folder.lstrip("/"))
        told = image.start("--config", "twin.toml", MASK_KEY="a key of these tests", PROD_DATABASE_URL=playground.source_url(**there),
                           DEV_DATABASE_URL=playground.target_url(**there))
        assert "9 references proven" in told, told
        lock = image.place / image.folder.lstrip("/") / "twin.lock"
        assert lock.stat().st_uid == int(image.user), "the lock file is not the user's"
        with Session(playground.target) as target:
            assert target.query("SELECT count(*) FROM users") == [("92",)], told


def main():
    require_server()
    if os.getuid() != 0 or not shutil.which("debootstrap"):
        print("needs root and debootstrap (.ci/install-deps --package)")
        return SKIPPED
    with scratch_folder() as folder:
        scratch = pathlib.Path(folder)
        packages = find_packages(sys.argv[1:], scratch, "archive")
        image = Image(Bases(scratch), scratch / "image", packages)
        try:
            image.build()
        except NotPossible as reason:
            print(reason)
            return SKIPPED
        check_image(image)
    print("the image is built by its steps, and makes a twin as an ordinary user")
    return 0


if __name__ == "__main__":
    sys.exit(main())
