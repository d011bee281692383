#!/usr/bin/env python3
"""What a run tells machines: a log of JSON lines, and a file for Prometheus.

    tests/support/with_postgres tests/story/machines.py [NAME...]
"""
import json
import re
import sys

from named_tests import run_named_tests
from postgres import run_psql

SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?[0-9.]+)')


def _events(outcome):
    """The lines of standard error, each of which must be an object with a time and an event."""
    events = [json.loads(line) for line in outcome.stderr.splitlines()]
    for event in events:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"]), event
    return events


def _named(events, name):
    return [event for event in events if event["event"] == name]


def _metrics(path):
    """name: {labels: value}. Each metric has its HELP and TYPE first, as the format wants it."""
    metrics, described = {}, set()
    for line in path.read_text().splitlines():
        if line.startswith("# TYPE "):
            described.add(line.split()[2])
        elif not line.startswith("# HELP "):
            name, labels, value = SAMPLE.fullmatch(line).groups()
            assert name in described, f"no TYPE before {line}"
            metrics.setdefault(name, {})[labels] = float(value)
    return metrics


def _only(metrics, name):
    assert len(metrics[name]) == 1, metrics[name]
    return next(iter(metrics[name].values()))


def a_run_is_a_line_of_json_for_each_event(shop):
    outcome = shop.run("--log-format", "json", config=shop.config(source='dangling = "keep"'))
    assert outcome.status == 0, outcome.told()
    events = _events(outcome)
    begun = [event["stage"] for event in _named(events, "stage")]
    assert begun == ["connect", "catalog", "closure", "schema", "load", "finish"], begun
    assert [event["stage"] for event in _named(events, "stage_end")] == begun, events
    assert all(event["seconds"] >= 0 for event in _named(events, "stage_end")), events
    tables = {event["table"]: event["rows"] for event in _named(events, "table")}
    assert tables == {table["table"]: table["rows"] for table in outcome.report["tables"]}, tables
    result, = _named(events, "result")
    assert result["verified"] is True and result["rows"] == outcome.report["rows"], result
    assert events[-1]["event"] == "end" and events[-1]["status"] == 0, events[-1]
    told = [event["message"] for event in _named(events, "note") + _named(events, "warning")]
    for note in outcome.report["notes"]:
        assert any(note in message for message in told), f"not told: {note}\n{told}"


def an_error_is_an_event_with_its_kind_and_hint(shop):
    config = shop.config()
    config.write_text(config.read_text().replace("user_id > 100", "state = 1"))
    events = _events(shop.run("--log-format=json", config=config))
    error, = _named(events, "error")
    assert error["kind"] == "config" and "state" in error["message"] and error["hint"], error
    assert re.search(r"twin\.toml:\d+:\d+$", error["place"]), error
    assert events[-1] == {**events[-1], "event": "end", "status": 2}, events[-1]


def nothing_follows_the_work_where_nobody_wants_it(shop):
    outcome = shop.refresh("--progress", "none")
    assert "finding the rows" not in outcome.stderr, outcome.told()
    outcome = shop.refresh("--progress", "bar")
    assert "\x1b[K" in outcome.stderr, outcome.told()
    outcome = shop.refresh("--log-format", "json", "--progress", "none")
    assert {event["event"] for event in _events(outcome)} & {"stage", "stage_end", "progress"} == set(), outcome.told()


def metrics_say_how_a_run_ended(shop):
    path = shop.folder / "shop.prom"
    outcome = shop.refresh("--metrics", str(path))
    metrics = _metrics(path)
    assert _only(metrics, "subset_last_run_exit_status") == 0, metrics
    assert _only(metrics, "subset_rows") == outcome.report["rows"], metrics
    assert sorted(metrics["subset_table_rows"].values()) == sorted(table["rows"] for table in outcome.report["tables"]), metrics
    assert path.stat().st_mode & 0o044 == 0o044, "the exporter, another user, cannot read it"
    succeeded = _only(metrics, "subset_last_success_timestamp_seconds")

    # A run that fails writes it too, and the last success stays.
    outcome = shop.run("--metrics", str(path), config=shop.config(target='force = "x"', source="jobs = 0"))
    assert outcome.status == 2, outcome.told()
    metrics = _metrics(path)
    assert _only(metrics, "subset_last_run_exit_status") == 2, metrics
    assert _only(metrics, "subset_last_success_timestamp_seconds") == succeeded, metrics
    assert "subset_rows" not in metrics, metrics
    assert [entry.name for entry in shop.folder.iterdir() if "prom" in entry.name] == ["shop.prom"], "something is left beside it"


