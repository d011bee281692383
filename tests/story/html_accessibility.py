#!/usr/bin/python3
"""The page of a report for those who do not see it, or not well: axe (npm: axe-core) looks at it in a browser, in both themes.

    html_accessibility.py

Needs what html_page.py needs, and npm for axe, which is put beside the build once. Without the network it is skipped.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
AXE = "axe-core@4.11.0"
BUILD = pathlib.Path(os.environ.get("SUBSET_BIN") or pathlib.Path(__file__).resolve().parents[2] / "build" / "cli" / "subset").resolve().parents[1]

try:
    import html_page
except ImportError as missing:
    print(f"cannot be run here: {missing}")
    sys.exit(SKIPPED)

# What is on the page when it is looked at.
SITUATIONS = {
    "as it opens": "",
    "a table is selected": "select('table', tables.findIndex((table) => table.table === 'public.users') < 0 ? 0 : tables.findIndex((table) => table.table === 'public.users'))",
    "a reference is selected": "select('reference', 0)",
    "a search": "byId('search').value = 'e'; update({ query: 'e', match: -1 })",
    "all is shown": "if (svg) { moveView(fitted()); drawView(); }"}


def install_axe():
    """The text of axe, or None where it cannot be had."""
    script = BUILD / "npm" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if not shutil.which("npm"):
            print("cannot be run here: no npm, which .ci/install-deps --npm installs")
            return None
        script.parents[2].mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", AXE],
                              cwd=script.parents[2], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            print(f"cannot be run here: npm does not get {AXE}: {done.stderr.strip().splitlines()[-1:]}")
            return None
    return script.read_text()


def look(browser, axe):
    """What axe finds, as lines."""
    if not browser.run("return typeof axe !== 'undefined'"):
        browser.run(axe)
    found = browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document).then((all) => done([all.passes.length, all.violations]), (e) => done([0, [{ id: String(e), nodes: [] }]]))")
    passed, violations = found
    assert passed > 20, f"axe looked at {passed} rules alone"
    return [f"{violation['id']}: {violation.get('help', '')}: {node['html'][:200]} {node.get('failureSummary', '')}" for violation in violations for node in violation["nodes"][:3] or [{"html": ""}]]


def make_whole_page():
    """A run with all that a page can hold."""
    earlier = html_page.make_report(11)
    earlier["tables"][0]["rows"] += 5
    report = html_page.make_report(11, since=json.dumps(earlier), notes=["left out"], config=[{"line": 3, "text": '[[root]]\ntable = "users"\n', "brought": "50 rows"}])
    return html_page.write_page("whole", report, html_page.make_graph(report), "Twin of shop in dev")


def main():
    axe = install_axe()
    if axe is None:
        return SKIPPED
    browser = html_page.open_browser()
    if browser is None:
        return SKIPPED
    faults, looks = [], 0
    try:
        browser.driver.set_script_timeout(60)
        for name, make in (("a run", make_whole_page), ("a run of 100 tables", lambda: html_page.make_page(100)),
                           ("a plan without a graph", html_page.make_plan_page)):
            browser.open(make())
            for theme in ("light", "dark"):
                browser.prefer(theme)
                for situation, script in SITUATIONS.items():
                    browser.run("byId('search').value = ''; update({ query: '', match: -1, selected: null })")
                    browser.run(script)
                    faults += [f"{name}, {situation}, {theme}: {line}" for line in look(browser, axe)]
                    looks += 1
        # That it would find something is worth knowing.
        browser.run("document.querySelector('#theme').removeAttribute('aria-label'); document.querySelector('#theme').removeAttribute('title')")
        if not any(line.startswith("button-name") for line in look(browser, axe)):
            faults.append("axe does not see a button without a name")
    finally:
        browser.driver.quit()
    print("\n".join(faults) or f"axe has looked {looks} times, and found nothing")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
