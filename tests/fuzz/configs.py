#!/usr/bin/env python3
"""Configs that were valid once, with wrong bytes, tokens and values: each ends in errors with a place, or in a twin.

    tests/support/with_postgres tests/fuzz/configs.py [--count N] [--seed S] [--first N] [--jobs N]

Most end with 2. What is valid all the same is run; after any other end the target must be as it was.
"""
import contextlib
import sys

import fuzz_run
from config_faults import make_config
from tiny_source import tiny_source

COMMANDS = (["plan"], ["plan"], ["plan"], [], [], ["why", "users", "7"], ["graph"])


@contextlib.contextmanager
def make_trial(worker):
    with tiny_source(f"configs{worker}") as tiny:

        def trial(_case, chance):
            text, made = make_config(chance)
            command = chance.choice(COMMANDS)
            config = tiny.config("twin.toml", text)
            lock = config.with_suffix(".lock")
            lock.unlink(missing_ok=True)
            status, stderr, faults = fuzz_run.run_bounded(
                config, tiny.playground.source_url(), tiny.playground.target_url(), command=command, folder=tiny.folder)
            if status == 2 and "twin.toml" not in stderr and "config" not in stderr:
                faults.append("the error says nothing of the config")
            if not command and status != 2:
                changed = tiny.faults_of_target(status)
                faults += [] if b'atomic = "none"' in text else changed  # that way says that the target is incomplete
            return f"exit {status}", faults, f"{' '.join(command) or 'run'}: {', '.join(made)}\n{text!r}\n{stderr}"

        yield trial


if __name__ == "__main__":
    sys.exit(fuzz_run.run_cases(__doc__.splitlines()[0], make_trial, 200))
