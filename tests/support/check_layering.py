#!/usr/bin/env python3
"""Checks that every #include points backwards in the pipeline, and that each library stays where it belongs.

    check_layering.py              checks this checkout; prints each violation as file:line
    check_layering.py --self-test  plants each kind of violation in a folder of its own and looks whether it is found

The rules, in the order of the pipeline:

  * foundation < pg < config < catalog < graph < plan < closure < target < load < report: a file includes its own stage
    and earlier ones, never a later one. This holds for the public headers of a stage as for its folder in engine/.
  * engine/subset.cpp, the table of contents, is the only file that sees every stage, but for engine/inspect.cpp, which is
    that of the commands that change nothing. What lies beside them helps only them, and sees no stage's folder: public headers and the foundation are enough for that.
  * include/subset/ includes nothing but itself and the standard library.
  * cli/ includes "subset/..." and its own headers, nothing of engine/.
  * libpq only in engine/pg/, toml++ only in engine/config/, Boost only in engine/graph/ and engine/plan/,
    CLI11 only in cli/.
"""

import re
import sys
import tempfile
from pathlib import Path

STAGES = ["foundation", "pg", "config", "catalog", "graph", "plan", "closure", "target", "load", "report"]
RANK = {stage: rank for rank, stage in enumerate(STAGES)}
RANK["everything"] = len(STAGES)  # subset.hpp, engine/subset.cpp and what lies beside it

# Which stage a public header belongs to. A new header needs an entry: where it stands is a decision, not a guess.
PUBLIC_HEADERS = {
    "error.hpp": "foundation",
    "identifier.hpp": "foundation",
    "version.hpp": "foundation",
    "observer.hpp": "foundation",
    "cancellation.hpp": "foundation",
    "output_file.hpp": "foundation",
    "patient_writer.hpp": "foundation",
    "printable.hpp": "foundation",
    "config.hpp": "config",
    "catalog.hpp": "catalog",
    "reference_graph.hpp": "graph",
    "plan.hpp": "plan",
    "row_set.hpp": "closure",
    "row_store.hpp": "closure",
    "row_source.hpp": "closure",
    "closure.hpp": "closure",
    "target_script.hpp": "target",
    "load.hpp": "load",
    "report.hpp": "report",
    "explanation.hpp": "foundation",
    "verification.hpp": "foundation",
    "subset.hpp": "everything",
}
FOLDERS = {"util": "foundation"} | {stage: stage for stage in STAGES if stage != "foundation"}

# The tables of contents.
CONTENTS = ("engine/subset.cpp", "engine/inspect.cpp")

# Made by the build from the .sql files of all stages, and from page.html: text without a stage of its own.
GENERATED = ("catalog/sql.hpp", "report/page_html.hpp")

