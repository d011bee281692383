#!/usr/bin/python3
"""The page that the program writes, in a browser: of schemas of 11, 100 and 500 tables on a server, before a run and after one.

    tests/support/with_postgres tests/story/html_program.py

What is in the page itself is tried by html_page.py; here it is what the program puts into it, and what dot makes of the graph.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from playground import Playground
from postgres import SKIPPED, require_server, run_psql
from program import binary, environment, require_binary

try:
    import html_page
except ImportError as missing:
    print(f"cannot be run here: {missing}")
    sys.exit(SKIPPED)

ODD = 'odd <b>&amp; "x" </script>'
CONFIG = """
[[root]]
table = "table_0"
limit = 3
children = true
[[child]]
table = "table_1"
parent = "table_0"
limit = 2
[mask]
unclassified = "allow"
"""


def make_schema(count):
    """table_N references the table of half its number, and every ninth one the root besides; the last two a circle; an odd name."""
    sql = ["CREATE TABLE table_0 (id int PRIMARY KEY, name text); INSERT INTO table_0 SELECT n, 'n' FROM generate_series(1, 20) AS n;"]
    for number in range(1, count - 1):
        parent = number // 2
        hub = ", hub int REFERENCES table_0" if number % 9 == 0 else ""
        sql.append(f"CREATE TABLE table_{number} (id int PRIMARY KEY, parent int REFERENCES table_{parent}{hub});"
                   f"INSERT INTO table_{number} (id, parent) SELECT n, n % 20 + 1 FROM generate_series(1, 20) AS n;")
    name = ODD.replace('"', '""')
    sql.append(f'CREATE TABLE "{name}" (id int PRIMARY KEY, parent int REFERENCES table_0); INSERT INTO "{name}" VALUES (1, 1);'
               f"ALTER TABLE table_{count - 3} ADD circle int REFERENCES table_{count - 2};"
               f"ALTER TABLE table_{count - 2} ADD circle int REFERENCES table_{count - 3}; ANALYZE;")
    return "".join(sql)


def write_page(playground, folder, count, *arguments):
    config, page = folder / "twin.toml", folder / f"{count}.html"
    config.write_text(CONFIG)
    done = subprocess.run([binary(), *arguments, "--config", str(config)], text=True, capture_output=True, timeout=120,
                          env=environment(playground.source_url(), playground.target_url()))
    assert done.returncode == 0, done.stderr
    if "--html" not in arguments:
        page.write_text(done.stdout)
    return page


def look(browser, page, title, proof, count):
    browser.open(page)
    messages, events = browser.logs()
    assert messages == [], messages
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
    report = json.loads(browser.text("#report"))
    assert browser.text("h1") == title and browser.text("#proof") == proof, (browser.text("h1"), browser.text("#proof"))
    reached = [table["table"] for table in report["tables"] if table["reached"]]
    assert len(report["tables"]) == count and len(browser.all("#area g.node")) == len(reached) == count
    assert len(browser.all("#area g.edge")) == len(report["references"])
    # Searched for, reached by Enter, and the panel says what the report says.
    browser.press("/", "table_4", html_page.Keys.ENTER)
    name = browser.text("#panel h2")
    table = next(table for table in report["tables"] if table["table"] == name)
    assert "table_4" in name and f"{table['rows']:,}" in browser.text("#panel .pairs dd"), browser.text("#panel")
    browser.press(html_page.Keys.ESCAPE)
    # Clicked on where it is drawn.
    root = next(index for index, each in enumerate(report["tables"]) if each["table"] == "public.table_0")
    browser.run("document.querySelector('#stage').scrollIntoView({ block: 'center' }); centre(arguments[0])", root)
    html_page.time.sleep(0.3)
    browser.click_at(*browser.middle(f"#t{root}"))
    assert browser.text("#panel h2") == "public.table_0", browser.text("#panel h2")
    children = sum(reference["parent"] == "public.table_0" for reference in report["references"])
    assert f"Referenced by children ({children})" in browser.text("#panel"), browser.text("#panel")
    odd = next(index for index, each in enumerate(report["tables"]) if "odd" in each["table"])
    assert report["tables"][odd]["table"] == "public." + ODD and ODD in browser.text(f"#t{odd}"), browser.text(f"#t{odd}")
    assert browser.logs()[0] == []


def main():
    require_server()
    require_binary()
    browser = html_page.open_browser()
    if browser is None:
        return SKIPPED
    try:
        with tempfile.TemporaryDirectory() as scratch:
            for count in (11, 100, 500):
                with Playground(f"html_{count}") as playground:
                    run_psql(playground.source, text=make_schema(count))
                    playground.grant_reader()
                    folder = pathlib.Path(scratch)
                    page = write_page(playground, folder, count, "plan", "--format", "html")
                    look(browser, page, f"Plan of a twin of {playground.source}", "Nothing was written", count)
                    if count == 11:
                        write_page(playground, folder, count, "--html", str(page))
                        references = len(json.loads(browser.text("#report"))["references"])
                        look(browser, page, f"Twin of {playground.source} in {playground.target}",
                             f"{references} references proven in {playground.target}", count)
                    print(f"ok      {count} tables", flush=True)
    finally:
        browser.driver.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