def metrics_of_verify_say_whether_the_twin_is_whole(shop):
    path = shop.folder / "verify.prom"
    assert shop.run("--metrics", str(path), command=["verify"]).status == 0
    assert _only(_metrics(path), "subset_twin_whole") == 1
    run_psql(shop.playground.target, text="ALTER TABLE orders DISABLE TRIGGER ALL; ALTER TABLE users DISABLE TRIGGER ALL; DELETE FROM users WHERE user_id = 400")
    assert shop.run("--metrics", str(path), command=["verify"]).status == 4
    metrics = _metrics(path)
    assert _only(metrics, "subset_twin_whole") == 0 and _only(metrics, "subset_dangling_rows") > 0, metrics
    assert _only(metrics, "subset_last_run_exit_status") == 4, metrics


def the_report_says_what_each_entry_has_brought(shop):
    run_psql(shop.playground.source, text="UPDATE users SET name = 'Ada' WHERE user_id <= 3; ALTER TABLE users ADD boss int REFERENCES users;"
             "UPDATE users SET boss = 400 WHERE user_id = 2")
    shop.playground.grant_reader()
    config = shop.config()
    config.write_text("""[[root]]
table = "users"
where = "name = 'Ada' AND user_id < 3"
children = true
[[child]]
table = "orders"
parent = "users"
limit = 7
[[cut]]
table = "users"
columns = ["boss"]
[[child]]
table = "users"
parent = "users"
follow = "never"
[mask]
unclassified = "allow"
""")
    entries = shop.refresh(config=config).report["config"]
    assert [(entry["line"], entry["brought"]) for entry in entries] == [
        (1, "2 rows"), (5, "14 child rows"), (9, "1 row has NULL"), (12, "0 child rows")], entries
    assert entries[0]["text"] == '[[root]]\ntable = "users"\nwhere = "name = \'Ada\' AND user_id < 3"\nchildren = true\n', entries[0]
    # With a mask, what may be a value of a row stays out of it.
    config.write_text(config.read_text() + 'key = "0123456789abcdef"\n[[table]]\nname = "users"\nmask = { name = "@name" }\n[[table]]\nname = "orders"\nrows = "all"\n')
    outcome = shop.refresh("--html", str(shop.folder / "page.html"), config=config)
    entries = outcome.report["config"]
    assert entries[0]["text"].splitlines()[2] == """where = "name = '...' AND user_id < ..." """.strip(), entries[0]
    assert entries[-2]["brought"] == "1 column masked" and entries[-1]["brought"] == "20,000 rows of 1 table", entries
    assert "Ada" not in json.dumps(outcome.report) + (shop.folder / "page.html").read_text()
    plan = shop.run(command=["plan"], config=config).report["config"]
    assert [entry["brought"] for entry in plan] == [entry["brought"] for entry in entries], plan


def the_page_holds_the_report_that_it_compares_with(shop):
    earlier, page = shop.folder / "earlier.json", shop.folder / "page.html"
    shop.refresh("--html", str(page))
    assert '"since"' not in page.read_text()
    earlier.write_text(json.dumps(shop.refresh().report))
    run_psql(shop.playground.source, text="DELETE FROM orders WHERE order_id < 2000")
    now = shop.refresh("--html", str(page), "--since", str(earlier)).report
    embedded = json.loads(re.search(r'id="report">(.*?)</script>', page.read_text(), re.DOTALL)[1])
    assert json.loads(embedded["since"]) == json.loads(earlier.read_text())
    assert json.loads(embedded["since"])["rows"] > embedded["rows"] == now["rows"]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
