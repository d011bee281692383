#!/usr/bin/python3
"""The HTML page of a report, in a browser: what is seen, clicked and typed, for 11, 100 and 500 tables.

    html_page.py [--shots FOLDER] [unittest's arguments]

Needs python3-selenium, chromium, chromium-driver and graphviz. With --shots the page is drawn as PNG files too.
"""
import html
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

try:
    from selenium import webdriver
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError as missing:
    if __name__ != "__main__":
        raise
    print(f"cannot be run here: {missing}")
    sys.exit(77)

PAGE = pathlib.Path(__file__).resolve().parents[2] / "engine" / "report" / "page"
FOLDER = tempfile.TemporaryDirectory(prefix="html-page-")
SIZES = (11, 100, 500)

# Names that would break a page that wrote them as HTML, a template that replaced twice, or a label of Graphviz.
ODD_NAMES = ['public.<script>alert(1)</script>', 'public."quoted" & \'both\'', 'public.Größe \\N 表 &amp; $& @GRAPH@']


# ---- The pages -------------------------------------------------------------------------------------------------------

SHOP = """countries;users;categories;products;orders;order_items;reviews;audit_log""".split(";")
SHOP_REFERENCES = [  # child, column, parent, up, down, follow
    ("users", "country_code", "countries", 92, 0, "chosen"), ("users", "referred_by", "users", 61, 0, "never"),
    ("categories", "parent_id", "categories", 25, 0, "chosen"), ("products", "category_id", "categories", 264, 0, "chosen"),
    ("orders", "user_id", "users", 200, 200, "chosen"), ("order_items", "order_id", "orders", 508, 508, "chosen"),
    ("order_items", "product_id", "products", 508, 0, "chosen"), ("reviews", "order_id, line", "order_items", 49, 49, "chosen"),
    ("reviews", "author_id", "users", 44, 44, "chosen")]
SHOP_ROWS = {"countries": (12, 0), "users": (92, 50), "categories": (30, 0), "products": (264, 0), "orders": (200, 200),
             "order_items": (508, 508), "reviews": (49, 49)}
WORDS = ("account invoice ledger shipment parcel vendor contract ticket message campaign session device sensor reading "
         "warehouse shelf batch order payment refund coupon wallet address region employee shift project task comment "
         "attachment label metric alert policy claim asset lease course lesson").split()


def table_entry(name, rows, chosen, position, **more):
    entry = {"table": name, "rows": rows, "chosen": chosen, "bytes": rows * 57 + rows % 13, "seconds": round(rows / 90_000, 3),
             "source_rows": rows * 40 + 12, "source_bytes": rows * 4000 + 8192, "rule": "closure", "reached": True,
             "load_position": position, "cycle": 0}
    return entry | more


def reference_entry(child, columns, parent, up, down, follow="chosen", **more):
    entry = {"name": f"{child.split('.', 1)[1]}_{columns[0]}_fkey", "table": child, "parent": parent, "columns": columns,
             "parent_columns": ["id"] * len(columns), "declared": True, "walked": True, "cut": False, "follow": follow,
             "in_cycle": child == parent, "up": up, "down": down, "dangling": 0, "seconds": 0.004}
    return entry | more


def shop_report():
    tables = [table_entry(f"public.{name}", *SHOP_ROWS.get(name, (0, 0)), position + 1) for position, name in enumerate(SHOP)]
    by_name = {table["table"]: table for table in tables}
    by_name["public.countries"] |= {"rule": "all", "source_rows": 12}
    by_name["public.audit_log"] |= {"rule": "none", "reached": False, "load_position": 0, "source_rows": None}
    by_name["public.users"] |= {"cycle": 1, "root": True}
    by_name["public.categories"]["cycle"] = 2
    references = [reference_entry(f"public.{child}", columns.split(", "), f"public.{parent}", up, down, follow)
                  for child, columns, parent, up, down, follow in SHOP_REFERENCES]
    references[1]["cut"] = True
    references[4]["limit"] = 20
    references[5] |= {"index": "CREATE INDEX ON public.order_items (order_id)", "seconds": 0.131}
    references[8]["dangling"] = 2
    for name in ODD_NAMES:
        tables.append(table_entry(name, 7, 0, len(tables)))
        references.append(reference_entry(name, ["b <i>x</i>"], "public.users", 7, 0, declared=False))
    columns = [{"table": "public.users", "column": "email", "state": "masked", "mask": "@email"},
               {"table": "public.users", "column": "name", "state": "unclassified"},
               {"table": "public.products", "column": "name", "state": "kept"},
               {"table": "public.reviews", "column": "body", "state": "masked", "mask": "'Review ' || c.review_id"}]
    return tables, references, columns


