#!/usr/bin/env python3
"""What the program says about the versions of both ends, and what becomes of a schema that the target is too old for.

    tests/support/with_postgres tests/support/with_postgres_of 17 source tests/story/versions.py
"""
import pathlib
import sys
import tempfile

from content_hash import content_hash
from playground import Playground
from postgres import Session, require_server
from program import require_binary, run_subset

EVERYTHING = '[[table]]\nname = "*"\nrows = "all"\n'
# Each with the version that has it first.
NEWER = {17: 'CREATE COLLATION newer (PROVIDER = builtin, LOCALE = \'C.UTF-8\'); ALTER TABLE users ADD name text COLLATE newer'}


def major_version(database):
    with Session(database) as session:
        return int(session.value("SELECT current_setting('server_version_num')")) // 10000


def expect_twin(playground, config, source, target):
    outcome = run_subset(config, playground.source_url(), playground.target_url())
    if outcome.status != 0:
        return [f"{source} to {target}: {outcome.told()}"]
    differences = []
    warned = f"the target is PostgreSQL {target}, older than the source, which is {source}" in outcome.stderr
    if warned != (target < source):
        differences.append(f"{source} to {target}: {'a' if warned else 'no'} warning\n{outcome.told()}")
    told = outcome.report["source"]["server_version"]
    if told.split(".")[0] != str(source):
        differences.append(f"the report says that the source is {told}, and it is {source}")
    return differences


def expect_refusal(playground, config):
    before = content_hash(playground.target, with_comment=True)
    outcome = run_subset(config, playground.source_url(), playground.target_url())
    differences = []
    if outcome.status != 1 or len(outcome.errors) != 1 or not outcome.hints:
        differences.append(f"not one error: line, a hint: and exit 1: {outcome.told()}")
    elif "newer" not in outcome.errors[0]:
        differences.append(f"the error does not name what the target refused: {outcome.told()}")
    if content_hash(playground.target, with_comment=True) != before:
        differences.append("the target has changed")
    return differences


def main():
    require_server()
    require_binary()
    with Playground("versions") as playground, tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "twin.toml"
        config.write_text(EVERYTHING)
        source, target = major_version(playground.source), major_version(playground.target)
        with Session(playground.source) as session:
            session.query("CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users VALUES (1)")
        playground.grant_reader()
        differences = expect_twin(playground, config, source, target)
        for version, sql in NEWER.items():
            if target < version <= source:
                with Session(playground.source) as session:
                    session.query(sql)
                differences += expect_refusal(playground, config)
    for line in differences:
        print(line)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
