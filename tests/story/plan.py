#!/usr/bin/env python3
"""What `subset plan` and `subset graph` show: order, blame with advice that works, missing indexes, estimates, forms.

    tests/support/with_postgres tests/story/plan.py [NAME...]
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

from named_tests import NotPossibleHere, run_named_tests
from postgres import Session, run_psql
from program import binary, end_of, environment, start_subset
from waiting import wait_until

SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE TABLE countries (code text PRIMARY KEY);
CREATE TABLE users (user_id int PRIMARY KEY, country text NOT NULL REFERENCES countries, mentor int REFERENCES users);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, seller_id int REFERENCES users);
CREATE TABLE items (order_id int REFERENCES orders, line int, PRIMARY KEY (order_id, line));
CREATE TABLE log_clicks (click_id int PRIMARY KEY, user_id int REFERENCES users);
CREATE TABLE left_hands (id int PRIMARY KEY, other int);
CREATE TABLE right_hands (id int PRIMARY KEY, other int NOT NULL REFERENCES left_hands);
ALTER TABLE left_hands ADD FOREIGN KEY (other) REFERENCES right_hands;
CREATE TABLE apart (id int PRIMARY KEY);
INSERT INTO countries SELECT 'c' || n FROM generate_series(1, 5) AS n;
INSERT INTO users SELECT n, 'c' || n % 5 + 1, CASE WHEN n > 10 THEN n % 10 + 1 END FROM generate_series(1, 200) AS n;
INSERT INTO orders SELECT n, n % 200 + 1, abs(hashint4(n)) % 200 + 1 FROM generate_series(1, 2000) AS n;
INSERT INTO items SELECT n, line FROM generate_series(1, 2000) AS n, generate_series(1, 6) AS line;
INSERT INTO log_clicks SELECT n, n % 200 + 1 FROM generate_series(1, 1000) AS n;
INSERT INTO left_hands SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO right_hands SELECT n, n FROM generate_series(1, 5) AS n;
UPDATE left_hands SET other = id;
CREATE INDEX ON orders (user_id);
ANALYZE;
"""
# Users 1 to 20, whose mentors are among 1 to 10; 10 orders of each, whose sellers are any users.
CONFIG = """
[[root]]
table = "users"
where = "user_id <= 20"
children = true
[[child]]
table = "users"
parent = "users"
follow = "never"
[[child]]
table = "orders"
parent = "users"
columns = ["seller_id"]
follow = "never"
[[table]]
name = "log_*"
rows = "none"
[[table]]
name = "countries"
rows = "all"
[[root]]
table = "left_hands"
limit = 1
"""


def _begin(shop, config=CONFIG):
    run_psql(shop.playground.source, text=SCHEMA)
    shop.playground.grant_reader()
    path = shop.folder / "plan.toml"
    path.write_text(config)
    return path


def _program(shop, *arguments, status=0):
    done = subprocess.run([binary(), *arguments], text=True, capture_output=True, cwd=shop.folder, stdin=subprocess.DEVNULL,
                          env=environment(shop.playground.source_url(), ""), timeout=120)
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def _plan(shop, path, *arguments):
    outcome = shop.run(*arguments, config=path, command=["plan"])
    assert outcome.status == 0, outcome.told()
    return outcome


def _rows(report):
    return {table["table"]: table["rows"] for table in report["tables"] if table["rows"]}


def the_order_of_loading_has_parents_first(shop):
    outcome = _plan(shop, _begin(shop))
    order = re.search(r"Order of loading: (.*?)\.\n", outcome.stdout, re.DOTALL).group(1).replace("\n", " ").split(", ")
    assert sorted(order) == sorted(_rows(outcome.report)), order
    for child, parent in (("users", "countries"), ("orders", "users"), ("items", "orders")):
        assert order.index("public." + parent) < order.index("public." + child), order
    cycles = {table["table"]: table["cycle"] for table in outcome.report["tables"]}
    assert cycles["public.left_hands"] == cycles["public.right_hands"] > 0 and cycles["public.users"] == 0, cycles


