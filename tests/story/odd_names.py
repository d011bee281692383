#!/usr/bin/env python3
"""What names and values hold is shown and never obeyed: by a terminal, a log of GitHub Actions, a drawing, a page, psql.

    tests/support/with_postgres tests/story/odd_names.py [NAME...]
"""
import html.parser
import json
import re
import shutil
import sys
import xml.etree.ElementTree

from named_tests import run_named_tests
from postgres import Session, identifier, literal, run_psql
from program import end_of, run_subset, start_subset

# Commands of GitHub Actions, escapes of a terminal (that of Latin-1 too), and what would end a comment of psql.
SCHEMA = "::stop-commands::zz"
PARENT = "x\n::set-output name=rows::666\n\\! touch obeyed\nCREATE TABLE o();"
CHILD = "e\x1b[2J\u009b31m\u2028::debug::a##[warning]b\u202e\ufffe"
COLUMN = 'c\n::add-mask::d <b>&"\'`$$x$$'
REFERENCE = "::error::f\n##[error]g"
VALUE = "v\r\n::notice::h\x1b[31m"
SETUP = """
DROP TABLE orders, users CASCADE;
CREATE SCHEMA {schema};
CREATE TABLE {schema}.{parent} ({column} text PRIMARY KEY);
CREATE TABLE {schema}.{child} (id int PRIMARY KEY, {column} text CONSTRAINT {reference} REFERENCES {schema}.{parent});
INSERT INTO {schema}.{parent} VALUES ({value});
INSERT INTO {schema}.{child} SELECT n, {value} FROM generate_series(1, 2000) AS n;
ANALYZE;
"""
CONFIG = '{limits}\n[[root]]\ntable = {table}\nchildren = true\n[mask]\nunclassified = "warn"\n'


def _begin(shop, limits="", target=""):
    names = {"schema": SCHEMA, "parent": PARENT, "child": CHILD, "column": COLUMN, "reference": REFERENCE}
    with Session(shop.playground.source) as source:
        source.query(SETUP.format(value=literal(VALUE), **{key: identifier(name) for key, name in names.items()}))
    shop.playground.grant_reader()
    path = shop.folder / "twin.toml"
    path.write_text(target + CONFIG.format(limits=limits, table=json.dumps(f"{SCHEMA}.{PARENT}")), encoding="utf-8")
    return path


def _program(shop, path, *command, status=0):
    more = () if command[-1] == "--quiet" else ("--verbose",)
    outcome = run_subset(path, shop.playground.source_url(), shop.playground.target_url(), *more, command=command,
                         extra={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(shop.folder / "summary.md")})
    assert outcome.status == status, outcome.told()
    return outcome


def _check(text, annotations=False):
    controls = re.findall("[^\n]*[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff][^\n]*", text)
    assert not controls, f"control characters: {controls}"
    for line in text.split("\n"):
        assert "##[" not in line, f"a command: {line!r}"
        ours = annotations and line.startswith("::error file=")
        assert ours or not line.strip().startswith("::"), f"a command: {line!r}"


def no_text_is_obeyed(shop):
    path = _begin(shop)
    for command in (["run", "--log-sql"], ["plan"], ["plan", "--format", "json"], ["plan", "--format", "markdown"], ["plan", "--masks"],
                    ["plan", "--estimate"], ["graph"], ["graph", "--plan", "--format", "mermaid"],
                    ["why", f"{SCHEMA}.{CHILD}"], ["why", f"{SCHEMA}.{CHILD}", "7"], ["why", f"{SCHEMA}.{PARENT}", VALUE],
                    ["why", f"{SCHEMA}.{CHILD}", "7", "--format", "json"], ["verify"], ["verify", "--format", "json"]):
        outcome = _program(shop, path, *command)
        assert "stop-commands" in outcome.stdout or command == ["verify"], f"{command} names nothing: {outcome.told()}"
        _check(outcome.stdout)
        _check(outcome.stderr)
        if command[-1] == "json":
            json.loads(outcome.stdout)
    _check((shop.folder / "summary.md").read_text(encoding="utf-8"))


def a_first_config_names_them(shop):
    _begin(shop)
    made = shop.folder / "made.toml"
    process = start_subset(made, shop.playground.source_url(), shop.playground.target_url(), command=["init"])
    stdout, stderr = end_of(process)
    assert process.returncode == 0, stdout + stderr
    _check(made.read_text(encoding="utf-8"))
    _check(stdout + stderr)
    _program(shop, made, "plan")


def an_error_is_one_line_and_one_annotation(shop):
    path = _begin(shop, limits="[limits]\nrows = 100")
    outcome = _program(shop, path, "run", status=1)
    assert "stop-commands" in outcome.hints[0], outcome.told()
    _check(outcome.stderr, annotations=True)
    commands = [line for line in outcome.stderr.splitlines() if line.startswith("::")]
    assert len(commands) == len(outcome.errors), outcome.stderr


def a_script_creates_what_it_should_alone(shop):
    path = _begin(shop, target='[target]\nfile = "twin.sql"\n')
    _program(shop, path, "run")
    shop.playground.recreate_target()
    run_psql(shop.playground.target, [shop.folder / "twin.sql"], single_transaction=True)
    with Session(shop.playground.target) as target:
        tables = {name for (name,) in target.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace >= 16384")}
        assert tables == {PARENT, CHILD}, tables
        assert target.value(f"SELECT count(*) FROM {identifier(SCHEMA)}.{identifier(CHILD)}") == "2000"
    comments = [line for line in (shop.folder / "twin.sql").read_text(encoding="utf-8").splitlines() if line.startswith("--")]
    assert any("set-output" in line for line in comments), comments
    _check("\n".join(comments))


def a_drawing_is_one_whatever_it_draws(shop):
    path = _begin(shop)
    if shutil.which("dot"):
        svg = _program(shop, path, "graph", "--format", "svg").stdout
        texts = {each.text for each in xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
        assert any("set-output" in (text or "") for text in texts), texts
        _check(svg)
    page = _program(shop, path, "plan", "--format", "html").stdout
    _check(page)
    elements = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda name, _: elements.append(name)
    parser.feed(page)
    assert "b" not in elements, "a name became an element of the page"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
