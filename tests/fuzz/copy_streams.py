#!/usr/bin/env python3
"""Refreshes through a proxy that spoils what the server sends: each ends by itself, in one error or none.

    tests/support/with_postgres tests/fuzz/copy_streams.py [--count N] [--seed S] [--first N] [--jobs N]

A changed value in a row that is well formed may go through with exit 0: no reader can tell it from the right one. What must
never be is a signal, an exit status outside of the table, a wait without end, or a target that is not as it was after an error.
"""
import contextlib
import re
import sys

import fuzz_run
from message_faults import Faults, choose
from tcp_proxy import Proxy
from tiny_source import BOUNDS, ROWS, tiny_source

PLAIN = "&sslmode=disable&gssencmode=disable"  # the proxy reads the bytes
# How the twin is made and which end's server is spoilt.
WAYS = {"transaction": "source", "file": "source", "transaction to the end that is spoilt": "target"}
OFTEN = {"transaction": 12, "file": 4, "transaction to the end that is spoilt": 4}
TOLD = r"came through|could not be learned|committed|holds the new twin"


def refresh(tiny, way, faults):
    target = 'file = "twin.sql"\n' if way == "file" else ""
    config = tiny.config("twin.toml", f"[source]\n{BOUNDS}[target]\n{target}{ROWS}")
    place = tiny.playground
    with Proxy(faults) as proxy:
        there = {"host": proxy.host, "port": proxy.port}
        source_url = place.source_url(**(there if WAYS[way] == "source" else {}))
        target_url = place.target_url(**(there if WAYS[way] == "target" else {}))
        return fuzz_run.run_bounded(config, source_url + PLAIN, target_url + PLAIN.replace("&", " "))


@contextlib.contextmanager
def make_trial(worker):
    with tiny_source(f"streams{worker}") as tiny:
        counts = {}
        for way in WAYS:
            clean = Faults()
            status, stderr, faults = refresh(tiny, way, clean)
            assert status == 0 and not faults, f"{faults}\n{stderr}"
            counts[way] = clean.counts
        tiny.make_twin()
        script = tiny.folder / "twin.sql"

        def trial(_case, chance):
            way = chance.choices(list(OFTEN), OFTEN.values())[0]
            spoiler = Faults(chance, choose(chance, counts[way]))
            script.write_text("an earlier twin")
            status, stderr, faults = refresh(tiny, way, spoiler)
            changed = tiny.faults_of_target(status)
            # The answer to COMMIT may be what was spoilt; then it is told that the target holds the new twin or may hold it.
            faults += [] if WAYS[way] == "target" and re.search(TOLD, stderr) else changed
            if status != 0 and script.read_text() != "an earlier twin":
                faults.append("the script has changed")
            faults += [f"{file.name} is left behind" for file in tiny.folder.glob(".*subset-*")]
            return f"exit {status}", faults, f"{way}: {', '.join(spoiler.made)}\n{stderr}"

        yield trial


if __name__ == "__main__":
    sys.exit(fuzz_run.run_cases(__doc__.splitlines()[0], make_trial, 60))