# Library, what its headers look like, and the folders that may include them.
LIBRARIES = [
    ("libpq", r"libpq-fe\.h|libpq/|postgres_ext\.h|pg_config|libpq-events\.h", ("engine/pg/",)),
    ("toml++", r"toml\+\+/|toml\.hpp", ("engine/config/",)),
    ("Boost", r"boost/", ("engine/graph/", "engine/plan/")),
    ("CLI11", r"CLI/", ("cli/",)),
    ("fmt", r"fmt/", ("engine/", "cli/")),
]
POSIX_FOLDERS = ("sys/", "netinet/", "arpa/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes_of(path):
    """Yields (line number, is quoted, name) of each #include; those in comments of the // kind do not match."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match[1] == '"', match[2]


def stage_of_own_header(name):
    """The stage of an include of ours, written from include/ or engine/; None where it is neither."""
    if name in GENERATED:
        return "foundation"
    folder, _, rest = name.partition("/")
    if folder == "subset":
        return PUBLIC_HEADERS.get(rest)
    return FOLDERS.get(folder) if rest else "everything"


def stage_of_file(relative):
    """The stage that a file belongs to; None where it has no place in the pipeline."""
    parts = relative.split("/")
    if parts[0] == "include":
        return PUBLIC_HEADERS.get(parts[-1]) if parts[1:-1] == ["subset"] else None
    return FOLDERS.get(parts[1]) if len(parts) > 2 else "everything"


def check_library(relative, name):
    """The complaint about an include in angle brackets, or None."""
    for library, pattern, folders in LIBRARIES:
        if re.match(pattern, name):
            return None if relative.startswith(folders) else f"{library} belongs in {' and '.join(folders)} only"
    is_standard = "/" not in name and not name.endswith((".h", ".hpp"))
    if relative.startswith("include/"):
        return None if is_standard else "a public header includes nothing but ours and the standard library"
    if is_standard or name.startswith(POSIX_FOLDERS) or ("/" not in name and name.endswith(".h")):
        return None
    return "a library that the rules do not know; say in check_layering.py where it belongs"


def check_own(root, relative, stage, name):
    """The complaint about an include in quotes, or None."""
    if relative.startswith("cli/"):
        if name.startswith("subset/") or (root / "cli" / name).is_file():
            return None
        return 'cli/ includes "subset/..." and its own headers only'
    included = stage_of_own_header(name)
    if included is None:
        return 'not one of ours: write it from engine/ or include/, and tell check_layering.py of a new header or folder'
    if relative.startswith("include/") and not name.startswith("subset/"):
        return "a public header includes nothing of engine/"
    if stage == "everything" and relative not in CONTENTS and included not in ("foundation", "pg", "everything") \
            and not name.startswith("subset/"):
        return "only " + " and ".join(CONTENTS) + " see the stages' folders"
    if RANK[included] > RANK[stage]:
        return f"{stage} comes before {included}"
    return None


def violations(root):
    """Every violation in a checkout, as "file:line: what"."""
    found = []
    for top in ("include", "engine", "cli"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".hpp", ".cpp", ".h", ".cc"):
                continue
            relative = path.relative_to(root).as_posix()
            stage = stage_of_file(relative)
            if top != "cli" and stage is None:
                found.append(f"{relative}:1: a file without a stage; say in check_layering.py where it stands")
                continue
            for number, quoted, name in includes_of(path):
                complaint = check_own(root, relative, stage, name) if quoted else check_library(relative, name)
                if complaint:
                    found.append(f"{relative}:{number}: includes {name}: {complaint}")
    return found


def self_test():
    """A clean tree is clean, and each planted line is found where it was planted."""
    clean = {
        "include/subset/error.hpp": ["#include <string>"],
        "include/subset/plan.hpp": ['#include "subset/error.hpp"', '#include "subset/reference_graph.hpp"'],
        "engine/subset.cpp": ['#include "subset/subset.hpp"', '#include "config/toml_reader.hpp"', '#include "load/load.hpp"'],
        "engine/attempt.cpp": ['#include "attempt.hpp"', '#include "subset/report.hpp"', '#include "pg/session.hpp"'],
        "engine/pg/session.cpp": ["#include <libpq-fe.h>", "#include <unistd.h>", '#include "util/text.hpp"'],
        "engine/config/toml_reader.cpp": ["#include <toml++/toml.h>", "#include <fmt/format.h>"],
        "engine/graph/components.cpp": ["#include <boost/graph/strong_components.hpp>", '#include "graph/components.hpp"'],
        "engine/target/guards.cpp": ['#include "catalog/sql.hpp"', '#include "pg/session.hpp"', "// #include <libpq-fe.h>"],
        "cli/main.cpp": ["#include <CLI/CLI.hpp>", '#include "subset/subset.hpp"', '#include "console.hpp"'],
        "cli/console.hpp": ["#include <string>"],
    }
    planted = [
        ("include/subset/plan.hpp", '#include "subset/closure.hpp"', "plan comes before closure"),
        ("include/subset/plan.hpp", '#include "plan/rules.hpp"', "nothing of engine/"),
        ("include/subset/error.hpp", "#include <fmt/format.h>", "fmt belongs"),
        ("include/subset/error.hpp", "#include <unistd.h>", "standard library"),
        ("include/subset/error.hpp", '#include "subset/observer2.hpp"', "not one of ours"),
        ("engine/pg/session.cpp", '#include "subset/config.hpp"', "pg comes before config"),
        ("engine/config/toml_reader.cpp", '#include "subset/subset.hpp"', "config comes before everything"),
        ("engine/graph/components.cpp", '  #  include "target/guards.hpp"', "graph comes before target"),
        ("engine/graph/components.cpp", "#include <toml++/toml.h>", "toml++ belongs"),
        ("engine/target/guards.cpp", "#include <libpq-fe.h>", "libpq belongs"),
        ("engine/target/guards.cpp", "#include <boost/graph/adjacency_list.hpp>", "Boost belongs"),
        ("engine/target/guards.cpp", "#include <spdlog/spdlog.h>", "do not know"),
        ("cli/main.cpp", '#include "pg/session.hpp"', "cli/ includes"),
        ("cli/main.cpp", "#include <libpq-fe.h>", "libpq belongs"),
        ("engine/pg/session.cpp", "#include <CLI/CLI.hpp>", "CLI11 belongs"),
        ("engine/attempt.cpp", '#include "load/load.hpp"', "see the stages"),
        ("engine/load/load.cpp", '#include "attempt.hpp"', "load comes before everything"),
        ("include/subset/mask.hpp", "#include <string>", "without a stage"),
        ("engine/mask/mask.cpp", "#include <string>", "without a stage"),
    ]

    def look(files):
        with tempfile.TemporaryDirectory() as folder:
            for name, lines in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            return violations(Path(folder))

    failures = [f"false alarm: {line}" for line in look(clean)]
    for name, line, complaint in planted:
        before = clean.get(name, [])
        found = look(clean | {name: before + [line]})
        place = f"{name}:{len(before) + 1}:"
        if len(found) != 1 or not found[0].startswith(place) or complaint not in found[0]:
            failures.append(f"planted {line!r} in {name}, expected {place} ...{complaint}..., found {found}")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        found = self_test()
    else:
        found = violations(Path(__file__).resolve().parents[2])
    print("\n".join(found) if found else "no violation")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
