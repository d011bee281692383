"""Runs the program under test, found by SUBSET_BIN, and checks what holds for every run of it."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from playground import SECRET
from postgres import SKIPPED

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
# Where the public sample databases are, if they are.
SAMPLE_DATA = pathlib.Path(os.environ.get("SUBSET_TEST_DATA") or CHECKOUT.parent / "shared" / "data")


def binary():
    return os.environ.get("SUBSET_BIN") or str(CHECKOUT / "build" / "cli" / "subset")


def require_binary():
    if os.access(binary(), os.X_OK):
        return
    print(f"no program at {binary()}: build it, or set SUBSET_BIN")
    sys.exit(1 if os.environ.get("SUBSET_REQUIRE_DB") == "1" else SKIPPED)


def environment(source_url, target_url, extra=None):
    """The caller's environment without PG*: the URLs must be enough, for the child processes too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "PROD_DATABASE_URL": source_url, "DEV_DATABASE_URL": target_url, **(extra or {})}


class Outcome:
    def __init__(self, status, stdout, stderr, report):
        self.status, self.stdout, self.stderr, self.report = status, stdout, stderr, report
        self.errors = [line for line in stderr.splitlines() if line.startswith("error:")]
        lines = stderr.splitlines()
        self.hints = [hint for line, hint in zip(lines, lines[1:]) if line.startswith("error:") and hint.startswith("hint:")]

    def told(self):
        return f"exit {self.status}\n{self.stdout}{self.stderr}"


def start_subset(config, source_url, target_url, *arguments, command=(), folder=None, extra=None, text=True):
    """Starts it in its own process group, so that a Ctrl-C here is not one there."""
    return subprocess.Popen([binary(), *command, "--config", str(config), *arguments], cwd=folder, text=text,
                            env=environment(source_url, target_url, extra), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def end_of(process, timeout=300):
    """Its (stdout, stderr). A process that does not end is killed, and is a failure."""
    try:
        return process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        raise AssertionError(f"the program did not end within {timeout} s\n{stdout}{stderr}") from None


def run_subset(config, source_url, target_url, *arguments, command=(), folder=None, extra=None, timeout=300):
    """Runs it to its end; the report is None where none was written. command is as ["plan"]; without it, the main job."""
    with tempfile.TemporaryDirectory() as scratch:
        report_file = pathlib.Path(scratch) / "report.json"
        process = start_subset(config, source_url, target_url, "--report", str(report_file), *arguments,
                               command=command, folder=folder, extra=extra)
        stdout, stderr = end_of(process, timeout)
        text = report_file.read_text() if report_file.exists() else None
    outcome = Outcome(process.returncode, stdout, stderr, json.loads(text) if text and process.returncode == 0 else None)
    assert SECRET not in stdout + stderr + (text or ""), "the password is told:\n" + outcome.told()
    return outcome
