#!/usr/bin/env python3
"""The largest twin that fits: [limits] fit, in every way of making a twin.

    tests/support/with_postgres tests/story/fit.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

# Members refer members, orders are skewed, one member has a tenth of all orders, some documents go to TOAST, and one table comes whole.
SOURCE = """
CREATE TABLE plans (plan_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE members (member_id int PRIMARY KEY, referred_by int REFERENCES members, plan_id int NOT NULL REFERENCES plans,
                      email text NOT NULL UNIQUE, joined date NOT NULL, score numeric(10, 2));
CREATE TABLE orders (order_id bigint PRIMARY KEY, member_id int NOT NULL REFERENCES members, note text, placed timestamptz NOT NULL);
CREATE TABLE papers (paper_id int PRIMARY KEY, member_id int NOT NULL REFERENCES members, body text NOT NULL, tags text[]);
CREATE TABLE visits (visit_id bigint NOT NULL, member_id int NOT NULL REFERENCES members, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON members (plan_id);
CREATE INDEX ON members (referred_by);
CREATE INDEX ON orders (member_id);
CREATE INDEX ON papers (member_id);
CREATE INDEX ON visits (member_id);
INSERT INTO plans SELECT n, 'plan ' || n FROM generate_series(1, 200) AS n;
INSERT INTO members SELECT n, nullif(n / 3, 0), 1 + n % 200, 'member' || n || '@example.com', date '2020-01-01' + n % 2000,
       CASE WHEN n % 4 > 0 THEN n / 7.0 END FROM generate_series(1, 4000) AS n;
INSERT INTO orders SELECT n, CASE WHEN n % 10 = 0 THEN 77 ELSE 1 + (n * 7919) % 4000 END, repeat('so ', n % 40), '2024-01-01'
FROM generate_series(1, 20000) AS n;
INSERT INTO papers SELECT n, 1 + (n * 31) % 4000, (SELECT coalesce(string_agg(md5((n * k)::text), ''), '') FROM generate_series(1, (n % 90)::int) AS k),
       ARRAY['a', 'tag ' || n] FROM generate_series(1, 1500) AS n;
INSERT INTO visits SELECT n, 1 + (n * 13) % 4000, date '2024-01-01' + n % 700 FROM generate_series(1, 8000) AS n;
VACUUM ANALYZE;
"""
ROOT = '[[root]]\ntable = "members"\norder_by = "member_id DESC"\nchildren = true\n{limit}\n'
WHOLE = '[[table]]\nname = "plans"\nrows = "all"\n'
# Members that others referred would bring all members.
CHILDREN = '[[child]]\ntable = "members"\nparent = "members"\nfollow = "never"\n'
MASK = '[mask]\nunclassified = "allow"\n'
TABLES = ("plans", "members", "orders", "papers", "visits")
SIZE = """SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
          WHERE nspname = 'public' AND relkind = 'r'"""


def _write(shop, rows, limits="", target="", mask=MASK):
    path = shop.folder / "fit.toml"
    path.write_text(f"[source]\n[target]\n{target}\n[limits]\n{limits}\n{rows}\n{mask}")
    return path


def _begin(shop, more=""):
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SOURCE + more)
    shop.playground.grant_reader()


def _config(shop, limits="", limit="", target="", more=CHILDREN):
    return _write(shop, ROOT.format(limit=f"limit = {limit}" if limit else "") + WHOLE + more, limits, target)


def _content(shop):
    """What the twin holds, table by table."""
    with Session(shop.playground.target) as target:
        return {table: target.query(f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in TABLES}


def _size(shop):
    with Session(shop.playground.target) as target:
        return int(target.value(SIZE))


def _bytes(text):
    number, unit = text.split()
    return int(float(number) * {"kB": 1 << 10, "MB": 1 << 20}[unit])


def the_twin_is_the_largest_that_fits(shop):
    """Never above, and the next member would bring more than there is room for; the same rows as with that limit by hand."""
    _begin(shop)
    for wish in ("1.2 MB", "2 MB", "4 MB"):
        outcome = shop.refresh(config=_config(shop, f'fit = "{wish}"'))
        fit = outcome.report["fit"]
        content, size, (root,) = _content(shop), _size(shop), fit["next"]
        assert size == fit["real_size"] <= fit["bytes"] == _bytes(wish), (size, fit)
        assert fit["fraction"] == root["rows"] / root["of_rows"] < 1, fit
        assert size > 0.95 * _bytes(wish) or size + root["bytes"] > _bytes(wish), (size, fit)
        by_hand = shop.refresh(config=_config(shop, limit=root["rows"])).report
        assert content == _content(shop) and by_hand["rows"] == sum(len(rows) for rows in content.values()), wish
        # One member more, all of it computed at once: that is over, unless the target had to correct what was computed.
        if "made again" in outcome.told():
            continue
        more = shop.run(command=["plan"], config=_config(shop, 'fit = "1 GB"', limit=root["rows"] + 1))
        assert more.status == 0 and more.report["fit"]["size"] > fit["bytes"], (more.told(), fit)
        assert more.report["fit"]["fraction"] == 1 and more.report["fit"]["next"][0]["bytes"] is None, more.report["fit"]


def the_computed_size_is_near_the_real_one(shop):
    _begin(shop)
    for wish in ("1.5 MB", "3 MB", "1 GB"):
        fit = shop.refresh(config=_config(shop, f'fit = "{wish}"')).report["fit"]
        assert 0.95 < fit["real_size"] / fit["size"] < 1.05, fit


def every_way_makes_the_same_twin(shop):
    _begin(shop)
    shop.playground.allow_databases()
    limits = 'fit = "2 MB"'
    run = shop.refresh(config=_config(shop, limits)).report
    first, at_once = run["fit"], not any("made again" in note for note in run["notes"])
    expected = _content(shop)
    for target in ('atomic = "database"', 'atomic = "none"'):
        fit = shop.refresh(config=_config(shop, limits, target=target)).report["fit"]
        assert _content(shop) == expected and fit["real_size"] <= fit["bytes"], (target, fit)
    # In a target with a schema of its own, indexes grow while rows come: they are larger than new ones.
    fit = shop.refresh(config=_config(shop, limits, target='mode = "keep"')).report["fit"]
    assert fit["real_size"] == _size(shop) <= fit["bytes"] and fit["next"][0]["rows"] <= first["next"][0]["rows"], fit
    script = shop.folder / "twin.sql"
    outcome = shop.refresh(config=_config(shop, limits, target=f'file = "{script}"'))
    assert outcome.report["fit"]["real_size"] is None and (outcome.report["fit"]["next"] == first["next"] or not at_once), outcome.report["fit"]
    assert any("is not measured" in note for note in outcome.report["notes"]), outcome.report["notes"]
    plan = shop.run(command=["plan"], config=_config(shop, limits))
    same = plan.report["fit"]["next"] == first["next"] and plan.report["fit"]["references"] == first["references"]
    assert same or not at_once, plan.told()  # the sizes of the target count in a run that had to be made again
    # Where a line ends depends on how long the config's path is.
    assert "the next one would bring" in " ".join(plan.told().split()), plan.told()


def the_estimate_answers_at_once(shop):
    _begin(shop)
    exact = shop.run(command=["plan"], config=_config(shop, 'fit = "3 MB"')).report["fit"]
    guess = shop.run("--estimate", command=["plan"], config=_config(shop, 'fit = "3 MB"'))
    assert guess.status == 0 and guess.report["queries"]["closure"] <= 4, guess.told()
    assert 0.3 < guess.report["fit"]["fraction"] / exact["fraction"] < 3, (guess.report["fit"], exact)


def a_hub_is_named(shop):
    """Member 77 has a tenth of all orders."""
    _begin(shop)
    root = '[[root]]\ntable = "members"\norder_by = "member_id = 77 DESC, member_id"\nchildren = true\n'
    refused = shop.run(config=_write(shop, root + WHOLE + CHILDREN, 'fit = "400 kB"'))
    assert refused.status == 1 and "not even the first row of each root fits" in refused.told() and "of public.members (" in refused.told(), refused.told()
    later = '[[root]]\ntable = "members"\norder_by = "member_id = 77, member_id"\nchildren = true\nwhere = "member_id in (1, 2, 77)"\n'
    fit = shop.refresh(config=_write(shop, later + WHOLE + CHILDREN, 'fit = "400 kB"')).report["fit"]
    assert fit["next"][0]["rows"] == 2 and fit["next"][0]["bytes"] > 200_000, fit


def what_cannot_fit_is_told(shop):
    _begin(shop)
    refused = shop.run(config=_config(shop, 'fit = "20 kB"'))
    assert refused.status == 1 and "the empty schema and the whole tables alone take" in refused.told(), refused.told()
    assert "public.plans" in refused.told(), refused.told()
    refused = shop.run(command=["plan"], config=_write(shop, WHOLE, 'fit = "20 MB"'))
    assert refused.status == 2 and "fit.toml:5:" in refused.told() and "needs a [[root]]" in refused.told(), refused.told()
    # As random() would: other rows each time that the server is asked.
    moving = '[[root]]\ntable = "members"\nwhere = "pg_catalog.current_query() LIKE \'SELECT pg_catalog.count(*)%\'"\n'
    refused = shop.run(command=["plan"], config=_write(shop, moving, 'fit = "20 MB"'))
    assert refused.status == 1 and "[[root]] of public.members names 4000 rows when they are counted, and fewer when they are read" in refused.told(), \
        refused.told()
    assert "fit.toml:" in refused.told() and "leave out functions such as random()" in refused.told(), refused.told()


def several_roots_give_the_same_part(shop):
    _begin(shop)
    roots = ('[[root]]\ntable = "members"\nquery = "SELECT member_id FROM members WHERE member_id > 100"\n'
             '[[root]]\ntable = "orders"\nsample = "40%"\nseed = 3\n[[root]]\ntable = "papers"\norder_by = "paper_id DESC"\n')
    fit = shop.refresh(config=_write(shop, roots, 'fit = "2 MB"')).report["fit"]
    members, orders, papers = fit["next"]
    for root in fit["next"]:  # ceil(f * rows)
        assert root["rows"] == -int(-(fit["fraction"] * root["of_rows"] - 1e-9) // 1) or root["rows"] - 1 < fit["fraction"] * root["of_rows"] <= root["rows"] + 1e-6, fit
    with Session(shop.playground.source) as source, Session(shop.playground.target) as target:
        # A smaller sample with the same seed is the beginning of a larger one.
        part = 40 * orders["rows"] / orders["of_rows"]
        sampled = {row for row in source.query(f"SELECT order_id FROM orders TABLESAMPLE BERNOULLI ({0.9 * part}) REPEATABLE (3)")}
        assert sampled and sampled <= set(target.query("SELECT order_id FROM orders")), (len(sampled), fit)
        assert len(target.query("SELECT FROM orders")) == orders["rows"], fit
        first = source.query(f"SELECT paper_id FROM papers ORDER BY paper_id DESC LIMIT {papers['rows']}")
        assert set(first) == set(target.query("SELECT paper_id FROM papers")), fit
        named = source.query(f"SELECT member_id FROM members WHERE member_id > 100 ORDER BY member_id LIMIT {members['rows']}")
        assert set(named) <= set(target.query("SELECT member_id FROM members")), fit


def a_row_that_comes_as_required_first_brings_its_children_later(shop):
    """The members of later chunks were referred to by those of earlier ones: they came as required, and are chosen then."""
    _begin(shop)
    fit = shop.refresh(config=_config(shop, 'fit = "5 MB"', more="")).report
    content, rows = _content(shop), fit["fit"]["next"][0]["rows"]
    by_hand = shop.refresh(config=_config(shop, limit=rows, more="")).report
    assert content == _content(shop)
    counts = lambda report, of, keys: [[each[key] for key in keys] for each in report[of]]
    assert counts(fit, "tables", ("table", "rows", "chosen")) == counts(by_hand, "tables", ("table", "rows", "chosen"))
    assert counts(fit, "references", ("name", "up", "down")) == counts(by_hand, "references", ("name", "up", "down"))
    always = CHILDREN + '[[child]]\ntable = "orders"\nparent = "members"\nfollow = "always"\nlimit = 3\n'
    fit = shop.refresh(config=_config(shop, 'fit = "3 MB"', more=always)).report
    content, rows = _content(shop), fit["fit"]["next"][0]["rows"]
    by_hand = shop.refresh(config=_config(shop, limit=rows, more=always)).report
    assert content == _content(shop)
    assert counts(fit, "tables", ("table", "rows", "chosen")) == counts(by_hand, "tables", ("table", "rows", "chosen"))
    assert counts(fit, "references", ("name", "up", "down")) == counts(by_hand, "references", ("name", "up", "down"))


def a_twin_that_turns_out_larger_is_made_again(shop):
    """What `after` adds is not computed: the second load is smaller, and the run says why."""
    _begin(shop)
    (shop.folder / "after.sql").write_text("CREATE INDEX ON orders (note, order_id, placed); CREATE INDEX ON papers (paper_id, tags);")
    outcome = shop.refresh(config=_config(shop, 'fit = "2 MB"', target='after = "after.sql"'))
    fit = outcome.report["fit"]
    assert fit["real_size"] == _size(shop) <= fit["bytes"] and "made again, smaller" in outcome.told(), outcome.told()
    before = _content(shop)
    (shop.folder / "after.sql").write_text("INSERT INTO papers SELECT 100000 + n, 4000, md5(n::text), NULL FROM generate_series(1, 30000) AS n;")
    refused = shop.run(config=_config(shop, 'fit = "2 MB"', target='after = "after.sql"'))
    assert refused.status in (1, 4), refused.told()
    assert _content(shop) == before


def masks_count_as_they_are(shop):
    """A mask that makes short texts long takes room."""
    _begin(shop)
    mask = '[mask]\nkey = "a key of the tests"\nunclassified = "allow"\n[[table]]\nname = "members"\nmask = { email = "repeat(md5(c.email), 8)" }\n'
    rows = ROOT.format(limit="") + WHOLE + CHILDREN
    fit = shop.refresh(config=_write(shop, rows, 'fit = "2 MB"', mask=mask)).report["fit"]
    assert fit["real_size"] == _size(shop) <= fit["bytes"] and 0.94 < fit["real_size"] / fit["size"] < 1.06, fit


def why_explains_the_same_twin(shop):
    _begin(shop)
    config = _config(shop, 'fit = "2 MB"')
    rows = shop.run(command=["plan"], config=config).report["fit"]["next"][0]["rows"]
    inside = shop.run("members", str(4000 - rows + 1), command=["why"], config=config)
    assert inside.status == 0 and "[[root]]" in inside.stdout, inside.told()
    outside = shop.run("orders", "77", command=["why"], config=config)
    assert outside.status in (0, 1), outside.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
