#!/usr/bin/env python3
"""Proves the random cases: bugs are planted in a copy of the engine, one at a time, and each must be found.

    tests/random/plant_bugs.py [--cases N] [--seed S] [--work FOLDER] [--only WORD]

The bugs are in planted_bugs.py. A copy of the tree is built in the work folder; a failing case counts only where the program
without the bug passes it. Takes a build and a search for each bug; exit status 1 where one was not found.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from planted_bugs import PLANTED_BUGS

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
TESTS = CHECKOUT / "tests"


def copy_tree(work):
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    # copy2 keeps the times, so that a build from before is still good.
    shutil.copytree(CHECKOUT, tree, ignore=shutil.ignore_patterns(".git", "build*", "__pycache__"))
    for name in {name for _, edits in PLANTED_BUGS for name, _, _ in edits}:
        os.utime(tree / name)  # the build from before may have been of a bug in it
    return tree


def build(work):
    """The program's path, or None where it does not compile."""
    steps = [["cmake", "-S", str(work / "tree"), "-B", str(work / "build"), "-DSUBSET_TESTS=OFF", "-DSUBSET_BENCH=OFF",
              "-DSUBSET_WERROR=OFF", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-g0"],
             ["cmake", "--build", str(work / "build"), "--target", "subset", "-j2"]]
    if not (work / "build" / "CMakeCache.txt").exists() and shutil.which("ninja"):
        steps[0] += ["-G", "Ninja"]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stdout[-2000:] + done.stderr[-2000:])
            return None
    return work / "build" / "cli" / "subset"


def line_breaks_aside(code):
    """A pattern: where a line ends is the formatter's to say."""
    return r"\s+".join(map(re.escape, code.split()))


def plant(tree, edits):
    """Returns what undoes it."""
    originals = {}
    for name, before, after in edits:
        file = tree / name
        text = file.read_text()
        originals.setdefault(file, text)
        places = re.findall(line_breaks_aside(before), text)
        assert len(places) == 1, f"{name} has {len(places)} places like {before!r}: the engine has changed"
        file.write_text(text.replace(places[0], after))

    def undo():
        for file, text in originals.items():
            file.write_text(text)
    return undo


def search(binary, clean, seed, most):
    """(how many cases it took, or None; what was said of the first that failed)"""
    done = subprocess.run([str(TESTS / "support" / "with_postgres"), str(TESTS / "random" / "random_schemas.py"), "--no-shrink", "--first",
                           "--seed", str(seed), "--count", str(most), "--unless-fails", str(clean)],
                          capture_output=True, text=True, env={**os.environ, "SUBSET_BIN": str(binary)})
    tried = re.search(r"^(\d+) cases in", done.stdout, re.M)
    failed = re.search(r"^FAILED --seed \d+ --count 1\n\s+(.*(?:\nerror.*)?)", done.stdout, re.M)
    assert tried, done.stdout + done.stderr
    return (int(tried[1]), failed[1]) if failed else (None, "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="for each bug, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, help="kept, so that the next run builds less")
    parser.add_argument("--only", default="", help="bugs whose name has this in it")
    arguments = parser.parse_args()
    work = arguments.work or pathlib.Path(tempfile.mkdtemp(prefix="subset-planted."))
    work.mkdir(exist_ok=True)
    tree, missed = copy_tree(work), []
    binary = build(work)
    if binary is None:
        return 1
    clean = shutil.copy2(binary, work / "subset_without_bug")
    print(f"seed {arguments.seed}", flush=True)
    for name, edits in PLANTED_BUGS:
        if arguments.only not in name:
            continue
        undo = plant(tree, edits)
        count, said = search(binary, clean, arguments.seed, arguments.cases) if build(work) else (None, "")
        undo()
        print(f"| {name} | {count if count else 'not found'} | {said} |", flush=True)
        missed += [] if count else [name]
    if arguments.work is None:
        shutil.rmtree(work)
    print(f"{len(missed)} not found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