def what_brought_the_most_is_named_with_advice_that_works(shop):
    path = _begin(shop)
    report = _plan(shop, path).report
    found = [(each["reference"], each["direction"], each["edges"]) for each in report["bringers"]]
    # 1,200 items of 200 orders; 200 orders of 20 users, each with a seller who is not one of them for his own orders.
    assert found[0] == ("items_order_id_fkey", "down", 1200), found
    assert ("orders_user_id_fkey", "down", 200) in found and ("orders_seller_id_fkey", "up", 200) in found, found
    for each in report["bringers"]:
        advised = shop.folder / "advised.toml"
        advised.write_text(CONFIG + each["advice"])
        fewer = _plan(shop, advised).report
        assert fewer["rows"] < report["rows"], f"{each['advice']} brings {fewer['rows']} of {report['rows']} rows"
    text = _plan(shop, path).stdout
    assert 'limit = 3' in text and '[[cut]]' in text, text


def a_missing_index_is_told_with_the_statement_that_mends_it(shop):
    path = _begin(shop)
    run_psql(shop.playground.source, text="ALTER TABLE items DROP CONSTRAINT items_pkey")
    outcome = _plan(shop, path)
    statements = [each["index"] for each in outcome.report["references"] if "index" in each]
    assert statements == ['CREATE INDEX CONCURRENTLY ON "public"."items" ("order_id")'], statements
    assert "warning: no index serves a reference" in outcome.stdout, outcome.stdout
    assert re.search(re.escape(statements[0]) + r";  -- \d+\.\d\d s\n", outcome.stdout), "its cost is not told\n" + outcome.stdout
    with Session(shop.playground.source) as source:
        source.query(statements[0])
    outcome = _plan(shop, path)
    assert not [each for each in outcome.report["references"] if "index" in each] and "CREATE INDEX" not in outcome.stdout


POLYMORPHIC = """
DROP TABLE orders, users CASCADE;
CREATE TABLE posts (id int PRIMARY KEY);
CREATE TABLE photos (id int PRIMARY KEY);
CREATE TABLE comments (id int PRIMARY KEY, subject_type text, subject_id int);
CREATE TABLE ar_internal_metadata (key text PRIMARY KEY, value text, created_at timestamp, updated_at timestamp);
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', now(), now());
INSERT INTO posts SELECT generate_series(1, 20);
INSERT INTO photos SELECT generate_series(1, 20);
INSERT INTO comments SELECT n, CASE WHEN n % 2 = 0 THEN 'Post' ELSE 'Photo' END, n % 20 + 1 FROM generate_series(1, 400) AS n;
ANALYZE;
"""
OF_TYPE = '[[reference]]\ntable = "comments"\ncolumns = ["subject_id"]\nparent = "{}s"\nwhen = "c.subject_type = \'{}\'"\n'


def types_that_no_reference_names_are_told(shop):
    run_psql(shop.playground.source, text=POLYMORPHIC)
    shop.playground.grant_reader()
    path = shop.folder / "plan.toml"
    told = "public.comments.subject_id names other tables by subject_type: no [[reference]] is for {}, so its rows come without"
    roots = '[[root]]\ntable = "comments"\nlimit = 4\n'
    of_post, of_photo = OF_TYPE.format("post", "Post"), OF_TYPE.format("photo", "Photo")
    for config, types in ((roots, "'Photo', 'Post'"), (roots + of_post, "'Photo'"), (roots + of_post + of_photo, None),
                          (roots + '[[table]]\nname = "comments"\nmask = { subject_type = "\'none\'" }\n', "2 of its types"),
                          ('[[root]]\ntable = "posts"\nlimit = 4\n', None)):
        path.write_text(config)
        for command in (["plan"], ["run"]):
            outcome = shop.run(config=path, command=command)
            assert outcome.status == 0, outcome.told()
            notes = [note for note in outcome.report["notes"] if "no [[reference]]" in note]
            assert len(notes) == (types is not None) and all(told.format(types) in note for note in notes), (config, notes)


