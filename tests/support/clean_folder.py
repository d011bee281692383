"""A folder with a distribution as it is right after its installation, to run programs inside of, by chroot in namespaces of its own.

Needs root and debootstrap. The distribution comes from where this machine has its own packages from, so on Debian it is a Debian, and on
Ubuntu an Ubuntu.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from program import CHECKOUT

DISTRIBUTIONS = {"debian:12": "bookworm", "debian:13": "trixie", "ubuntu:24.04": "noble"}
_FAMILIES = {"bookworm": "debian", "trixie": "debian", "noble": "ubuntu"}


class NotPossible(Exception):
    """There is no such folder to be had here; the message says why."""


def run(*command, **more):
    """The output; a failure tells it."""
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout[-3000:]}"
    return done.stdout


def _find_mirror(family):
    """Where this machine has the packages of that family from; None where it has none of them."""
    files = [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]
    text = "\n".join(path.read_text() for path in files if path.is_file())
    found = re.search(rf"(?m)^(?:URIs:|deb(?: \[.*?\])?) *(https?://\S+?/{family})/?(?:\s|$)", text)
    return found and found.group(1)


class Bases:
    """The folders as debootstrap makes them, each made once; `make()` copies one."""

    def __init__(self, scratch):
        self._scratch = pathlib.Path(scratch)

    def make(self, distribution, place):
        """Throws NotPossible."""
        suite = DISTRIBUTIONS[distribution]
        base = self._scratch / f"base-{suite}"
        if not base.exists():
            mirror = _find_mirror(_FAMILIES[suite])
            if os.getuid() != 0 or not shutil.which("debootstrap"):
                raise NotPossible("needs root and debootstrap (.ci/install-deps --package)")
            if mirror is None:
                raise NotPossible(f"this machine has no mirror of {_FAMILIES[suite].capitalize()}")
            script = "/usr/share/debootstrap/scripts/"
            done = subprocess.run(["debootstrap", "--variant=minbase", suite, base, mirror, *([] if pathlib.Path(script + suite).exists() else [script + "sid"])],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                shutil.rmtree(base, ignore_errors=True)
                raise NotPossible(f"debootstrap {suite} from {mirror}: {done.stdout[-500:]}{done.stderr[-500:]}")
        run("cp", "-a", "--reflink=auto", base, place)
        return CleanFolder(place)


class CleanFolder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        # Whoever looks at what goes out of this machine may have a certificate of its own, which the tools are told of by variables.
        self._environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
                             "DEBIAN_FRONTEND": "noninteractive"}
        for name, value in os.environ.items():
            if name.startswith("PIP_") or name.lower().endswith("_proxy"):
                self._environment[name] = value
        certificates = os.environ.get("PIP_CERT")
        if certificates and pathlib.Path(certificates).exists():
            shutil.copy(certificates, self.path / "tmp" / "certificates.pem")
            self._environment["PIP_CERT"] = self._environment["SSL_CERT_FILE"] = "/tmp/certificates.pem"
        self._environment.pop("PIP_FIND_LINKS", None)

    def copy(self, *files):
        """Into /tmp there."""
        for file in files:
            shutil.copy(file, self.path / "tmp")

    def run(self, command, **environment):
        """A line for the shell there; the output."""
        inside = 'mount -t proc proc "$1/proc" && exec chroot "$1" sh -ec "$2"'
        return run("unshare", "--mount", "sh", "-c", inside, "sh", self.path, command, env={**self._environment, **environment})

    def has(self, *programs):
        """Which of the programs are there."""
        return [name for name in programs if (self.path / "usr/bin" / name).exists()]


def find_packages(arguments, scratch, *doors):
    """The folder of packages that the command line of a test names, "--packages FOLDER"; or one that is made, with the build folder that it names."""
    if arguments[0] == "--packages":
        return pathlib.Path(arguments[1])
    packages = scratch / "packages"
    run(CHECKOUT / ".ci/packages/make", packages, *doors, env={**os.environ, "SUBSET_BUILD_DIR": f"{arguments[0]}/package"})
    return packages


def scratch_folder():
    """Not just anywhere may a device node be made: not in memory, where most temporary folders of tests are."""
    return tempfile.TemporaryDirectory(dir="/var/tmp", prefix="subset-clean.")
