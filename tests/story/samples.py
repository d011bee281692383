#!/usr/bin/env python3
"""Each folder of samples/ with a twin.toml: run as it stands, its counts compared with expected.txt, what it promises asked of the twin.

    tests/support/with_postgres tests/story/samples.py [FOLDER...]

A folder that has no test here fails, and so does a warning. README.md is held to the folders too.
"""
import pathlib
import re
import shutil
import sys
import tempfile
import traceback

from playground import Playground
from postgres import Session, identifier, literal, require_server, run_psql
from program import CHECKOUT, require_binary, run_subset

SAMPLES = CHECKOUT / "samples"
ELSEWHERE = {"guide", "workflows", "fixture", "nightly", "recipes"}  # tested by scripts of their own


class Sample:
    """A folder of samples/ with a source made of its files, or of another folder's, and a copy of its config to run."""

    def __init__(self, folder, data="", **variables):
        self.folder, self.data = SAMPLES / folder, SAMPLES / (data or folder)
        self.environment = {"MASK_KEY": "a key of these tests", **variables}
        self.playground = Playground("sample_" + folder)

    def __enter__(self):
        self.expected = _read_expected(self.folder / "expected.txt")
        self.scratch = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.scratch.name)
        shutil.copy(self.folder / "twin.toml", self.place)
        self.playground.__enter__()
        try:
            self.playground.load_source(self.data / "schema.sql", self.data / "data.sql")
            self.playground.grant_reader()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.scratch.cleanup()
        self.playground.__exit__()

    def run(self, *command):
        """Its report. A run that says anything but how far it is has said too much."""
        # A script needs no target: then none is given.
        url = "" if self.script else self.playground.target_url()
        outcome = run_subset(self.place / "twin.toml", self.playground.source_url(), url, command=command, folder=self.place,
                             extra=self.environment)
        assert outcome.status == 0, outcome.told()
        assert not re.search(r"^(warning|hint|error):|warning", outcome.stderr, re.MULTILINE), outcome.told()
        left = [column for column in outcome.report["columns"] if column["state"] == "unclassified" and column["asked"]]
        assert not left, left
        return outcome.report

    @property
    def script(self):
        """The file that its config names as the target, if it names one."""
        named = re.search(r'^file *= *"(.+)"', (self.place / "twin.toml").read_text(), re.MULTILINE)
        return self.place / named[1] if named else None

    def check(self):
        """Plans, runs, and compares what all samples promise."""
        planned = self.run("plan")
        assert not self.script or not self.script.exists(), "a plan has written the script"
        reported = self.run()
        for report in (planned, reported):
            counts = {table["table"]: (table["rows"], table["chosen"]) for table in report["tables"]}
            differing = {name: (counts.get(name, (0, 0)), self.expected.get(name, "not in expected.txt"))
                         for name in counts | self.expected if counts.get(name, (0, 0)) != self.expected.get(name)}
            assert not differing, f"{report['command']}: (found, expected) of {differing}"
        if self.script:
            run_psql(self.playground.target_as_owner, [self.script], single_transaction=True)
        else:
            assert reported["verified"] is True, reported
        with self.source() as source, self.twin() as twin:
            tables = _tables(twin)
            assert set(tables) == set(_tables(source)) == set(self.expected), "expected.txt has other tables than the schema"
            found = {name: int(twin.value(f"SELECT count(*) FROM {tables[name]}")) for name in tables}
            assert found == {name: rows for name, (rows, _) in self.expected.items()}, found
            assert _foreign_keys(twin) == _foreign_keys(source), "a foreign key is not as it was, or not valid"
            assert _orphans(twin) == [], _orphans(twin)
            told = _addresses(source) & _addresses(twin)
            assert not told, f"addresses of production are in the twin: {sorted(told)[:5]}"
            if self.script:
                told = [address for address in _addresses(source) if address in self.script.read_text()]
                assert not told, f"addresses of production are in the script: {sorted(told)[:5]}"

    def source(self):
        return Session(self.playground.source)

    def twin(self):
        return Session(self.playground.target)

    def hides(self, table, *values):
        """None of the source's values, of columns or expressions, is one of the twin's, which has some."""
        with self.source() as source, self.twin() as twin:
            for value in values:
                raw, masked = ({text for (text,) in end.query(f"SELECT ({value})::text FROM {table} WHERE ({value}) IS NOT NULL")}
                               for end in (source, twin))
                assert masked and not raw & masked, f"{value} of {table} in the twin: {sorted(raw & masked)[:5] or 'has no value'}"

    def holds_just(self, table, key, where):
        """The twin has just those rows of the source that a query, written without the program's rules, chooses."""
        with self.source() as source, self.twin() as twin:
            want = source.query(f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key}")
            got = twin.query(f"SELECT {key} FROM {table} ORDER BY {key}")
        assert want and got == want, f"{table}: {len(got)} rows, of which {len(set(got) - set(want))} should not be there, instead of {len(want)}"

    def lacks(self, table, where="true"):
        """The source has such rows, and the twin none: a promise that could be broken."""
        with self.source() as source, self.twin() as twin:
            counts = [int(end.value(f"SELECT count(*) FROM {table} WHERE {where}")) for end in (source, twin)]
        assert counts[0] > 0 and counts[1] == 0, f"{table} where {where}: {counts[0]} rows in the source, {counts[1]} in the twin"