def an_index_that_begins_with_the_type_serves_its_references(shop):
    run_psql(shop.playground.source, text=POLYMORPHIC)
    shop.playground.grant_reader()
    path = shop.folder / "plan.toml"
    children = "".join(f'[[root]]\ntable = "{parent}"\nlimit = 2\nchildren = true\n' for parent in ("posts", "photos"))
    path.write_text(children + OF_TYPE.format("post", "Post") + OF_TYPE.format("photo", "Photo"))
    index = 'CREATE INDEX CONCURRENTLY ON "public"."comments" ("subject_type", "subject_id")'
    outcome = _plan(shop, path)
    assert outcome.stdout.count("CREATE INDEX") == 1 and index in outcome.stdout, outcome.stdout
    assert _plan(shop, path, "--format", "markdown").stdout.count("CREATE INDEX") == 1
    with Session(shop.playground.source) as source:
        source.query(index)
    again = _plan(shop, path)
    assert "CREATE INDEX" not in again.stdout and _rows(again.report) == _rows(outcome.report), again.stdout


def a_script_that_sees_to_the_environment_is_not_asked_for(shop):
    run_psql(shop.playground.source, text=POLYMORPHIC)
    shop.playground.grant_reader()
    path = shop.folder / "plan.toml"
    script = shop.folder / "after.sql"
    for after, said in ((None, "a script that `after` names in [target] may change it"), ("SELECT 1", "the script that `after` names says nothing of this table"),
                        ("UPDATE ar_internal_metadata SET value = 'development'", None)):
        script.write_text(after or "")
        path.write_text(('[target]\nafter = "after.sql"\n' if after else "") + '[[root]]\ntable = "posts"\n')
        notes = [note for note in _plan(shop, path).report["notes"] if "environment = production" in note]
        assert len(notes) == (said is not None) and all(said in note for note in notes), (after, notes)


def quiet_leaves_of_proposed_masks_the_lines_alone(shop):
    path = _begin(shop)
    for quiet in ([], ["--quiet"]):
        done = subprocess.run([binary(), "plan", "--config", path, "--masks", *quiet], text=True, capture_output=True, cwd=shop.folder,
                              env=environment(shop.playground.source_url(), ""), timeout=120)
        assert done.returncode == 0 and done.stdout.startswith("[mask]\n"), done
        assert ("Order of loading" in done.stderr) != bool(quiet) and bool(done.stderr) != bool(quiet), done.stderr


def an_estimate_reads_no_row_and_says_what_it_is(shop):
    path = _begin(shop)
    exact = _rows(_plan(shop, path).report)
    begin = time.monotonic()
    outcome = _plan(shop, path, "--estimate", "--log-sql")
    elapsed = time.monotonic() - begin
    print(f"        the estimate took {elapsed:.2f} s")
    about = _rows(outcome.report)
    assert outcome.report["estimated"] and "This is an estimate" in outcome.stdout, outcome.told()
    assert "COPY" not in outcome.stderr, "it has read rows\n" + outcome.stderr
    # Users and orders are spread evenly, so that chance gives nearly what is there.
    assert set(about) == set(exact), (about, exact)
    for table, rows in exact.items():
        assert rows / 2 <= about[table] <= max(rows * 2, 5), f"{table}: about {about[table]}, but {rows}"


def an_estimate_knows_limits_and_whole_tables(shop):
    path = _begin(shop, CONFIG + '[[child]]\ntable = "items"\nparent = "orders"\nwhere = "c.line <= 3"\nlimit = 2\n')
    about = _rows(_plan(shop, path, "--estimate").report)
    assert about["public.countries"] == 5 and 300 <= about["public.items"] <= 500, about
    assert "public.log_clicks" not in about, about


