#!/usr/bin/env python3
"""Writes compile commands that read the sources of one folder, or of several small ones, as one, for lint/tidy.

    join_sources.py BUILD_FOLDER OUTPUT_FOLDER FOLDERS [PATTERN]

FOLDERS is a pattern for the top folder ("engine|cli"); PATTERN one for the paths.
"""
import collections
import itertools
import json
import pathlib
import re
import shlex
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def main():
    build, output, folders, pattern = sys.argv[1:5]
    wanted = re.compile(f"^{re.escape(str(REPOSITORY))}/({folders})/.*({pattern})")
    commands = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
    by_unit = collections.defaultdict(list)
    known = set()  # a source of several targets is read once
    for command in itertools.chain.from_iterable(map(taken_apart, commands)):
        source = pathlib.Path(command["file"])
        if wanted.search(command["file"]) and source not in known:
            known.add(source)
            by_unit[unit_of(source)].append(command)

    joined = [join(commands, pathlib.Path(output) / f"joined_{number}.cpp")
              for number, commands in enumerate(by_unit.values())]
    (pathlib.Path(output) / "compile_commands.json").write_text(json.dumps(joined))


def unit_of(source):
    """What it is read with, as in CMakeLists.txt: subset_join(). Tests are read one by one."""
    top, folder = source.relative_to(REPOSITORY).parts[:2]
    if top not in ("engine", "cli"):
        return source
    return (top, "reading" if folder in ("source", "preflight", "closure", "why", "propose")
            else "writing" if folder in ("twin", "dump", "script", "load", "verify") else "others")


def taken_apart(command):
    """The commands of the sources where CMake has joined them already."""
    path = pathlib.Path(command["file"])
    if path.parent.name != "Unity":
        return [command]
    return [{**command, "file": source, "command": command["command"].replace(command["file"], source)}
            for source in re.findall(r'#include "(.*)"', path.read_text())]


def join(commands, path):
    path.write_text("".join(f'#include "{command["file"]}"\n' for command in commands))
    words = [str(path) if word == commands[0]["file"] else word for word in shlex.split(commands[0]["command"])]
    # A header that g++ precompiled says nothing to clang.
    while "-include" in words:
        at = words.index("-include")
        del words[at:at + 2]
    return {"directory": commands[0]["directory"], "file": str(path), "command": shlex.join(words)}


main()