def large_report(count):
    """A schema that looks grown: a few hubs, modules whose tables reference each other, some circles."""
    numbers = random.Random(count)
    names, tables, references, columns = [], [], [], []
    for i in range(count):
        module = WORDS[i // 12 % len(WORDS)]
        names.append(f"{'public' if i % 5 else 'billing'}.{module}_{WORDS[i * 7 % len(WORDS)]}_{i}")
        rows = 0 if i % 6 == 5 else int(numbers.paretovariate(0.6) * 20) % 900_000
        tables.append(table_entry(names[i], rows, rows if i % 4 == 1 else 0, i + 1, rule="all" if i % 17 == 3 else "closure",
                                  reached=i % 19 != 18))
        state = ("masked", "kept", "unclassified")[i % 11 % 3]
        columns.append({"table": names[i], "column": "note", "state": state} | ({"mask": "@text"} if state == "masked" else {}))
    for i in range(1, count):
        head = i - i % 12
        for k in range(1 + (i * 5 % 9) // 4):
            kind = numbers.random()
            parent = (numbers.randrange(3) if kind < 0.06 else head - 12 * numbers.randrange(1, 4) if kind < 0.16 or i == head
                      else numbers.randrange(head, i) if kind < 0.5 else head + numbers.randrange(min(3, i - head)))
            parent = max(parent, 0)
            up = tables[i]["rows"]
            references.append(reference_entry(names[i], [f"{names[parent].split('.')[1]}_id_{k}"], names[parent], up, up if i % 4 == 1 else 0,
                                              seconds=up / 400_000, **({"index": f"CREATE INDEX ON {names[i]} (k{k})"} if i % 97 == 1 else {})))
    for i in range(20, count, 60):  # circles of three
        for k in range(3):
            tables[i + k]["cycle"] = i // 60 + 1
            references.append(reference_entry(names[i + k], ["next_id"], names[i + (k + 1) % 3], 1, 0, in_cycle=True, cut=k == 2))
    return tables, references, columns


def make_report(count, **more):
    tables, references, columns = shop_report() if count == 11 else large_report(count)
    bringers = [{"reference": r["name"], "table": r["table"], "parent": r["parent"], "direction": "down", "edges": r["down"],
                 "advice": f'[[child]]\ntable = "{r["table"]}"\nparent = "{r["parent"]}"\nlimit = 20'}
                for r in sorted(references, key=lambda r: -r["down"])[:3]]
    bringers[-1] |= {"advice": "", "direction": "up"}
    load = round(sum(table["seconds"] for table in tables), 3)
    report = {"version": "0.1.0", "command": "run", "source": {"database": "shop", "server_version": "15.8"},
              "target": {"database": "dev", "mode": "replace"}, "estimated": False, "counted": True,
              "snapshot_time": "2026-11-20 02:00:11+00", "tables": tables, "references": references, "bringers": bringers,
              "columns": columns, "column_names": [["id", *sorted({c["column"] for c in columns if c["table"] == t["table"]}), "created_at"] for t in tables],
              "queries": {"catalog": 6, "closure": 14, "load": 8},
              "seconds": {"total": round(0.99 + load, 3), "catalog": 0.02, "closure": 0.3, "schema": 0.4, "load": load, "finish": 0.2},
              "rows": sum(table["rows"] for table in tables), "bytes": sum(table["bytes"] for table in tables),
              "peak_memory_bytes": 12345678, "verified": True}
    return report | more


def dot_label(text):
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def make_graph(report):
    lines = ["digraph { rankdir=RL; nodesep=0.22; ranksep=0.6; nslimit=2; mclimit=0.5;",
             'node [shape=box, style=rounded, fontname="Helvetica", fontsize=12, margin="0.14,0.07", height=0.1];',
             "edge [arrowsize=0.7];"]
    drawn = {}
    for i, table in enumerate(report["tables"]):
        if table["reached"]:
            drawn[table["table"]] = i
            name = re.sub(r"^public\.", "", table["table"])
            kind = "node root" if table["chosen"] else "node"
            lines.append(f't{i} [id="t{i}", class="{kind}", label="{dot_label(name)}\\n{table["rows"]:,}"];')
    for i, reference in enumerate(report["references"]):
        if reference["table"] in drawn and reference["parent"] in drawn:
            lines.append(f't{drawn[reference["table"]]} -> t{drawn[reference["parent"]]} [id="r{i}", class="{"cut" if reference["cut"] else ""}"];')
    svg = subprocess.run(["dot", "-Tsvg"], input="\n".join(lines + ["}"]), text=True, capture_output=True, check=True, timeout=60).stdout
    return svg[svg.index("<svg"):svg.index("</svg>") + 6]


def template():
    """The page as the build joins it (engine/embed_page.cmake)."""
    return re.sub(r"@(\w+\.(?:css|js))@\n", lambda match: (PAGE / match[1]).read_text("utf-8"), (PAGE / "page.html").read_text("utf-8"))


def fill(report, graph, title):
    parts = {"@TITLE@": html.escape(title), "@REPORT@": json.dumps(report, ensure_ascii=False).replace("<", "\\u003c"), "@GRAPH@": graph}
    return re.sub("@(?:TITLE|REPORT|GRAPH)@", lambda match: parts[match[0]], template())


def write_page(name, *parts):
    path = pathlib.Path(FOLDER.name) / f"{name}.html"
    path.write_text(fill(*parts), "utf-8")
    return path


def make_page(tables):
    report = make_report(tables)
    return write_page(f"run-{tables}", report, make_graph(report), "Twin of shop in dev")


NO_GRAPH = '<p class="no-graph">The graph needs Graphviz: install the package <code>graphviz</code> and write this page again.</p>'


def make_plan_page():
    report = make_report(100, command="plan", verified=False, target={"database": None, "mode": "replace"})
    report["seconds"] |= {"total": 0.35, "schema": 0, "load": 0, "finish": 0}
    return write_page("plan", report, NO_GRAPH, "Plan of a twin of shop")


# ---- The browser -----------------------------------------------------------------------------------------------------

class Browser:
    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,900", "--hide-scrollbars",
                         "--disable-background-networking", "--no-first-run"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=webdriver.chrome.service.Service("/usr/bin/chromedriver"), options=options)

    def resize(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def prefer(self, scheme, media=""):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, path):
        self.resize(1400, 900)
        self.prefer("light")
        self.logs()
        self.driver.get(path.as_uri())
        self.run("localStorage.clear()")
        self.run("document.documentElement.dataset.theme = state.theme = ''; drawTheme()")

    def logs(self):
        return self.driver.get_log("browser"), [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector)

    def view(self):
        """The part of the graph that is seen: left, top, width, height."""
        return self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => "
                        "done(document.querySelector('#area svg').getAttribute('viewBox').split(' ').map(Number)))))")

    def press(self, *keys):
        actions = ActionChains(self.driver, duration=0)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def middle(self, selector):
        return self.run("const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                        "return [b.left + b.width / 2, b.top + b.height / 2]", selector)

    def mouse(self, kind, x, y, **more):
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "pointerType": "mouse"} | more)

    def click_at(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y, button="left", buttons=int(kind == "mousePressed"), clickCount=1)

    def drag(self, x, y, dx, dy):
        self.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        for step in (1, 2, 3, 4):
            self.mouse("mouseMoved", x + dx * step / 4, y + dy * step / 4, button="left", buttons=1)
        self.mouse("mouseReleased", x + dx, y + dy, button="left", buttons=0, clickCount=1)

    def wait(self, condition):
        return WebDriverWait(self.driver, 5, poll_frequency=0.05).until(lambda _: condition())