def forms_of_a_plan_say_the_same(shop):
    path = _begin(shop)
    report = json.loads(_program(shop, "plan", "--config", path.name, "--format", "json"))
    rows = _rows(report)
    markdown = _program(shop, "plan", "--format", "markdown", "--config", path.name)
    for table, count in rows.items():
        name = table.replace("_", "\\_").replace(".", "\\.")
        assert f"| {name} | {count:,} |" in markdown, (table, count, markdown)
    assert "Order of loading" in markdown and "orders\\_user\\_id\\_fkey" in markdown, markdown
    page = _program(shop, "plan", "--format", "html", "--config", path.name)
    embedded = re.search(r'<script[^>]*application/json[^>]*>(.*?)</script>', page, re.DOTALL).group(1)
    assert _rows(json.loads(embedded)) == rows


def forms_exclude_what_would_write_to_the_same_place(shop):
    path = _begin(shop)
    for arguments in (["--format", "json", "--report", "-"], ["--format", "html", "--masks"], ["--format", "pdf"]):
        done = subprocess.run([binary(), "plan", "--config", str(path), *arguments], text=True, capture_output=True, timeout=60,
                              env=environment(shop.playground.source_url(), ""))
        assert done.returncode == 2 and done.stderr.startswith("error: ") and not done.stdout, done.stderr


def _edges(dot):
    """Of a graph in the DOT language: {(child, parent): attributes}, by the tables' names."""
    names = dict(re.findall(r'^  (t\d+) \[.*?label="([^"\\]*)\\n', dot, re.MULTILINE))
    return names, {(names[child], names[parent], re.search(r'tooltip="([^:]*):', rest).group(1)): rest
                   for child, parent, rest in re.findall(r"^  (t\d+) -> (t\d+) \[(.*)\];$", dot, re.MULTILINE)}


def the_graph_shows_what_the_config_reaches(shop):
    path = _begin(shop)
    dot = _program(shop, "graph", "--config", path.name)
    names, edges = _edges(dot)
    assert set(names.values()) == {"public." + name for name in ("countries", "items", "left_hands", "orders", "right_hands", "users")}
    assert "dir=both" in edges["public.items", "public.orders", "items_order_id_fkey"]
    assert "dir=both" not in edges["public.orders", "public.users", "orders_seller_id_fkey"]
    assert "about 2,000 rows" in dot, dot
    cycle = [edge for edge, attributes in edges.items() if "cycle" in attributes]
    assert {(child, parent) for child, parent, _ in cycle} == {
        ("public.left_hands", "public.right_hands"), ("public.right_hands", "public.left_hands"), ("public.users", "public.users")}, cycle
    every, _ = _edges(_program(shop, "graph", "--all", "--config", path.name))
    assert set(every.values()) == set(names.values()) | {"public.apart", "public.log_clicks"}, every
    (shop.folder / "twin.toml").unlink()  # without --config it would be taken
    assert _edges(_program(shop, "graph", "--source", shop.playground.source_url()))[0] == every


def a_cut_reference_is_dashed_and_rows_come_with_a_plan(shop):
    path = _begin(shop, CONFIG + '[[cut]]\ntable = "orders"\ncolumns = ["seller_id"]\n')
    dot = _program(shop, "graph", "--plan", "--config", path.name)
    _, edges = _edges(dot)
    assert "style=dashed" in edges["public.orders", "public.users", "orders_seller_id_fkey"]
    assert "style=dashed" not in edges["public.orders", "public.users", "orders_user_id_fkey"]
    assert "1,200 of about 12,000 rows" in dot, dot
    mermaid = _program(shop, "graph", "--format", "mermaid", "--config", path.name)
    assert mermaid.startswith("flowchart RL\n") and '-.->|"seller_id"|' in mermaid and '<-->|"order_id"|' in mermaid, mermaid