def _read_expected(path):
    """Lines of table, rows, chosen; what stands behind # is said to people."""
    lines = [line.split("#")[0].split() for line in path.read_text().splitlines()]
    return {table: (int(rows), int(chosen)) for table, rows, chosen in filter(None, lines)}


def _tables(session):
    """Quoted names by the names of the report."""
    return {f"{schema}.{name}": identifier(schema, name) for schema, name in session.query("""
        SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'""")}


def _foreign_keys(session):
    return session.query("""SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' ORDER BY conrelid::regclass::text, conname""")


def _orphans(session):
    """(constraint, rows) of foreign keys with rows that have no parent: asked of the rows, whatever the constraint says."""
    keys = session.query("""
        SELECT conname, format('SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)', conrelid::regclass,
            string_agg(format('c.%I IS NOT NULL', a.attname), ' AND '), confrelid::regclass, string_agg(format('c.%I = p.%I', a.attname, b.attname), ' AND '))
        FROM pg_constraint, unnest(conkey, confkey) AS k(child, parent), pg_attribute a, pg_attribute b
        WHERE contype = 'f' AND (a.attrelid, a.attnum) = (conrelid, child) AND (b.attrelid, b.attnum) = (confrelid, parent)
        GROUP BY conname, conrelid, confrelid""")
    assert keys, "the schema has no foreign keys"
    return [(name, rows) for name, query in keys if (rows := session.value(query)) != "0"]


def _addresses(session):
    """Addresses of mail in whatever column of whatever row."""
    return {address for name in _tables(session).values()
            for (address,) in session.query(f"SELECT DISTINCT (regexp_matches(t::text, '[[:alnum:]._+-]+@[[:alnum:].-]*[[:alnum:]]', 'g'))[1] FROM {name} AS t")}


def shop():
    with Sample("shop") as sample:
        sample.check()
        sample.hides("users", "email", "name")
        sample.hides("reviews", "body")
        latest = "(SELECT user_id FROM users ORDER BY user_id DESC LIMIT 50)"
        theirs = f"(SELECT order_id FROM orders WHERE user_id IN {latest})"
        sample.holds_just("orders", "order_id", f"user_id IN {latest}")
        sample.holds_just("order_items", "order_id * 10 + line", f"order_id IN {theirs}")
        # Of orders of theirs, or by their own hand.
        sample.holds_just("reviews", "review_id", f"order_id IN {theirs} OR author_id IN {latest}")
        sample.holds_just("users", "user_id", f"""user_id IN (WITH RECURSIVE needed AS (SELECT user_id, referred_by FROM users WHERE user_id IN {latest}
            UNION SELECT u.user_id, u.referred_by FROM users u JOIN needed n ON u.user_id = n.referred_by) SELECT user_id FROM needed)""")


def tenant():
    with Sample("tenant") as sample:
        sample.check()
        for table, columns in (("tenants", ["name"]), ("members", ["email", "name"]), ("projects", ["name"]), ("tasks", ["title"]), ("comments", ["body"])):
            sample.hides(table, *columns)
        for table, key in (("members", "member_id"), ("projects", "project_id"), ("tasks", "task_id"), ("comments", "comment_id"),
                           ("task_labels", "task_id * 100 + label_id")):
            sample.holds_just(table, key, "tenant_id = 3")
        for table in ("tenants", "members", "projects", "tasks", "task_labels", "comments", "events"):
            sample.lacks(table, "tenant_id <> 3")
        sample.holds_just("events", "event_id", "event_id IN (SELECT event_id FROM events WHERE tenant_id = 3 ORDER BY happened_at DESC LIMIT 50)")
        sample.lacks("tenants", "referred_by IS NOT NULL")
        for table in ("plans", "labels"):
            sample.holds_just(table, "name", "true")


def bug_report():
    with Sample("bug-report", data="shop", ORDER_ID="1251") as sample:
        sample.check()
        sample.hides("users", "email", "name")
        sample.holds_just("orders", "order_id", "order_id = 1251")
        sample.holds_just("order_items", "order_id * 10 + line", "order_id = 1251")
        sample.holds_just("users", "user_id", "user_id = (SELECT user_id FROM orders WHERE order_id = 1251)")
        sample.holds_just("products", "product_id", "product_id IN (SELECT product_id FROM order_items WHERE order_id = 1251)")
        # What it leaves out is there to be left out.
        sample.lacks("orders", "user_id = 868 AND order_id <> 1251")
        sample.lacks("reviews", "order_id = 1251")
        sample.lacks("users", "user_id = 868 AND referred_by IS NOT NULL")


