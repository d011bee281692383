#!/usr/bin/env python3
"""The packages that cpack makes: what is in them, and that the DEB installs and runs in a clean Debian folder.

    tests/support/with_postgres tests/story/package.py BUILD_FOLDER

Needs root (chroot) and debootstrap; the packages of the folder come from where this machine has its own from.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from playground import Playground
from postgres import SKIPPED, Session, require_server, run_psql
from shop import SCHEMA

WANTED = ["bin/subset", "share/man/man1/subset.1", "share/man/man5/twin.toml.5", "share/bash-completion/completions/subset",
          "share/zsh/vendor-completions/_subset", "share/fish/vendor_completions.d/subset.fish", "share/doc/subset/copyright",
          "share/doc/subset/README.md", "share/doc/subset/samples/shop/twin.toml", "share/doc/subset/samples/tenant/twin.toml", "share/doc/subset/samples/README.md", "share/doc/subset/samples/workflows/full-twin.yml"]


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout[-3000:]}"
    return done.stdout


def find_mirror():
    """(url, suite) of this machine's own."""
    text = "\n".join(path.read_text() for path in [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]
                     if path.is_file())
    url = re.search(r"(?m)^(?:URIs:|deb(?: \[.*?\])?) *(https?://\S+?/debian)/?(?:\s|$)", text)
    suite = re.search(r"(?m)^VERSION_CODENAME=(\S+)", pathlib.Path("/etc/os-release").read_text())
    return (url.group(1), suite.group(1)) if url and suite else None


def check_lists(scratch):
    deb, archive = next(scratch.glob("subset_*.deb")), next(scratch.glob("subset-*.tar.gz"))
    in_deb, in_archive = run("dpkg-deb", "-c", deb), run("tar", "tzf", archive)
    for path in WANTED:
        assert f"./usr/{path}\n" in in_deb, f"{path} is not in {deb.name}"
        assert re.search(rf"(?m)^[^/]+/{re.escape(path)}$", in_archive), f"{path} is not in {archive.name}"
    fields = run("dpkg-deb", "-f", deb)
    for dependency in ("libpq5", "postgresql-client", "libc6"):
        assert dependency in fields, f"it does not depend on {dependency}:\n{fields}"
    for page in ("man1/subset.1", "man5/twin.toml.5"):
        run("tar", "xzf", archive, "-C", scratch)
        warnings = run("groff", "-man", "-ww", "-z", next(scratch.glob(f"subset-*/share/man/{page}")))
        assert not warnings, warnings
    return deb


def check_in_clean_folder(deb, scratch, mirror):
    root = scratch / "debian"
    run("debootstrap", "--variant=minbase", mirror[1], root, mirror[0])
    shutil.copy(deb, root / "tmp")
    run("chroot", root, "sh", "-c", f"apt-get -q -y --no-install-recommends install /tmp/{deb.name}",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    assert run("chroot", root, "subset", "--version").startswith("subset ")
    with Playground("package") as playground:
        run_psql(playground.source, text=SCHEMA)
        playground.grant_reader()
        there = {"host": "127.0.0.1", "port": os.environ["PGPORT"]}
        (root / "tmp" / "twin.toml").write_text('[[root]]\ntable = "users"\nlimit = 5\nchildren = true\n')
        told = run("chroot", root, "subset", "--config", "/tmp/twin.toml",
                   env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PROD_DATABASE_URL": playground.source_url(**there),
                        "DEV_DATABASE_URL": playground.target_url(**there)})
        with Session(playground.target) as target:
            assert target.query("SELECT count(*) FROM orders") == [("200",)], told


def main():
    require_server()
    mirror = find_mirror()
    if os.getuid() != 0 or not shutil.which("debootstrap") or not shutil.which("groff") or mirror is None:
        print("needs root, debootstrap, groff and a Debian mirror")
        return SKIPPED
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # a device node may not be made just anywhere
        scratch = pathlib.Path(folder)
        for generator in ("DEB", "TGZ"):
            run("cpack", "-G", generator, "-B", scratch, cwd=sys.argv[1])
        check_in_clean_folder(check_lists(scratch), scratch, mirror)
    print("the packages are whole, and the DEB runs in a clean folder")
    return 0


if __name__ == "__main__":
    sys.exit(main())