def names_cannot_break_out_of_a_drawing(shop):
    _begin(shop)
    name = 'a "quoted" \\ <b>&amp;</b> | [x] `y` #35;'
    with Session(shop.playground.source) as source:
        source.query('CREATE TABLE "' + name.replace('"', '""') + '" (id int PRIMARY KEY REFERENCES users)')
    shop.playground.grant_reader()
    mermaid = _program(shop, "graph", "--format", "mermaid", "--source", shop.playground.source_url())
    line = next(line for line in mermaid.splitlines() if "quoted" in line)
    assert re.fullmatch(r'  t\d+\["[^"<>\[\]|`]*<br/>[^"<>\[\]|`]*"\]', line), line
    if shutil.which("dot"):
        svg = _program(shop, "graph", "--format", "svg", "--source", shop.playground.source_url())
        texts = {each.text for each in xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}
        assert "public." + name in {text.replace("\u00a0", " ") for text in texts if text}, texts


def statistics_of_a_table_that_was_empty_say_nothing(shop):
    path = _begin(shop, CONFIG + '[[table]]\nname = "apart"\nrows = "all"\n')
    with Session(shop.playground.source) as source:
        source.query("ANALYZE apart; INSERT INTO apart VALUES (1), (2)")
    dot = _program(shop, "graph", "--plan", "--format", "dot", "--config", path.name)
    assert "public.apart\\n2 rows" in dot, dot
    page = _program(shop, "plan", "--format", "html", "--config", path.name)
    report = json.loads(re.search(r'id="report">(.*?)</script>', page, re.DOTALL)[1])
    sources = {table["table"]: source for table, source in zip(report["tables"], report["source_tables"])}
    assert sources["public.apart"][0] is None and sources["public.users"][0] == 200, sources


def dot_draws_it(shop):
    if not shutil.which("dot"):
        raise NotPossibleHere("Graphviz is not installed")
    path = _begin(shop)
    svg = xml.etree.ElementTree.fromstring(_program(shop, "graph", "--format", "svg", "--config", path.name))
    ids = {each.get("id") for each in svg.iter("{http://www.w3.org/2000/svg}g")}
    assert sum(1 for each in ids if re.fullmatch(r"t\d+", each or "")) == 6, ids


def a_drawing_can_be_interrupted(shop):
    """Layouts of large graphs may take a minute: Ctrl-C ends them, and what is complete by then stays."""
    programs, drawing = shop.folder / "programs", shop.folder / "drawing"
    programs.mkdir()
    (programs / "dot").write_text(f"#!/bin/sh\ntouch {drawing}\nexec sleep 60\n")
    (programs / "dot").chmod(0o755)
    environment_of_it = {"PATH": f"{programs}:{os.environ['PATH']}"}
    page, script = shop.folder / "page.html", shop.folder / "twin.sql"
    path, to_file = _begin(shop), shop.folder / "file.toml"
    to_file.write_text(path.read_text() + '[target]\nfile = "twin.sql"\n')
    for config, command, arguments, status in (
            (path, ["graph"], ["--format", "svg"], 130), (path, ["plan"], ["--format", "html"], 130),
            (to_file, [], ["--html", str(page)], 0)):
        drawing.unlink(missing_ok=True)
        process = start_subset(config, shop.playground.source_url(), "", *arguments, command=command, extra=environment_of_it)
        wait_until(drawing.exists, "the drawing", process)
        process.send_signal(signal.SIGINT)
        stdout, stderr = end_of(process, 20)
        assert process.returncode == status, (command, process.returncode, stdout, stderr)
    assert "warning: the twin was replaced, but this failed: interrupted" in stderr and script.exists() and not page.exists(), stderr


def without_dot_it_is_told_what_to_install(shop):
    path = _begin(shop)
    done = subprocess.run([binary(), "graph", "--format", "svg", "--config", str(path)], text=True, capture_output=True, timeout=60,
                          env={**environment(shop.playground.source_url(), ""), "PATH": "/nowhere"})
    assert done.returncode == 1 and "dot" in done.stderr and "Graphviz" in done.stderr and not done.stdout, done.stderr
    page = subprocess.run([binary(), "plan", "--format", "html", "--config", str(path)], text=True, capture_output=True, timeout=60,
                          env={**environment(shop.playground.source_url(), ""), "PATH": "/nowhere"})
    assert page.returncode == 0 and 'class="no-graph"' in page.stdout, page.stderr


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