def open_browser():
    """None where there is none, which is told."""
    if not all(map(shutil.which, ("chromium", "chromedriver", "dot"))):
        print("cannot be run here: chromium, chromedriver or dot is not installed")
        return None
    return Browser()


BROWSER = None
PAGES = {}


def page(key, make):
    if key not in PAGES:
        PAGES[key] = make()
    return PAGES[key]


class PageTest(unittest.TestCase):
    def setUp(self):
        self.browser = BROWSER

    def open(self, tables):
        self.browser.open(page(tables, lambda: make_page(tables)))
        self.report = json.loads(self.browser.text("#report"))
        self.index = {table["table"]: i for i, table in enumerate(self.report["tables"])}

    def scroll_to_graph(self):
        self.browser.run("document.querySelector('#stage').scrollIntoView({ block: 'center' })")
        time.sleep(0.3)  # the wheel is the page's while the page is being scrolled

    def assert_centred(self, selector):
        def is_centred():
            self.browser.view()
            x, y = self.browser.middle(selector)
            middle = self.browser.middle("#area")
            return abs(x - middle[0]) < 3 and abs(y - middle[1]) < 3
        self.browser.wait(is_centred)

    def expected_neighbours(self, name):
        references = self.report["references"]
        return ([r["parent"] for r in references if r["table"] == name], [r["table"] for r in references if r["parent"] == name])

    def panel_neighbours(self):
        """By the panel: the parents and the children."""
        return self.browser.run("""
            return [...document.querySelectorAll('#panel .entries')].map((list) =>
              [list.previousSibling.textContent, [...list.querySelectorAll('.first > .link')].map((e) => e.textContent)])""")

    def assert_panel_of(self, name):
        table = self.report["tables"][self.index[name]]
        parents, children = self.expected_neighbours(name)
        self.assertEqual(self.browser.text("#panel h2"), name)
        facts = dict(zip(self.browser.texts("#panel .pairs dt"), self.browser.texts("#panel .pairs dd")))
        self.assertTrue(facts["Rows"].startswith(f"{table['rows']:,}"), facts)
        self.assertEqual(facts["Chosen"], f"{table['chosen']:,}")
        self.assertEqual(facts["Required"], f"{table['rows'] - table['chosen']:,}")
        shown = {title: names for title, names in self.panel_neighbours() if "Columns" not in title}
        self.assertEqual(shown.get(f"References to parents ({len(parents)})", []), parents)
        self.assertEqual(shown.get(f"Referenced by children ({len(children)})", []), children)

    # What holds on every page

    def test_opens_in_silence(self):
        for tables in SIZES:
            with self.subTest(tables=tables):
                self.open(tables)
                messages, events = self.browser.logs()
                self.assertEqual(messages, [])
                asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
                self.assertEqual([url for url in asked if not url.startswith(("file:", "data:"))], [])
                self.assertEqual(self.browser.text("h1"), "Twin of shop in dev")
                self.assertEqual(self.browser.text("#proof"), f"{len(self.report['references']):,} references proven in dev")
                self.assertEqual(self.browser.texts("#figures dd")[0].split(",")[0], f"{self.report['rows']:,}".split(",")[0])
                self.assertEqual(len(self.browser.all("#area g.node")), sum(table["reached"] for table in self.report["tables"]))

    def test_nothing_may_be_fetched(self):
        self.open(11)
        self.browser.run("window.refused = new Promise((done) => addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective)));"
                         "const image = new Image(); image.src = 'http://localhost:9/x.png'")
        self.assertEqual(self.browser.run("return window.refused"), "img-src")
        self.browser.logs()

    def test_search(self):
        for tables, query in ((11, "ORDER"), (100, "invoice"), (500, "ledger_")):
            with self.subTest(tables=tables):
                self.open(tables)
                wanted = [name for name in self.index if query.lower() in name.lower()]
                self.assertGreater(len(wanted), 1)
                self.browser.press("/")
                self.assertEqual(self.browser.run("return document.activeElement.id"), "search")
                self.browser.press(query)
                self.assertEqual(self.browser.text("#found"), f"{len(wanted)} of {tables}")
                drawn = [name for name in wanted if self.report["tables"][self.index[name]]["reached"]]
                self.assertEqual(len(self.browser.all("#area .node.match")), len(drawn))
                filled = [name for name in wanted if self.report["tables"][self.index[name]]["rows"]]
                self.assertEqual(sorted(self.browser.texts("#rows .link")), sorted(filled))
                for name in wanted[:2]:
                    self.browser.press(Keys.ENTER)
                    self.assertEqual(self.browser.text("#panel h2"), name)
                    if self.report["tables"][self.index[name]]["reached"]:
                        self.assert_centred(f"#t{self.index[name]} > *:not(title)")
                self.assertEqual(self.browser.text("#found"), f"2 / {len(wanted)}")
                self.browser.press(Keys.ESCAPE)
                self.assertEqual(self.browser.text("#found"), "")
                self.assertEqual(self.browser.all("#area .searching, #area .match"), [])

    def test_selects_tables(self):
        for tables in SIZES:
            with self.subTest(tables=tables):
                self.open(tables)
                self.scroll_to_graph()
                # The table with the most references, which has something to show.
                references = self.report["references"]
                name = max((t["table"] for t in self.report["tables"] if t["reached"] and t["rows"]),
                           key=lambda n: sum(n in (r["table"], r["parent"]) for r in references))
                self.browser.run("centre(arguments[0])", self.index[name])
                self.assert_centred(f"#t{self.index[name]} > *:not(title)")
                self.browser.click_at(*self.browser.middle(f"#t{self.index[name]}"))
                self.assert_panel_of(name)
                parents, children = self.expected_neighbours(name)
                near = {self.index[other] for other in [name, *parents, *children] if self.report["tables"][self.index[other]]["reached"]}
                self.assertEqual({int(e.get_attribute("id")[1:]) for e in self.browser.all(".node.near")}, near)
                neighbour = next(other for other in children + parents if other != name)
                self.browser.run("""[...document.querySelectorAll('#panel .first > .link')]
                    .find((e) => e.textContent === arguments[0]).click()""", neighbour)
                self.assert_panel_of(neighbour)
                self.browser.press(Keys.ESCAPE)
                self.assertEqual(self.browser.text("#panel h2"), "Nothing selected")

    def test_moves(self):
        for tables in SIZES:
            with self.subTest(tables=tables):
                self.open(tables)
                self.scroll_to_graph()
                whole = self.browser.view()
                left, top = self.browser.run("const b = area.getBoundingClientRect(); return [b.left, b.top]")
                # The wheel keeps what is under the pointer where it is.
                place = lambda view: (view[0] + view[2] * 200 / width, view[1] + view[3] * 150 / height)
                width, height = self.browser.run("return [area.clientWidth, area.clientHeight]")
                self.browser.mouse("mouseWheel", left + 200, top + 150, deltaX=0, deltaY=-240)
                self.browser.wait(lambda: self.browser.view()[2] < whole[2] * 0.8)
                near = self.browser.view()
                for before, after in zip(place(whole), place(near)):
                    self.assertAlmostEqual(before, after, delta=whole[2] / 200)
                # A drag of 80 pixels moves by 80 pixels, and selects nothing.
                self.browser.drag(*self.browser.middle("#area"), -80, 40)
                self.browser.wait(lambda: self.browser.view() != near)
                moved = self.browser.view()
                self.assertAlmostEqual(moved[0] - near[0], 80 * near[2] / width, delta=near[2] / 200)
                self.assertAlmostEqual(moved[1] - near[1], -40 * near[2] / width, delta=near[2] / 200)
                self.assertEqual(self.browser.text("#panel h2"), "Nothing selected")
                self.browser.one("#zoom-in").click()
                self.browser.wait(lambda: self.browser.view()[2] < moved[2] * 0.8)
                self.browser.one("#zoom-out").click()
                self.browser.wait(lambda: self.browser.view()[2] > moved[2] * 0.9)
                self.browser.one("#fit").click()
                scale = self.browser.run("return fitted().scale")
                self.browser.wait(lambda: abs(self.browser.view()[2] - width / scale) < 1e-6 * width / scale)
                # At its limit the graph leaves the wheel to the page.
                self.browser.run("const { x, y } = state.view; moveView({ x, y, scale: 0 }); window.kept = null;"
                                 "addEventListener('wheel', (event) => { window.kept = event.defaultPrevented; }, { passive: true })")
                self.browser.mouse("mouseWheel", left + 200, top + 150, deltaX=0, deltaY=240)
                self.browser.wait(lambda: self.browser.run("return window.kept") is not None)
                self.assertFalse(self.browser.run("return window.kept"))

    def test_opens_where_names_can_be_read(self):
        """A graph that would be specks as a whole opens nearer; and specks as it is shown by "Fit", its tables are what a click hits."""
        self.open(500)
        self.assertFalse(self.browser.all("#area svg.far"))
        seen = self.browser.run("""
            const box = area.getBoundingClientRect();
            return [...nodes.values()].map(({ element }) => element.getBoundingClientRect())
              .filter((b) => b.left >= box.left && b.right <= box.right && b.top >= box.top && b.bottom <= box.bottom).length""")
        self.assertGreater(seen, 0)
        self.scroll_to_graph()
        missed = self.browser.run("""
            moveView(fitted()); drawView();
            return [...nodes.values()].filter(({ element }) => { const b = element.querySelector('path, polygon').getBoundingClientRect();
              return document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2)?.closest('.edge'); }).length""")
        self.assertEqual(missed, 0)

    def test_names_can_be_read_where_all_is_shown(self):
        """As many names as have room, roots first, in letters of 11 pixels; none covers another. Near by, the names in the boxes do."""
        for tables in (100, 500):
            with self.subTest(tables=tables):
                self.open(tables)
                self.browser.run("moveView(fitted()); drawView()")
                shown = self.browser.run("return [...document.querySelectorAll('.letters text')].map((e) => { const b = e.getBoundingClientRect();"
                                         "return [e.textContent, parseFloat(getComputedStyle(e).fontSize) * state.view.scale, b.left, b.right, b.top, b.bottom]; })")
                self.assertGreater(len(shown), 15)
                self.assertLess(max(abs(size - 11) for _, size, *_ in shown), 0.6)
                for i, (name, _, left, right, top, bottom) in enumerate(shown):
                    covered = [other[0] for other in shown[:i] if left < other[3] - 2 and other[2] < right - 2 and top < other[5] - 2 and other[4] < bottom - 2]
                    self.assertFalse(covered, f"{name} covers {covered}")
                self.browser.run("zoomAt(9); drawView()")
                self.assertFalse(self.browser.all(".letters text"))

    def test_a_link_opens_its_table(self):
        self.open(11)
        self.browser.run("select('table', arguments[0], true)", self.index["public.users"])
        address = self.browser.driver.current_url
        self.assertTrue(address.endswith("#public.users"), address)
        self.browser.press(Keys.ESCAPE)
        self.assertNotIn("#", self.browser.driver.current_url)
        self.browser.driver.get("about:blank")
        self.browser.driver.get(address)
        self.assertEqual(self.browser.text("#panel h2"), "public.users")
        self.browser.wait(lambda: self.browser.run("return isInView(nodes.get(arguments[0]), state.view, size)", self.index["public.users"]))
        for name in ODD_NAMES:  # as one who has it open already gets a link
            self.browser.run("location.hash = hashOf(tables[arguments[0]])", self.index[name])
            self.browser.wait(lambda: self.browser.text("#panel h2") == name)
        self.browser.run("location.hash = '#sizes'")
        self.assertEqual(self.browser.text("#panel h2"), ODD_NAMES[-1])

    def test_search_over_columns(self):
        self.open(11)
        self.browser.press("/", "EMAIL")
        self.assertEqual(self.browser.texts("#rows .link"), ["public.users"])
        self.assertEqual(self.browser.text("#rows .found"), "email")
        self.browser.press(Keys.ENTER)
        self.assertEqual(self.browser.text("#panel h2"), "public.users")
        self.assertEqual(self.browser.texts("#panel mark"), ["email"])
        # Columns that look personal come first, and of these what nothing was said of.
        columns = self.browser.run("return [...document.querySelectorAll('#panel .entries:last-of-type .first .name')].map((e) => e.textContent)")
        self.assertEqual(columns, ["name", "email"])
        self.assertEqual(self.browser.text("#panel .others"), "id, created_at")

    def test_enter_goes_to_the_graph(self):
        self.open(100)
        self.browser.run("document.querySelector('#tables').scrollIntoView()")
        self.browser.press("/", "invoice", Keys.ENTER)
        self.browser.wait(lambda: self.browser.run(
            "const b = byId('stage').getBoundingClientRect(); return b.top >= 0 && b.top < 120 && b.bottom <= innerHeight + 1"))

    def test_shows_the_config(self):
        self.open(11)
        self.assertFalse(self.browser.one("#config").is_displayed())
        report = make_report(11, config=[{"line": 3, "text": '[[root]]\ntable = "<b>users"\n', "brought": "50 rows"}, {"line": 9, "text": "[[cut]]\n", "brought": ""}])
        self.browser.open(write_page("config", report, make_graph(report), "Twin of shop in dev"))
        self.assertEqual(self.browser.texts("#entries pre"), ['[[root]]\ntable = "<b>users"', "[[cut]]"])
        self.assertEqual(self.browser.texts("#entries .muted"), ["Line 3: 50 rows", "Line 9"])

    def test_says_what_has_changed(self):
        self.open(11)
        self.assertFalse(self.browser.one("#changes").is_displayed())
        earlier = make_report(11)
        next(table for table in earlier["tables"] if table["table"] == "public.orders")["rows"] = 150
        earlier["notes"] = ["</script><b>gone"]
        report = make_report(11, since=json.dumps(earlier))
        self.browser.open(write_page("since", report, make_graph(report), "Twin of shop in dev"))
        self.assertEqual(self.browser.texts("#changed td"), ["public.orders", "150", "200"])
        self.assertIn("</script><b>gone", self.browser.text("#changed"))
        self.browser.one("#changed .link").click()
        self.assertEqual(self.browser.text("#panel h2"), "public.orders")
        for text, said in (("{", "no report of subset"), (json.dumps(make_report(11)), "Nothing but times")):
            report = make_report(11, since=text)
            self.browser.open(write_page("since", report, make_graph(report), "Twin of shop in dev"))
            self.assertIn(said, self.browser.text("#changes-sum"))
        self.assertEqual(self.browser.logs()[0], [])

    def test_roots_are_marked(self):
        self.open(11)
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('.mark')].map((e) => Number(e.closest('.node').id.slice(1)))"),
                         [self.index["public.users"]])
        self.assertIn("a root of the config", self.browser.texts("#legend li"))
        self.browser.run("select('table', arguments[0])", self.index["public.users"])
        self.assertIn("root", self.browser.texts("#panel .tag"))

    def test_drags_without_touching_tables(self):
        """Sixty frames of a drag write one attribute each, and change no table."""
        self.open(500)
        self.browser.run("window.changes = 0; new MutationObserver((all) => { window.changes += all.length; })"
                         ".observe(document.body, { subtree: true, childList: true, attributes: true })")
        changes = self.browser.run("""
            zoomAt(3);
            return new Promise((done) => { let frames = 0; const step = () => {
              panBy(5, 3); panBy(5, 3);
              if (++frames < 60) requestAnimationFrame(step); else setTimeout(() => done(window.changes), 50);
            }; requestAnimationFrame(step); })""")
        self.assertLessEqual(changes, 66)

    # What is the same however many tables there are

    def test_selects_references(self):
        self.open(11)
        self.scroll_to_graph()
        index = next(i for i, r in enumerate(self.report["references"]) if r["name"] == "orders_user_id_fkey")
        x, y = self.browser.run("const p = document.querySelector(`#r${arguments[0]} path.hit`); const at = p.getPointAtLength(p.getTotalLength() / 2);"
                                "const s = new DOMPoint(at.x, at.y).matrixTransform(p.getScreenCTM()); return [s.x, s.y]", index)
        self.browser.click_at(x, y + 3)  # beside the line: it may be hit without aiming
        self.assertEqual(self.browser.text("#panel h2"), "orders_user_id_fkey")
        facts = dict(zip(self.browser.texts("#panel .pairs dt"), self.browser.texts("#panel .pairs dd")))
        self.assertEqual(facts["Child"], "public.orders(user_id)")
        self.assertEqual(facts["Parent"], "public.users(id)")
        self.assertEqual(facts["Up"], "200 rows have a parent by it")
        self.assertEqual(facts["Followed"], "Down from chosen rows, at most 20 for each")
        self.assertEqual(len(self.browser.all(".edge.near")), 1)
        self.assertEqual(len(self.browser.all(".node.near")), 2)
        self.browser.one("#panel [data-table]").click()
        self.assert_panel_of("public.orders")

    def test_panel_tells_all(self):
        self.open(11)
        self.browser.run("select('table', arguments[0])", self.index["public.users"])
        panel = self.browser.text("#panel")
        for words in ("circle 1", "2.5 % of about 3,692", "cut", "2 rows dangle", "@email", "neither masked nor kept", "at most 20 for each"):
            self.assertIn(words, panel)
        self.browser.run("select('table', arguments[0])", self.index["public.order_items"])
        self.assertIn("CREATE INDEX ON public.order_items (order_id)", self.browser.texts("#panel pre"))
        self.assertIn("2 rows reference a parent row that the source does not have", self.browser.text("#notes"))
        self.assertIn("1 column that may hold personal data is neither masked nor kept", self.browser.text("#notes"))

    def test_names_are_literal(self):
        self.open(11)
        listed = self.browser.texts("#rows .link")
        for name in ODD_NAMES:
            self.assertIn(name, listed)
            self.browser.run("select('table', arguments[0])", self.index[name])
            self.assertEqual(self.browser.text("#panel h2"), name)
            self.assertIn("b <i>x</i>", self.browser.text("#panel"))
            self.assertIn(name.split(".", 1)[1], self.browser.text(f"#t{self.index[name]}"))
        self.assertEqual(self.browser.all("#panel i, #rows script, #area script"), [])
        self.assertEqual(self.browser.logs()[0], [])

    def test_themes(self):
        self.open(11)
        colour = lambda: self.browser.run("return getComputedStyle(document.body).backgroundColor")
        light = colour()
        self.browser.prefer("dark")
        dark = colour()
        self.assertNotEqual(light, dark)
        button = self.browser.one("#theme")
        self.browser.wait(lambda: button.get_attribute("aria-label") == "Use the light theme")
        button.click()
        self.assertEqual(colour(), light)
        button.click()
        self.assertEqual(colour(), dark)
        self.browser.prefer("light")
        self.assertEqual(colour(), dark)  # what was picked wins
        button.click()
        self.assertEqual(colour(), light)
        node = lambda: self.browser.run("return getComputedStyle(document.querySelector('.node path')).fill")
        before = node()
        button.click()
        self.assertNotEqual(node(), before)
        self.browser.driver.refresh()
        self.assertEqual(colour(), dark)  # and is remembered

    def test_contrast(self):
        """WCAG AA: 4.5 to 1 for text on what it stands on; 3 to 1 for what is drawn, and for tables that are not selected."""
        self.open(11)
        for scheme in ("light", "dark"):
            self.browser.prefer(scheme)
            for text, ground in (("text", "page"), ("muted", "page"), ("muted", "raised"), ("accent", "page"), ("accent", "raised"),
                                 ("circle", "page"), ("circle", "raised"), ("cut", "page"), ("good", "page"), ("whole", "page"),
                                 ("muted", "accent-tint"), ("muted", "whole-tint"), ("muted", "node"),
                                 ("faint", "page"), ("accent-half", "page"), ("edge", "raised"), ("strong-line", "raised")):
                ratio = self.browser.run("""
                    const probe = document.body.appendChild(document.createElement('p'));
                    const light = (name) => { probe.style.color = `var(--${name})`;
                      const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                      return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
                    const [a, b] = arguments.length ? [light(arguments[0]), light(arguments[1])] : [];
                    probe.remove();
                    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)""", text, ground)
                self.assertGreaterEqual(ratio, 3 if text in ("faint", "accent-half", "edge", "strong-line") else 4.5, f"{text} on {ground}, {scheme}")

    def test_list(self):
        self.open(100)
        numbers = lambda column: [int(text.replace(",", "")) for text in self.browser.texts(f"#rows td:nth-child({column})")]
        filled = sum(table["rows"] > 0 for table in self.report["tables"])
        self.assertEqual(len(numbers(2)), filled)
        self.assertEqual(numbers(2), sorted(numbers(2), reverse=True))
        head = lambda key: self.browser.run("document.querySelector(`#heads [data-key=${arguments[0]}] button`).click()", key)
        head("rows")
        self.assertEqual(numbers(2), sorted(numbers(2)))
        self.assertEqual(self.browser.one("#heads [data-key=rows]").get_attribute("aria-sort"), "ascending")
        head("table")
        names = self.browser.texts("#rows .link")
        self.assertEqual(names, sorted(names))
        self.browser.run("document.querySelector('#empty').click()")
        self.assertEqual(len(numbers(2)), 100)
        self.browser.run("document.querySelector('#empty').click()")
        self.assertEqual(len(numbers(2)), filled)
        self.browser.one("#rows .link").click()
        self.assertEqual(self.browser.text("#panel h2"), names[0])
        self.assertEqual(len(self.browser.all("#rows tr.on")), 1)

    def test_bars(self):
        self.open(100)
        for measure in ("rows", "bytes"):
            self.browser.run("document.querySelector(`[data-measure=${arguments[0]}]`).click()", measure)
            largest = sorted(self.report["tables"], key=lambda table: -table[measure])
            bars = self.browser.texts("#bars .name")
            self.assertEqual(bars, [table["table"] for table in largest[:12]])
            filled = sum(table[measure] > 0 for table in self.report["tables"])
            self.assertIn(f"{filled - 12} others", self.browser.text("#bars li:last-child"))
        self.browser.run("document.querySelector('#bars button').click()")
        self.assertEqual(self.browser.text("#panel h2"), bars[0])

    def test_time_and_advice(self):
        self.open(11)
        self.assertEqual(self.browser.texts("#stages td:first-child")[:5], ["catalog", "closure", "schema", "load", "finish"])
        widths = self.browser.run("return ['closure', 'schema'].map((kind) => document.querySelector(`#line .${kind}`).clientWidth)")
        self.assertAlmostEqual(widths[0] / widths[1], 0.3 / 0.4, delta=0.03)
        self.assertIn("Slowest tables of the load", self.browser.text("#slowest"))
        self.assertEqual(len(self.browser.all("#bringers > div")), 3)
        self.assertEqual(self.browser.text("#bringers pre"), self.report["bringers"][0]["advice"])
        self.assertIn("No line of the config would bring less", self.browser.text("#bringers"))
        self.assertEqual(self.browser.texts("#indexes pre"), ["CREATE INDEX ON public.order_items (order_id)"])
        self.assertFalse(self.browser.all("#indexes details"))
        self.browser.run("document.querySelector('#indexes .block button').click()")
        self.browser.wait(lambda: self.browser.text("#indexes .block button") in ("Copied", "Selected"))
        self.assertEqual(self.browser.logs()[0], [])

    def test_plan_without_graphviz(self):
        self.browser.open(page("plan", make_plan_page))
        self.assertEqual(self.browser.logs()[0], [])
        self.assertEqual(self.browser.text("#proof"), "Nothing was written")
        self.assertIn("graphviz", self.browser.text(".no-graph"))
        self.assertFalse(self.browser.one("#zoom").is_displayed())
        self.assertEqual(self.browser.texts("#stages td:first-child"), ["catalog", "closure", "other", "total"])
        self.browser.run("select('table', arguments[0])", self.browser.run("return fromChildren.reduce((best, list, index) => list.length > fromChildren[best].length ? index : best, 0)"))
        self.assertTrue(self.browser.run("const p = byId('panel'); p.scrollTop = 1e6; return p.scrollHeight <= p.clientHeight || p.scrollTop > 0"))
        self.browser.press("/", "ledger", Keys.ENTER)
        self.assertIn("ledger", self.browser.text("#panel h2"))
        self.browser.run("document.querySelector('#panel .first > .link').click()")
        self.browser.run("document.querySelector('#panel [data-reference]').click()")
        self.assertIn("_fkey", self.browser.text("#panel h2"))
        self.assertEqual(self.browser.logs()[0], [])

    def test_keys(self):
        self.open(11)
        self.browser.run("area.focus()")
        whole = self.browser.view()
        self.browser.press("+", "+")
        self.browser.wait(lambda: self.browser.view()[2] < whole[2] * 0.7)
        before = self.browser.view()
        self.browser.press(Keys.ARROW_RIGHT)
        self.browser.wait(lambda: self.browser.view()[0] > before[0])
        self.browser.press("0")
        self.browser.wait(lambda: self.browser.view() == whole)
        self.browser.press(Keys.TAB)
        first = self.browser.run("return document.activeElement.id")
        self.assertRegex(first, r"^t\d+$")
        keys = {Keys.ARROW_LEFT: -1, Keys.ARROW_RIGHT: 1}
        start = self.browser.middle(f"#{first}")
        for key, sign in keys.items():
            self.browser.run("document.getElementById(arguments[0]).focus()", first)
            self.browser.press(key)
            reached = self.browser.run("return document.activeElement.id")
            if reached != first:
                self.assertGreater((self.browser.middle(f"#{reached}")[0] - start[0]) * sign, 0)
        focused = self.browser.run("return document.activeElement.id")
        self.browser.press(Keys.ENTER)
        self.assert_panel_of(self.report["tables"][int(focused[1:])]["table"])
        # What has the focus is seen while another is selected.
        other = self.browser.run("return [...nodes.values()].find(({ element }) => !element.classList.contains('near')).element.id")
        self.browser.run("document.getElementById(arguments[0]).focus()", other)
        self.browser.press(Keys.ARROW_LEFT, Keys.ARROW_RIGHT)
        stroke = self.browser.run("const probe = document.body.appendChild(document.createElement('p')); probe.style.color = 'var(--text)'; const text = getComputedStyle(probe).color; probe.remove();"
                                  "return getComputedStyle(document.activeElement.querySelector('path, polygon')).stroke === text")
        self.assertTrue(stroke)
        # The panel's buttons are next; following one keeps the focus in the panel.
        self.browser.run("document.querySelector('#panel .first > .link').focus()")
        self.browser.press(Keys.ENTER)
        self.assertTrue(self.browser.run("return byId('panel').contains(document.activeElement)"))
        # So does a row of the list.
        self.browser.run("document.querySelector('#rows .link').focus()")
        self.browser.press(Keys.ENTER)
        self.assertTrue(self.browser.run("return byId('panel').contains(document.activeElement)"))

    def test_widths(self):
        self.open(11)
        for width in (360, 400, 768, 1400, 2560):
            self.browser.resize(width, 900)
            self.browser.run("select('table', arguments[0])", self.index["public.users"])
            self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
        self.browser.prefer("dark", media="print")
        self.assertEqual(self.browser.run("return getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")


# ---- Pictures --------------------------------------------------------------------------------------------------------

def take_shots(folder):
    folder.mkdir(parents=True, exist_ok=True)

    def shot(name):
        time.sleep(0.4)
        BROWSER.driver.save_screenshot(str(folder / f"{name}.png"))

    def whole(name, width):
        height = BROWSER.run("return document.documentElement.scrollHeight")
        BROWSER.resize(width, height)
        shot(name)

    for tables in SIZES:
        BROWSER.open(page(tables, lambda: make_page(tables)))
        for scheme in ("light", "dark"):
            BROWSER.prefer(scheme)
            BROWSER.resize(1400, 900)
            BROWSER.run("scrollTo(0, 0); update({ selected: null })")
            shot(f"{tables}-{scheme}-top")
            BROWSER.run("byId('graph').scrollIntoView(); select('table', arguments[0], true)", 1 if tables == 11 else 30)
            shot(f"{tables}-{scheme}-selected")
            BROWSER.run("glideTo(fitted())")
            if tables < 500:
                whole(f"{tables}-{scheme}-whole", 1400)
            else:
                BROWSER.run("scrollTo(0, 1000)")
                shot(f"{tables}-{scheme}-lower")
    BROWSER.open(page(11, lambda: make_page(11)))
    for width in (400, 2560):
        BROWSER.resize(width, 900)
        BROWSER.run("select('table', 1)")
        whole(f"11-{width}", width)
    BROWSER.resize(1400, 900)
    BROWSER.run("byId('search').value = 'order'; update({ query: 'order' }); byId('graph').scrollIntoView(); nextMatch(1)")
    shot("11-search")
    BROWSER.open(page("plan", make_plan_page))
    whole("plan-no-graph", 1400)


if __name__ == "__main__":
    shots = None
    if "--shots" in sys.argv:
        at = sys.argv.index("--shots")
        shots = pathlib.Path(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    BROWSER = open_browser()
    if BROWSER is None:
        sys.exit(77)
    try:
        if shots:
            take_shots(shots)
        unittest.main(verbosity=2)
    finally:
        BROWSER.driver.quit()
        FOLDER.cleanup()
