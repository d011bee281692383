#!/usr/bin/env python3
"""What a person meets who comes to this repository: the forms of issues, the first ten minutes, and whether what these pages name is there.

    tests/support/with_postgres tests/story/contributing.py [NAME...]
"""
import os
import re
import subprocess
import sys

from checkers import check, checker
from named_tests import run_named_tests
from program import CHECKOUT

GITHUB = CHECKOUT / ".github"
CHECK_JSONSCHEMA = "check-jsonschema==0.39.0"


def github_takes_the_forms_of_issues(shop):
    forms = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
    assert len(forms) == 2, forms
    for schema, files in (("github-issue-forms", forms), ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"])):
        check(CHECK_JSONSCHEMA, "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    broken = shop.folder / "fault.yml"
    broken.write_text(forms[0].read_text().replace("type: textarea", "type: textfield", 1))
    done = subprocess.run([checker(CHECK_JSONSCHEMA, "check-jsonschema"), "--builtin-schema", "vendor.github-issue-forms", broken], capture_output=True, text=True)
    assert done.returncode == 1, "the checker takes anything"


def the_first_ten_minutes_can_be_followed(shop):
    """The command of the third step, from its place in the checkout."""
    text = (GITHUB / "CONTRIBUTING.md").read_text()
    (line,) = re.findall(r"^ +tests/support/with_postgres (tests/scenario/run_scenario\.py .*)$", text, re.MULTILINE)
    done = subprocess.run(line.split(), cwd=CHECKOUT, capture_output=True, text=True, timeout=120, env=os.environ)
    assert done.returncode == 0, done.stdout + done.stderr


def what_the_pages_name_is_there(shop):
    for name in ("CONTRIBUTING.md", "SECURITY.md"):
        text = (GITHUB / name).read_text()
        named = re.findall(r"`((?:engine|tests|samples|\.ci)/[\w./-]*|[A-Z]+\.md)`", text)
        missing = [path for path in named if not (CHECKOUT / path).exists() and not (GITHUB / path).exists()]
        assert named and not missing, f"{name} names {missing}"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
