#!/usr/bin/env python3
"""The JSON Schema of twin.toml: what the program takes validates, and what the file alone shows to be wrong does not.

    tests/support/with_postgres tests/story/schema.py [NAME...]
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

from named_tests import NotPossibleHere, run_named_tests
from program import CHECKOUT, binary, environment

try:
    from jsonschema import Draft4Validator
except ImportError:
    Draft4Validator = None

# Of the scenarios that the program refuses, these are refused for what stands in the file. The others need the catalog or the rows.
REFUSED_SCENARIOS = {
    "error_bad_choice", "error_bad_size", "error_child_bad_follow", "error_limit_beside_never",
    "error_negative_limit", "error_query_and_where", "error_root_glob_alone",
    "error_several_faults", "error_unknown_key", "error_unknown_section", "error_wrong_type"}

ROOT = '[[root]]\ntable = "users"\n'
RIGHT = [
    ROOT,
    ROOT + "limit = 5\norder_by = 'user_id DESC'\nwhere = 'user_id > 3'\nchildren = true\nonly = true\n",
    ROOT + 'sample = "5 %"\nseed = -7\n',
    ROOT + 'query = "SELECT user_id FROM users LIMIT 3"\n',
    '[[root]]\ntable = "*"\ncolumns = ["user_id"]\n',
    '[source]\njobs = 64\nretries = 3\nrate = "1.5 MB/s"\nstatement_timeout = "1.5h"\nlock_timeout = "0"\nschemas = ["pub*", "!x_*"]\ndangling = "drop"\n' + ROOT,
    '[source]\nlock_timeout = "${WAIT}"\ndangling = "${CHOICE}"\n' + ROOT,
    '[target]\natomic = "database"\nforce = "h:1/d"\nlock_timeout = "60s"\n' + ROOT,
    '[target]\nfile = "x.sql"\ncontents = "data"\n' + ROOT,
    '[target]\natomic = "database"\n[[table]]\nname = "orders"\nrows = "keep"\n' + ROOT,
    '[target]\nmode = "keep"\n[[table]]\nname = "orders"\nrows = "keep"\n' + ROOT,
    '[limits]\nrows = 10_000\nbytes = "20 GB"\nmemory = 268435456\nfit = ".5 gb"\ntables = { users = 9999, "public.orders" = 99999 }\n' + ROOT,
    '[mask]\nkey = "0123456789abcdef"\nlocale = ["de", "fr"]\nunclassified = "strict"\nkeep = ["*.name", "users.*", "orders.*"]\n' + ROOT,
    '[mask]\nlocale = "pl"\n' + ROOT,
    '[[table]]\nname = "*"\nrows = "all"\n',
    ROOT + '[[child]]\ntable = "orders"\nparent = "users"\nlimit = 2\norder_by = "c.order_id"\nwhere = "c.note <> \'\'"\n',
    ROOT + '[[child]]\ntable = "orders"\nparent = "public.users"\ncolumns = ["user_id"]\nfollow = "never"\n',
    ROOT + '[[reference]]\ntable = "orders"\nparent = "users"\ncolumns = ["(c.order_id % 7)"]\nparent_columns = ["user_id"]\nwhen = "c.note = \'no\'"\n',
    ROOT.replace("users", "orders") + '[[table]]\nname = "users"\nmask = { name = "@name" }\nmask_when = "c.user_id > 3"\nidentity = "user_id"\n[mask]\nkey = "0123456789abcdef"\n',
]
WRONG = [
    '[root]\ntable = "users"\n', "[[root]]\nlimit = 5\n", '[[roots]]\ntable = "users"\n', '[[root]]\ntable = ""\n', '[[root]]\ntable = ".users"\n',
    '[[root]]\ntable = "public."\n',
    *(ROOT + line + "\n" for line in (
        "limit = 0", "limit = -1", "limit = 1.5", 'limit = "5"', "order_by = 3", 'where = "  "', "children = 1", 'sample = "5"', 'sample = "0 %"',
        'sample = "101%"', 'sample = "5%"\nlimit = 3', "seed = 2", 'query = "SELECT 1"\nwhere = "true"', 'columns = ["user_id"]', "colour = true")),
    '[[root]]\ntable = "*"\n', '[[root]]\ntable = "*"\ncolumns = []\n', '[[root]]\ntable = "*"\ncolumns = ["user_id"]\nquery = "SELECT 1"\n',
    *("[source]\n" + line + "\n" + ROOT for line in (
        "jobs = 0", "jobs = 65", "retries = -1", 'rate = "20 MB"', 'rate = "0 MB/s"', "rate = 20", 'lock_timeout = "10"', 'lock_timeout = "10 parsecs"', "lock_timeout = 10", 'dangling = "kepe"',
        "schemas = []", 'schemas = ["a", 1]', 'schemas = "a"', 'dangling = "keep"\n[target]\nmode = "keep"')),
    *("[target]\n" + line + "\n" + ROOT for line in (
        'file = "x.sql"\nurl = "dbname=x"', 'file = "x.sql"\natomic = "none"', 'file = "x.sql"\nforce = "h/d"', 'contents = "data"', 'contents = "rows"',
        'mode = "keep"\nfile = "x.sql"', 'mode = "keep"\natomic = "database"', 'mode = "add"\nskip_extensions = ["x"]', 'mode = "add"\nkeep_cases = true',
        'mode = "keep"\nforeign_servers = ["x"]', 'keep_cases = "yes"', 'atomic = "maybe"',
        'file = "x.sql"\n[[table]]\nname = "users"\nrows = "keep"', 'atomic = "none"\n[[table]]\nname = "users"\nrows = "keep"')),
    *("[limits]\n" + line + "\n" + ROOT for line in (
        "rows = 0", 'rows = "many"', 'bytes = "20"', 'bytes = "0 GB"', 'bytes = "20 XB"', "memory = 0", "tables = { users = 0 }", 'tables = { ".x" = 1.5 }')),
    '[limits]\nfit = "1 GB"\n[[table]]\nname = "*"\nrows = "all"\n',
    *("[mask]\n" + line + "\n" + ROOT for line in (
        'key = "short"', 'locale = "tlh"', 'locale = ["de", "tlh"]', "locale = []", 'unclassified = "ask"', 'keep = ["status"]', 'keep = "a.b"')),
    *(ROOT + "[[table]]\n" + lines + "\n" for lines in (
        'rows = "all"', 'name = "users"', 'name = "users"\nonly = true', 'name = "users"\nrows = "some"', 'name = "users"\nmask = {}',
        'name = "users"\nmask = { name = 1 }', 'name = "users"\nmask = "@name"')),
    *(ROOT + "[[child]]\n" + lines + "\n" for lines in (
        'table = "orders"', 'parent = "users"', 'table = "orders"\nparent = "users"\nfollow = "never"\nlimit = 3',
        'table = "orders"\nparent = "users"\nlimit = 0', 'table = "orders"\nparent = "users"\ncolumns = "user_id"')),
    *(ROOT + "[[reference]]\n" + lines + "\n" for lines in (
        'table = "orders"\nparent = "users"', 'table = "orders"\nparent = "*"\ncolumns = ["user_id"]', 'table = "*"\nparent = "users"\ncolumns = ["(c.a)"]')),
    *(ROOT + "[[cut]]\n" + lines + "\n" for lines in ('table = "orders"', 'columns = ["user_id"]')),
]


def _validator():
    if Draft4Validator is None:
        raise NotPossibleHere("no python3-jsonschema, which .ci/install-deps installs")
    schema = json.loads(subprocess.run([binary(), "schema"], capture_output=True, text=True, check=True).stdout)
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def _faults(validator, text):
    return [error.message for error in validator.iter_errors(tomllib.loads(text))]


def _is_refused(shop, text):
    """Whether the program says that the config is wrong."""
    path = shop.folder / "tried.toml"
    path.write_text(text)
    outcome = subprocess.run([binary(), "plan", "--config", path, "--quiet"], capture_output=True, text=True,
                             env=environment(shop.playground.source_url(), shop.playground.target_url(), {"WAIT": "5s", "CHOICE": "keep"}))
    assert outcome.returncode in (0, 2), f"exit {outcome.returncode}\n{text}\n{outcome.stderr}"
    return outcome.returncode == 2, outcome.stderr


def every_config_of_ours_validates(shop):
    validator = _validator()
    samples = sorted((CHECKOUT / "samples").rglob("*.toml"))
    assert len(samples) > 5
    for path in samples:
        assert not _faults(validator, path.read_text()), f"{path}: {_faults(validator, path.read_text())}"
    refused = set()
    scenarios = sorted((CHECKOUT / "tests" / "scenario").glob("*/twin.toml"))
    assert len(scenarios) > 100
    for path in scenarios:
        try:
            if _faults(validator, path.read_text()):
                refused.add(path.parent.name)
        except tomllib.TOMLDecodeError:
            assert path.parent.name == "error_not_toml", path
    assert refused == REFUSED_SCENARIOS, f"too much {sorted(refused - REFUSED_SCENARIOS)}, too little {sorted(REFUSED_SCENARIOS - refused)}"


def what_the_program_takes_validates(shop):
    validator = _validator()
    for text in RIGHT:
        refused, told = _is_refused(shop, text)
        assert not refused, f"the program refuses\n{text}\n{told}"
        assert not _faults(validator, text), f"{_faults(validator, text)}\n{text}"


def what_the_program_refuses_does_not_validate(shop):
    validator = _validator()
    for text in WRONG:
        refused, _ = _is_refused(shop, text)
        assert refused, f"the program takes\n{text}"
        assert _faults(validator, text), f"the schema takes\n{text}"


def init_names_the_schema_and_writes_it_beside(shop):
    validator = _validator()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        made = subprocess.run([binary(), "init"], cwd=folder, capture_output=True, text=True,
                              env=environment(shop.playground.source_url(), shop.playground.target_url()))
        assert made.returncode == 0, made.stderr
        text = (folder / "twin.toml").read_text()
        assert text.startswith("#:schema ./twin.schema.json\n"), text
        assert json.loads((folder / "twin.schema.json").read_text()) == validator.schema
        assert "twin.schema.json tells editors" in made.stderr, made.stderr
        assert not _faults(validator, text), _faults(validator, text)
        # A file that is there is somebody's.
        (folder / "twin.toml").unlink()
        (folder / "twin.schema.json").write_text("{}")
        made = subprocess.run([binary(), "init"], cwd=folder, capture_output=True, text=True,
                              env=environment(shop.playground.source_url(), shop.playground.target_url()))
        assert made.returncode == 0 and "is there already" in made.stderr, made.stderr
        assert (folder / "twin.schema.json").read_text() == "{}"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
