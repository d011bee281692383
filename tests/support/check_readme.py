#!/usr/bin/env python3
"""Holds README.md to what the program prints and the samples hold.

Blocks behind a comment "<!-- file: PATH -->" must be that file; behind "<!-- output of: COMMAND -->" they must be what
the command prints, numbers of the column "seconds" aside, or a run of lines of it. The demo is only run beside a server
(--with-demo).
"""
import os
import re
import subprocess
import sys
from pathlib import Path

top = Path(__file__).resolve().parents[2]
block = re.compile(r"<!-- (file|output of): (.+?) -->\n```\w*\n(.*?)```", re.DOTALL)


def without_seconds(text):
    return [re.sub(r"\s+\d+\.\d\d$", "", line) for line in text.strip().splitlines()]


def holds(part, whole):
    return any(whole[start:start + len(part)] == part for start in range(len(whole) - len(part) + 1))


def main():
    program = os.environ.get("SUBSET_BIN", str(top / "build/cli/subset"))
    readme = (top / "README.md").read_text()
    faults, checked = [], 0
    for kind, subject, text in block.findall(readme):
        if kind == "file":
            printed = (top / subject).read_text()
        elif subject == "subset --help":
            printed = subprocess.run([program, *subject.split()[1:]], capture_output=True, text=True, check=True).stdout
        elif not subject.startswith("subset ") and "--with-demo" in sys.argv:  # the others: readme_examples.py
            printed = subprocess.run([top / subject], capture_output=True, text=True, check=True,
                                     env={**os.environ, "SUBSET_BIN": program}).stdout
        else:
            continue
        checked += 1
        if not holds(without_seconds(text), without_seconds(printed)):
            faults.append(f"README.md's block of {subject} is not what it says:\n{text}")
    kinds = {int(status) for status in re.findall(r"^  (\d+) +\S", readme, re.MULTILINE)}
    if kinds != {0, 1, 2, 3, 4, 130}:
        faults.append(f"README.md's exit statuses are {sorted(kinds)}")
    print("\n".join(faults) or f"{checked} blocks of README.md are true")
    return 1 if faults or checked < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