def polymorphic():
    with Sample("polymorphic") as sample:
        sample.check()
        for table, columns in (("users", ["email", "name"]), ("posts", ["title", "body"]), ("comments", ["body"]), ("attachments", ["file_name"])):
            sample.hides(table, *columns)
        posts, orders = "(SELECT post_id FROM posts ORDER BY post_id DESC LIMIT 20)", "(SELECT order_id FROM orders WHERE status = 'disputed')"
        threads = f"""(WITH RECURSIVE thread AS (SELECT comment_id FROM comments WHERE subject_type = 'Post' AND subject_id IN {posts}
                OR subject_type = 'Order' AND subject_id IN {orders}
            UNION SELECT c.comment_id FROM comments c JOIN thread t ON c.subject_type = 'Comment' AND c.subject_id = t.comment_id)
            SELECT comment_id FROM thread)"""
        sample.holds_just("posts", "post_id", f"post_id IN {posts}")
        sample.holds_just("orders", "order_id", f"order_id IN {orders}")
        sample.holds_just("comments", "comment_id", f"comment_id IN {threads}")
        sample.holds_just("attachments", "attachment_id", f"comment_id IN {threads}")
        sample.holds_just("events", "event_id", f"kind LIKE 'order.%' AND payload->>'order_id' IN (SELECT o.order_id::text FROM orders o WHERE o.order_id IN {orders})")
        sample.holds_just("users", "user_id", f"""user_id IN (SELECT author_id FROM posts WHERE post_id IN {posts}
            UNION SELECT o.user_id FROM orders o WHERE o.order_id IN {orders} UNION SELECT author_id FROM comments WHERE comment_id IN {threads})""")
        for subject, table, key in (("Post", "posts", "post_id"), ("Order", "orders", "order_id"), ("Comment", "comments", "comment_id")):
            with sample.twin() as twin:
                counts = twin.query(f"""SELECT count(*) > 0, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM {table} AS p WHERE p.{key} = c.subject_id))
                    FROM comments AS c WHERE subject_type = {literal(subject)}""")
            assert counts == [("t", "0")], f"comments on a {subject}, any, and without it: {counts}"


def full():
    with Sample("full") as sample:
        sample.check()
        # Another customer may have had the digits that a postcode or a day of birth has become.
        sample.hides("customers", "email", "full_name", "phone", "street", "preferences ->> 'reply_to'",
                     "customer_id || ':' || postcode", "customer_id || ':' || born_on")
        sample.hides("invoices", "iban")
        sample.hides("tickets", "subject", "body")
        for table, key in (("customers", "customer_id"), ("prices", "price_id, name, per_month"), ("subscriptions", "subscription_id"),
                           ("invoices", "invoice_id"), ("tickets", "ticket_id")):
            sample.holds_just(table, key, "true")
        for table in ("audit.changes", "audit.logins", "log_requests", "log_mails"):
            sample.lacks(table)
        sample.lacks("invoices", "mail_id IS NOT NULL")
        with sample.source() as source, sample.twin() as twin:
            kept = "SELECT customer_id, locale, preferences -> 'newsletter' FROM customers ORDER BY 1"
            assert source.query(kept) == twin.query(kept), "what is not masked has changed"
        # What stands there in comments is to be taken out of them.
        config = sample.place / "twin.toml"
        text = config.read_text()
        config.write_text(text.replace("# [target]\n# atomic", "[target]\natomic"))
        assert config.read_text() != text
        sample.playground.allow_databases()
        sample.check()


def readme():
    """Its lines of config are those of the folder, and the numbers that it tells are those of expected.txt."""
    parts = re.split(r"^## `(.+?)/?`\n", (SAMPLES / "README.md").read_text(), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2]))
    totals = {"shop": "{:,} rows in all", "tenant": "come {:,},", "bug-report": ": {:,} rows", "full": "{:,} come"}
    assert set(FOLDERS) <= set(sections), f"README.md says nothing of {set(FOLDERS) - set(sections)}"
    for folder in FOLDERS:
        config = (SAMPLES / folder / "twin.toml").read_text()
        for block in re.findall(r"^```toml\n(.*?)^```", sections[folder], flags=re.MULTILINE | re.DOTALL):
            for lines in block.strip().split("\n\n"):
                assert f"\n{lines}\n" in config, f"not in {folder}/twin.toml:\n{lines}"
        rows = sum(rows for rows, _ in _read_expected(SAMPLES / folder / "expected.txt").values())
        told = totals.get(folder, "").format(rows)
        assert told in " ".join(sections[folder].split()), f"README.md does not say of {folder}: {told}"


FOLDERS = {"shop": shop, "tenant": tenant, "bug-report": bug_report, "polymorphic": polymorphic, "full": full}
TESTS = {**FOLDERS, "README.md": readme}


def main():
    require_server()
    require_binary()
    folders = {path.name for path in SAMPLES.iterdir() if path.is_dir()} - ELSEWHERE
    failed = []
    for name in sys.argv[1:] or sorted(folders | set(TESTS)):
        try:
            assert name in TESTS, "this folder has no test"
            TESTS[name]()
            print(f"ok      {name}", flush=True)
        except Exception as problem:  # every folder is tried
            failed.append(name)
            told = str(problem) if isinstance(problem, AssertionError) and str(problem) else traceback.format_exc()
            print(f"FAILED  {name}: {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
