#!/usr/bin/env python3
"""subset why: the chain that brought a row, the step that was not taken for one that is not there, and what brought a table's rows.

    tests/support/with_postgres tests/story/why.py [NAME...]
"""
import contextlib
import fcntl
import gzip
import json
import os
import pty
import struct
import subprocess
import sys
import termios

from named_tests import NotPossibleHere, run_named_tests
from postgres import Session, identifier, literal, run_psql
from program import CHECKOUT, SAMPLE_DATA, binary, environment

# User 3 is the root, and references 2, who references 1; 4 is nobody's. Of orders 10 to 13 the rule takes 13 and 12. Product B is in
# order 12 alone, A in 13 too, C in none that comes.
SCHEMA = """
DROP TABLE IF EXISTS orders, users CASCADE;
CREATE TABLE regions (region text PRIMARY KEY);
CREATE TABLE countries (code char(2) PRIMARY KEY, region text REFERENCES regions);
CREATE TABLE users (user_id int PRIMARY KEY, country char(2) REFERENCES countries, referred_by int REFERENCES users);
CREATE TABLE products ("Sku" uuid PRIMARY KEY, "a ""name"" of it" text UNIQUE);
CREATE TABLE orders (order_id bigint PRIMARY KEY, user_id int NOT NULL REFERENCES users, status text);
CREATE TABLE items (order_id int REFERENCES orders, line smallint, sku uuid REFERENCES products, PRIMARY KEY (order_id, line));
CREATE TABLE reviews (review_id int PRIMARY KEY, order_id int, line smallint, FOREIGN KEY (order_id, line) REFERENCES items);
CREATE TABLE "Notes" (body text, item_order int, item_line smallint, FOREIGN KEY (item_order, item_line) REFERENCES items);
CREATE TABLE spare (spare_id int PRIMARY KEY);
INSERT INTO regions VALUES ('eu'), ('asia'), ('moon');
INSERT INTO countries VALUES ('DE', 'eu'), ('JP', 'asia');
INSERT INTO users VALUES (1, 'DE', NULL), (2, 'DE', 1), (3, 'JP', 2), (4, NULL, NULL), (-5, NULL, NULL);
INSERT INTO products SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'product ' || n FROM generate_series(1, 3) AS n;
INSERT INTO orders VALUES (10, 3, 'draft'), (11, 3, 'placed'), (12, 3, 'placed'), (13, 3, 'placed'), (20, 1, 'placed'), (40, 4, 'placed');
INSERT INTO items SELECT o, l, ('00000000-0000-0000-0000-00000000000' || p)::uuid
    FROM (VALUES (11, 1, 1), (12, 1, 2), (13, 1, 1), (20, 1, 1), (40, 1, 3)) AS i (o, l, p);
INSERT INTO reviews VALUES (1, 12, 1), (2, 11, 1);
INSERT INTO "Notes" VALUES ('first', 12, 1), ('second', 11, 1);
INSERT INTO spare VALUES (1);
"""
ROOT = '[[root]]\ntable = "users"\nwhere = "user_id = 3"\nchildren = true\n'
RULE = """
[[child]]
table = "orders"
parent = "users"
where = "c.status <> 'draft'"
order_by = "c.order_id DESC"
limit = 2
"""
WHOLE = '[[table]]\nname = "countries"\nrows = "all"\n'
CONFIG = ROOT + RULE + WHOLE
SKU = "00000000-0000-0000-0000-00000000000"
SHOP = CHECKOUT / "samples" / "shop"


def _write(shop, config):
    path = shop.folder / "why.toml"
    path.write_text('[mask]\nunclassified = "allow"\n' + config)
    return path


def _line(config, header, count=1):
    """Where the config has the header for the count-th time, as the program names the place."""
    lines = [number for number, line in enumerate(_TOP.splitlines() + config.splitlines(), 1) if line.startswith(header)]
    return f"why.toml:{lines[count - 1]}"


_TOP = '[mask]\nunclassified = "allow"\n'


def _run(shop, config, *question, status=0):
    outcome = shop.run(*question, command=["why"], config=_write(shop, config))
    assert outcome.status == status, outcome.told()
    return outcome


def _why(shop, config, *question):
    return _run(shop, config, *question).report


def _begin(shop, schema=SCHEMA):
    run_psql(shop.playground.source, text=schema)
    shop.playground.grant_reader()


def _steps(chain):
    return [(link["by"], link["table"].removeprefix("public."), *link["primary_key"]) for link in chain]


def _chain(shop, config, *question):
    found = _why(shop, config, *question)
    assert found["in_twin"] and found["missing"] is None and not found["reason"], found
    assert found["chain"][-1]["primary_key"] == list(question[1:]), found
    return _steps(found["chain"])


def _missing(shop, config, *question):
    found = _why(shop, config, *question)
    assert not found["in_twin"] and found["exists"] and found["chain"] == [] and found["missing"], found
    missing = found["missing"]
    assert missing["to"] == missing["rest"][0] and missing["rest"][-1]["primary_key"] == list(question[1:]), found
    assert missing["hint"].endswith("."), found
    return missing, found


def _expect(found, expected):
    assert found == expected, f"found {found}\ninstead of {expected}"


def a_chain_goes_down_and_up(shop):
    _begin(shop)
    found = _why(shop, CONFIG, "products", SKU + "2")
    _expect(_steps(found["chain"]), [("root", "users", "3"), ("down", "orders", "12"), ("down", "items", "12", "1"),
                                     ("up", "products", SKU + "2")])
    _expect([link["reference"] for link in found["chain"]], ["", "orders_user_id_fkey", "items_order_id_fkey", "items_sku_fkey"])
    _expect([(link["columns"], link["key"]) for link in found["chain"][1:]],
            [(["user_id"], ["3"]), (["order_id"], ["12"]), (["sku"], [SKU + "2"])])
    _expect([link["chosen"] for link in found["chain"]], [True, True, True, False])
    _expect(found["chain"][0]["rule"], f"[[root]] ({_line(CONFIG, '[[root]]')})")
    _expect(found["chain"][1]["rule"], f"[[child]] ({_line(CONFIG, '[[child]]')}), where, limit = 2")
    assert (found["chosen"], found["row"], found["primary_key"]) == (False, f"Sku = {SKU}2", [SKU + "2"]), found


def a_self_reference_and_composite_keys(shop):
    _begin(shop)
    _expect(_chain(shop, CONFIG, "users", "1"), [("root", "users", "3"), ("up", "users", "2"), ("up", "users", "1")])
    found = _why(shop, CONFIG, "public.reviews", "1")
    _expect(_steps(found["chain"])[-2:], [("down", "items", "12", "1"), ("down", "reviews", "1")])
    _expect(found["chain"][-1]["columns"] + found["chain"][-1]["key"], ["order_id", "line", "12", "1"])
    assert "      down by reviews_order_id_line_fkey: order_id = 12, line = 1\n" in _run(shop, CONFIG, "reviews", "1").stdout


def a_root_is_a_chain_of_one(shop):
    """By a condition, by a query, and with negative numbers in its key."""
    _begin(shop)
    for root in (ROOT, '[[root]]\ntable = "users"\nquery = "SELECT 3 AS user_id"\nchildren = true\n', ROOT.replace("children = true\n", "")):
        found = _why(shop, root, "users", "3")
        assert _steps(found["chain"]) == [("root", "users", "3")] and found["chosen"] == ("children" in root), found
    _expect(_chain(shop, ROOT.replace("= 3", "< 0"), "users", "-5"), [("root", "users", "-5")])


def a_key_may_be_any_text(shop):
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE TABLE users (name text PRIMARY KEY, friend text REFERENCES users);
        INSERT INTO users VALUES ('--config', ''), ('', 'two' || chr(10) || 'lines'), ('two' || chr(10) || 'lines', 'it''s \\'), ('it''s \\', NULL)""")
    root = '[[root]]\ntable = "users"\nwhere = "friend = \'\'"\n'
    found = _why(shop, root, "users", "--", "it's \\")
    _expect([(link["primary_key"], link["key"]) for link in found["chain"]],
            [(["--config"], []), ([""], [""]), (["two\nlines"], ["two\nlines"]), (["it's \\"], ["it's \\"])])
    outcome = _run(shop, root, "users", "two\nlines")
    assert "public.users name = two lines (required)" in outcome.stdout and "name = '' (required)" in outcome.stdout, outcome.told()
    # What stands behind "--" is no option.
    _expect(_why(shop, root, "users", "--", "--config")["primary_key"], ["--config"])


def whole_tables_and_what_they_bring(shop):
    _begin(shop)
    found = _why(shop, CONFIG, "countries", "DE")
    _expect(_steps(found["chain"]), [("whole table", "countries", "DE")])
    _expect(found["chain"][0]["rule"], f"[[table]] rows = \"all\" ({_line(CONFIG, 'rows')})")
    _expect(_chain(shop, CONFIG, "regions", "eu"), [("whole table", "countries", "DE"), ("up", "regions", "eu")])
    # The same where the table is read row by row, as one with a cut must be.
    cut = CONFIG + '[[cut]]\ntable = "countries"\ncolumns = ["region"]\n'
    for config in (CONFIG, cut):
        _expect(_chain(shop, config, "countries", "JP"), [("whole table", "countries", "JP")])
    missing, _ = _missing(shop, cut, "regions", "asia")
    _expect((missing["from"]["primary_key"], missing["to"]["by"]), (["JP"], "up"))
    # A whole table with rows that are chosen too: the chain says by what they are.
    both = CONFIG.replace(WHOLE, "") + '[[table]]\nname = "orders"\nrows = "all"\n'
    found = _why(shop, both, "orders", "12")
    assert _steps(found["chain"]) == [("root", "users", "3"), ("down", "orders", "12")] and found["chosen"], found
    assert "rows = \"all\"" in found["chain"][-1]["rule"], found
    _expect(_chain(shop, both, "orders", "20"), [("whole table", "orders", "20")])
    _expect(_chain(shop, both, "users", "4"), [("whole table", "orders", "40"), ("up", "users", "4")])


def a_chosen_row_is_told_why_it_is_chosen(shop):
    """It may be required by a shorter chain. And rows required always bring their children as required."""
    _begin(shop)
    required = '[[root]]\ntable = "reviews"\n[[root]]\ntable = "items"\nwhere = "line = 1 AND order_id = 20"\n'
    found = _why(shop, ROOT + required, "items", "12", "1")
    assert found["chosen"] and _steps(found["chain"])[0] == ("root", "users", "3"), found
    found = _why(shop, ROOT + required, "orders", "20")
    assert not found["chosen"] and _steps(found["chain"]) == [("root", "items", "20", "1"), ("up", "orders", "20")], found
    always = ROOT + '[[child]]\ntable = "orders"\nparent = "users"\nfollow = "always"\n'
    found = _why(shop, always, "orders", "20")
    _expect(_steps(found["chain"]), [("root", "users", "3"), ("up", "users", "2"), ("up", "users", "1"), ("down", "orders", "20")])
    assert not found["chosen"] and 'follow = "always"' in found["chain"][-1]["rule"], found
    # An order that comes so is required, and brings no items.
    _expect(_steps(_why(shop, always, "items", "20", "1").get("chain")), [])


def of_equal_ways_the_first_is_told(shop):
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE TABLE users (user_id int PRIMARY KEY);
        CREATE TABLE letters (letter_id int PRIMARY KEY, reader int REFERENCES users, author int REFERENCES users);
        INSERT INTO users SELECT generate_series(1, 3); INSERT INTO letters SELECT n, 2, 2 FROM generate_series(1, 9) AS n""")
    answers = [_why(shop, root, "users", "2")["chain"] for root in (
        '[[root]]\ntable = "letters"\norder_by = "letter_id DESC"\nlimit = 7\n', '[[root]]\ntable = "letters"\nwhere = "letter_id > 2"\n')]
    for answer in answers:
        _expect((_steps(answer), answer[1]["reference"]), ([("root", "letters", "3"), ("up", "users", "2")], "letters_author_fkey"))


def keys_that_only_the_server_compares(shop):
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE EXTENSION IF NOT EXISTS citext;
        CREATE TABLE "Us ""ers" (mail citext PRIMARY KEY, size numeric UNIQUE);
        CREATE TABLE logins ("log in" int PRIMARY KEY, mail citext REFERENCES "Us ""ers", size numeric REFERENCES "Us ""ers" (size));
        INSERT INTO "Us ""ers" VALUES ('Ann@x', 1.0), ('Bob@x', 2.0);
        INSERT INTO logins VALUES (1, 'aNN@X', NULL), (2, NULL, 2.00), (3, 'bob@X', NULL)""")
    root = '[[root]]\ntable = "logins"\nwhere = "\\"log in\\" = {}"\n'
    _expect(_chain(shop, root.format(1), 'Us "ers', "Ann@x"), [("root", "logins", "1"), ("up", 'Us "ers', "Ann@x")])
    _expect(_why(shop, root.format(1), 'Us "ers', "ANN@X")["primary_key"], ["Ann@x"])
    _expect(_chain(shop, root.format(2), 'Us "ers', "Bob@x"), [("root", "logins", "2"), ("up", 'Us "ers', "Bob@x")])
    down = '[[root]]\ntable = "Us \\"ers"\nwhere = "mail = \'bob@x\'"\nchildren = true\n'
    _expect(_chain(shop, down, "logins", "3"), [("root", 'Us "ers', "Bob@x"), ("down", "logins", "3")])
    found = _why(shop, down, "logins")
    _expect([(each["by"], each["reference"], each["rows"], each["only"]) for each in found["bringers"]],
            [("down", "logins_mail_fkey", 1, 1), ("down", "logins_size_fkey", 1, 1)])


def written_references_between_rows_that_share_a_key(shop):
    """Several parents have one key: a rule selects for each of them, and only the chosen one brings its children."""
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE TABLE teams (team_id int PRIMARY KEY, name text);
        CREATE TABLE posts (post_id int PRIMARY KEY, kind text, payload jsonb);
        INSERT INTO teams VALUES (1, 'red'), (2, 'red'), (3, 'blue');
        INSERT INTO posts SELECT n, 'Team', jsonb_build_object('team', CASE WHEN n = 4 THEN 'blue' ELSE 'red' END) FROM generate_series(1, 4) AS n""")
    written = ('[[reference]]\nname = "post_of_team"\ntable = "posts"\ncolumns = ["(c.payload->>\'team\')"]\nparent = "teams"\n'
               'parent_columns = ["name"]\nwhen = "c.kind = \'Team\'"\n')
    rule = '[[child]]\ntable = "posts"\nparent = "teams"\norder_by = "(c.post_id + p.team_id) % 3"\nlimit = 1\n'
    config = '[[root]]\ntable = "teams"\nwhere = "team_id = 2"\nchildren = true\n' + written + rule
    found = _why(shop, config, "posts", "1")
    _expect(_steps(found["chain"]), [("root", "teams", "2"), ("down", "posts", "1")])
    _expect((found["chain"][1]["reference"], found["chain"][1]["columns"], found["chain"][1]["key"]),
            ("post_of_team", ["(c.payload->>'team')"], ["red"]))
    assert _line(config, "[[reference]]") in found["chain"][1]["rule"], found
    _expect(_chain(shop, config, "teams", "1"), [("root", "teams", "2"), ("down", "posts", "1"), ("up", "teams", "1")])
    missing, _ = _missing(shop, config, "posts", "2")
    _expect((missing["from"]["primary_key"], missing["reason"]),
            (["2"], f"limit = 1 of [[child]] ({_line(config, '[[child]]')}) takes other rows"))


def a_condition_or_a_limit_takes_other_rows(shop):
    _begin(shop)
    entry = f"[[child]] ({_line(CONFIG, '[[child]]')})"
    for order, reason in (("10", f"where of {entry} does not hold"), ("11", f"limit = 2 of {entry} takes other rows")):
        missing, _ = _missing(shop, CONFIG, "orders", order)
        _expect((_steps([missing["from"]]), missing["from"]["chosen"]), ([("", "users", "3")], True))
        _expect((_steps(missing["rest"]), missing["reason"]), ([("down", "orders", order)], reason))
    # An entry goes before what is nearer and holds nearly everywhere: product 1 is there, by order 13, and brings no children.
    missing, _ = _missing(shop, CONFIG, "reviews", "2")
    _expect(_steps([missing["from"]] + missing["rest"]),
            [("", "users", "3"), ("down", "orders", "11"), ("down", "items", "11", "1"), ("down", "reviews", "2")])


def a_reference_is_never_followed_or_cut(shop):
    _begin(shop)
    never = ROOT + '[[child]]\ntable = "orders"\nparent = "users"\nfollow = "never"\n'
    missing, _ = _missing(shop, never, "orders", "12")
    _expect(missing["reason"], f"[[child]] ({_line(never, '[[child]]')}) says follow = \"never\"")
    cut = ROOT + '[[cut]]\ntable = "users"\ncolumns = ["referred_by"]\n'
    missing, found = _missing(shop, cut, "users", "2")
    _expect(missing["reason"], f"[[cut]] ({_line(cut, '[[cut]]')}) keeps users_referred_by_fkey from being followed up")
    _expect(_steps([missing["from"], missing["to"]]), [("", "users", "3"), ("up", "users", "2")])
    _expect(found["roots"], [f"where of [[root]] ({_line(cut, '[[root]]')}) does not hold"])


def required_rows_bring_no_children(shop):
    _begin(shop)
    missing, found = _missing(shop, CONFIG, "orders", "20")
    assert missing["reason"].startswith("public.users user_id = 1 is there only because something references it"), found
    assert f"follow = \"always\" in [[child]] ({_line(CONFIG, '[[child]]')})" in missing["hint"] and found["roots"] == [], found
    missing, _ = _missing(shop, ROOT.replace("children = true\n", ""), "orders", "12")
    assert "[[root]]" in missing["reason"] and "children = true" in missing["hint"] and 'table = "orders", parent = "users"' in missing["hint"]
    missing, _ = _missing(shop, WHOLE, "users", "1")
    assert "whole table" in missing["reason"] and missing["from"]["primary_key"] == ["DE"], missing


def what_a_root_could_name(shop):
    _begin(shop)
    roots = '[[root]]\ntable = "users"\norder_by = "user_id"\nlimit = 1\nchildren = true\n[[root]]\ntable = "users"\nquery = "SELECT -5 AS user_id"\n'
    found = _why(shop, roots, "users", "4")
    assert not found["in_twin"] and found["missing"] is None and "connected" in found["reason"] and "[[root]]" in found["hint"], found
    _expect(found["roots"], [f"limit = 1 of [[root]] ({_line(roots, '[[root]]')}) takes other rows",
                             f"the query of [[root]] ({_line(roots, '[[root]]', 2)}) does not return it"])
    found = _why(shop, roots, "reviews", "1")
    _expect(found["roots"], [f"public.users user_id = 3 would bring it, but limit = 1 of [[root]] ({_line(roots, '[[root]]')}) takes other rows"])
    assert found["missing"] is None and "within 6 references" in found["reason"], found


def nothing_near(shop):
    """A chain of 30 rows, one of them in the twin."""
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE TABLE users (user_id int PRIMARY KEY, next int REFERENCES users);
        INSERT INTO users SELECT n, nullif(n + 1, 31) FROM generate_series(1, 30) AS n""")
    root = '[[root]]\ntable = "users"\nwhere = "user_id = 20"\n'
    found = _why(shop, root, "users", "1")
    assert found["missing"] is None and found["reason"] == "no row of the twin is within 6 references of it", found
    missing, _ = _missing(shop, root, "users", "14")
    _expect([link["primary_key"] for link in missing["rest"]], [[str(n)] for n in range(19, 13, -1)])
    _expect(len(_chain(shop, root, "users", "30")), 11)
    whole = _run(shop, root.replace("20", "1"), "users", "30")
    shown = [line.split()[3] for line in whole.stdout.splitlines() if line.startswith("  public.users")]
    _expect(shown, [str(n) for n in (*range(1, 11), *range(21, 31))])
    assert "  ... 10 rows more" in whole.stdout and len(whole.report["chain"]) == 30, whole.told()


def rows_that_are_not_or_stay_behind(shop):
    _begin(shop)
    found = _why(shop, CONFIG, "items", "12", "7")
    assert (found["exists"], found["in_twin"], found["row"]) == (False, False, "order_id = 12, line = 7") and "source" in found["reason"], found
    none = ROOT + '[[table]]\nname = "it*"\nrows = "none"\n'
    found = _why(shop, none, "items", "12", "1")
    assert found["exists"] and not found["in_twin"] and found["reason"].endswith(f'[[table]] rows = "none" ({_line(none, "rows")})'), found
    found = _why(shop, none, "items")
    assert found["rows"] == 0 and found["bringers"] == [] and "rows = \"none\"" in found["reason"], found
    found = _why(shop, none, "spare")
    assert found["rows"] == 0 and "no root" in found["reason"], found
    run_psql(shop.playground.source, text="CREATE SCHEMA other; CREATE TABLE other.apart (id int PRIMARY KEY)")
    shop.playground.grant_reader()
    found = _why(shop, '[source]\nschemas = ["public"]\n' + ROOT, "other.apart", "1")
    assert "schema is not in [source] schemas" in found["reason"], found


def a_dropped_row_says_so(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE orders DISABLE TRIGGER ALL; ALTER TABLE items DISABLE TRIGGER ALL; ALTER TABLE reviews DISABLE TRIGGER ALL; "
                     f"INSERT INTO items VALUES (12, 2, '{SKU}9'); INSERT INTO reviews VALUES (3, 12, 2)")
    drop = '[source]\ndangling = "drop"\n' + ROOT
    found = _why(shop, drop, "items", "12", "2")
    assert not found["in_twin"] and found["exists"] and found["missing"] is None, found
    _expect(found["reason"], "it was dropped: by items_sku_fkey it references a row of public.products that does not exist "
                             f"(sku = {SKU}9)")
    assert "public.items order_id = 12, line = 2, which was dropped itself" in _why(shop, drop, "reviews", "3")["reason"]
    _expect(_why(shop, drop, "items")["rows"], 3)


def partitions_have_their_rows_told(shop):
    _begin(shop, """DROP TABLE orders, users CASCADE; CREATE TABLE users (user_id int PRIMARY KEY);
        CREATE TABLE events (user_id int REFERENCES users, at int, PRIMARY KEY (user_id, at)) PARTITION BY RANGE (at);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
        CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20);
        CREATE TABLE marks (mark_id int PRIMARY KEY, user_id int, at int, FOREIGN KEY (user_id, at) REFERENCES events);
        INSERT INTO users VALUES (1), (2); INSERT INTO events SELECT u, a FROM users AS t (u), generate_series(1, 19) AS a;
        INSERT INTO marks VALUES (1, 1, 3), (2, 1, 13), (3, 2, 13)""")
    root = '[[root]]\ntable = "users"\nwhere = "user_id = 1"\nchildren = true\n'
    for event, mark in (("3", "1"), ("13", "2")):
        _expect(_chain(shop, root, "marks", mark), [("root", "users", "1"), ("down", "events", "1", event), ("down", "marks", mark)])
    _expect(_chain(shop, '[[root]]\ntable = "marks"\n', "events", "2", "13"), [("root", "marks", "3"), ("up", "events", "2", "13")])
    missing, _ = _missing(shop, '[[root]]\ntable = "events_1"\nwhere = "user_id = 1"\n', "marks", "1")
    _expect(_steps([missing["from"]]), [("", "events", "1", "3")])
    leaf = '[[root]]\ntable = "events_1"\n'
    assert any("public.events_1 alone" in root for root in _why(shop, leaf, "events", "2", "13")["roots"])
    outcome = _run(shop, root, "events_1", "1", "3", status=2)
    assert "is a partition of public.events" in outcome.stderr and "subset why events" in outcome.stderr, outcome.told()


def wrong_questions_are_usage_errors(shop):
    _begin(shop)
    for question, said, hint in (
            (["user", "1"], "table public.user does not exist in the source", 'Did you mean "users"?'),
            (["items", "12"], "the primary key of public.items has 2 columns, and one value was given", "order_id (integer), line (smallint)"),
            (["users", "1", "2"], "the primary key of public.users has one column, and 2 values were given", "user_id (integer)"),
            (["users", "one"], 'invalid input syntax for type integer: "one"', "user_id (integer)"),
            (["items", "12", "70000"], "out of range for type smallint", "line (smallint)"),
            (["products", "x"], "invalid input syntax for type uuid", "Sku (uuid)"),
            (["Notes", "1"], "public.Notes has no primary key", "subset why Notes")):
        outcome = _run(shop, CONFIG, *question, status=2)
        assert len(outcome.errors) == 1 and said in outcome.errors[0] and hint in outcome.hints[0], outcome.told()
    found = _why(shop, CONFIG, "Notes")
    assert found["rows"] == 1 and found["bringers"][0]["reference"] == "Notes_item_order_item_line_fkey", found


def _bringers(found):
    return {(each["by"], each["reference"]): (each["rows"], each["only"]) for each in found["bringers"]}


def what_brought_a_table(shop):
    """Counted by hand where it is small, and against the twin's own rows where it is not."""
    _begin(shop)
    found = _why(shop, CONFIG, "users")
    _expect((found["rows"], found["chosen"]), (3, 1))
    # Orders 12 and 13 reference user 3, the root; 3 references 2 and 2 references 1.
    _expect(_bringers(found), {("root", "[[root]] 1"): (1, 0), ("up", "orders_user_id_fkey"): (1, 0), ("up", "users_referred_by_fkey"): (2, 2)})
    _expect([each["rows"] for each in found["bringers"]], sorted((each["rows"] for each in found["bringers"]), reverse=True))
    _expect(_bringers(_why(shop, CONFIG, "orders")), {("down", "orders_user_id_fkey"): (2, 0), ("up", "items_order_id_fkey"): (2, 0)})
    _expect(_bringers(_why(shop, CONFIG, "countries")), {("whole table", ""): (2, 0), ("up", "users_country_fkey"): (2, 0)})
    _expect(_bringers(_why(shop, CONFIG, "regions")), {("up", "countries_region_fkey"): (2, 2)})
    everything = '[[table]]\nname = "*"\nrows = "all"\n'
    _expect(_bringers(_why(shop, everything, "users")),
            {("whole table", ""): (5, 1), ("up", "orders_user_id_fkey"): (3, 0), ("up", "users_referred_by_fkey"): (2, 0)})
    outcome = _run(shop, CONFIG, "users")
    assert "public.users: 3 rows in the twin, 1 of them chosen." in outcome.stdout and "users_referred_by_fkey" in outcome.stdout, outcome.told()


def a_row_that_nobody_may_see_is_not_guessed_at(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE secrets (id int PRIMARY KEY); INSERT INTO secrets VALUES (5); ALTER TABLE secrets ENABLE ROW LEVEL SECURITY")
    shop.playground.grant_reader()
    outcome = shop.run("secrets", "5", command=["why"])
    assert outcome.status == 1 and "cannot be looked at" in outcome.errors[0] and outcome.hints, outcome.told()


def what_is_masked_is_not_shown(shop):
    run_psql(shop.playground.source, text="""DROP TABLE orders, users CASCADE;
        CREATE TABLE users (email text PRIMARY KEY, name text); CREATE TABLE logins (id int PRIMARY KEY, email text REFERENCES users);
        INSERT INTO users SELECT 'real' || n || '@production.test', 'n' FROM generate_series(1, 9) AS n;
        INSERT INTO logins SELECT n, 'real' || n || '@production.test' FROM generate_series(1, 9) AS n""")
    shop.playground.grant_reader()
    config = shop.folder / "masked.toml"
    config.write_text('[mask]\nkey = "a key of these tests"\nunclassified = "allow"\n[[root]]\ntable = "logins"\nwhere = "id <= 3"\n'
                      '[[table]]\nname = "users"\nmask = { email = "@email" }\n')
    for question, there in ((["logins", "2"], True), (["users", "real2@production.test"], True), (["users", "real8@production.test"], False),
                            (["logins", "8"], False), (["users"], None)):
        outcome = shop.run(*question, command=["why"], config=config)
        assert outcome.status == 0, outcome.told()
        assert there is None or outcome.report["in_twin"] is there, outcome.report
        assert "@production.test" not in outcome.stdout + json.dumps(outcome.report), outcome.told()


def the_sample_shop(shop):
    with Session(shop.playground.source) as source:
        source.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    run_psql(shop.playground.source, [SHOP / "schema.sql", SHOP / "data.sql"])
    shop.playground.grant_reader()
    shop.playground.recreate_target()
    config = shop.folder / "sample.toml"
    config.write_text((SHOP / "twin.toml").read_text())
    shop.refresh(config=config)
    found = {}
    for table in ("users", "orders", "products", "categories", "reviews"):
        outcome = shop.run(table, command=["why"], config=config)
        assert outcome.status == 0, outcome.told()
        found[table] = outcome.report
    with Session(shop.playground.target) as twin, Session(shop.playground.source) as source:
        def count(sql, session=twin):
            return int(session.value("SELECT count(*) FROM " + sql))
        for table, report in found.items():
            _expect(report["rows"], count(table))
        users = _bringers(found["users"])
        _expect({way: rows for way, (rows, _) in users.items()}, {
            ("root", "[[root]] 1"): 50,
            ("up", "orders_user_id_fkey"): count("users AS u WHERE EXISTS (SELECT FROM orders AS o WHERE o.user_id = u.user_id)"),
            ("up", "users_referred_by_fkey"): count("users AS u WHERE EXISTS (SELECT FROM users AS r WHERE r.referred_by = u.user_id)"),
            ("up", "reviews_author_id_fkey"): count("users AS u WHERE EXISTS (SELECT FROM reviews AS r WHERE r.author_id = u.user_id)"),
            ("down", "users_referred_by_fkey"): count("users WHERE referred_by > 950", source)})
        _expect(users["up", "users_referred_by_fkey"][1],
                count("users AS u WHERE user_id <= 950 AND NOT EXISTS (SELECT FROM reviews AS r WHERE r.author_id = u.user_id)"))
        products = count("products")
        _expect(_bringers(found["products"]), {("up", "order_items_product_id_fkey"): (products, products)})
        # Each row of the twin has a chain, each row that stayed behind a reason.
        for table, key in (("categories", "category_id"), ("users", "user_id")):
            there = {row[0] for row in twin.query(f"SELECT {key} FROM {table} ORDER BY 1 LIMIT 3")}
            for row in there | {row[0] for row in source.query(f"SELECT {key} FROM {table} ORDER BY 1 LIMIT 2")}:
                told = shop.run(table, row, command=["why"], config=config).report
                assert told["in_twin"] == bool(int(twin.value(f"SELECT count(*) FROM {table} WHERE {key} = {row}"))), told
                assert told["chain"] or told["missing"] or told["reason"], told


def json_on_standard_output(shop):
    _begin(shop)
    for question in (["orders", "12"], ["orders", "11"], ["orders"]):
        path = _write(shop, CONFIG)
        outcome = shop.run(*question, "--format", "json", command=["why"], config=path)
        _expect(json.loads(outcome.stdout), outcome.report)
        assert outcome.report["command"] == "why" and outcome.report["table"] == "public.orders", outcome.told()


def _in_terminal(shop, columns, *arguments):
    """What the program writes to a terminal of that width."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    done = subprocess.Popen([binary(), "why", *arguments], stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE,
                            env=environment(shop.playground.source_url(), shop.playground.target_url()))
    os.close(slave)
    text = b""
    with contextlib.suppress(OSError):  # how the end of a terminal is told
        while data := os.read(master, 4096):
            text += data
    os.close(master)
    _, told = done.communicate(timeout=60)
    assert done.returncode == 0, told
    return text.decode().replace("\r\n", "\n")


def lines_fit_the_terminal(shop):
    _begin(shop)
    path = str(_write(shop, CONFIG))
    for columns in (40, 80):
        for question in (["products", SKU + "2"], ["reviews", "2"], ["users"], ["regions", "moon"], ["users", "4"]):
            text = _in_terminal(shop, columns, "--config", path, *question)
            assert text.count("\n") >= 2 and max(map(len, text.splitlines())) <= columns, text
            assert not any(line.endswith(" ") for line in text.splitlines()), text
    assert "public.products Sku = " in _in_terminal(shop, 80, "--config", path, "products", SKU + "2")


def each_step_in_pagila_links_two_rows(shop):
    """For a row of every table in the twin: the chain begins at a root, and the server finds the two rows of each step linked."""
    data = SAMPLE_DATA / "pagila.sql.gz"
    if not data.exists():
        raise NotPossibleHere(f"no {data}")
    with Session(shop.playground.source) as source:
        source.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with gzip.open(data, "rt", encoding="utf-8") as dump:
        run_psql(shop.playground.source, text=dump.read())
    shop.playground.grant_reader()
    config = ('[[root]]\ntable = "customer"\norder_by = "customer_id DESC"\nlimit = 5\nchildren = true\n'
              '[[root]]\ntable = "film_actor"\nlimit = 3\n[[root]]\ntable = "film_category"\nlimit = 3\n')
    shop.playground.recreate_target()
    counts = {table["table"]: table["rows"] for table in shop.refresh(config=_write(shop, config)).report["tables"]}
    asked = 0
    with Session(shop.playground.source) as source, Session(shop.playground.target) as twin:
        references = _references(source)
        for table, rows in counts.items():
            name = identifier(*table.split("."))
            key = [column for (column,) in source.query(
                "SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) "
                f"WHERE contype = 'p' AND conrelid = {literal(name)}::regclass ORDER BY array_position(conkey, attnum)")]
            if not rows or not key:
                continue
            row = twin.query(f"SELECT {', '.join(identifier(c) + '::text' for c in key)} FROM {name} ORDER BY md5(({name.split('.')[-1]}.*)::text) LIMIT 1")[0]
            found = _why(shop, config, table, *row)
            chain = found["chain"]
            assert found["in_twin"] and chain[-1]["primary_key"] == list(row) and chain[0]["by"] == "root", found
            assert chain[0]["table"] != "public.customer" or int(chain[0]["primary_key"][0]) > 594, found  # the latest 5 of 599
            for before, link in zip(chain, chain[1:]):
                child, parent = (link, before) if link["by"] == "down" else (before, link)
                assert before["chosen"] or link["by"] == "up", found
                linked = _linked(source, references, link["reference"], child, parent)
                assert linked == "1", f"{link['reference']} does not link {child} and {parent}"
            asked += 1
    assert asked == 14, f"only {asked} tables were asked about"


def _references(source):
    """By name: (child columns, parent columns)."""
    columns = ("(SELECT array_to_string(array_agg(attname ORDER BY o), ',') FROM unnest({}) WITH ORDINALITY AS u (n, o) "
               "JOIN pg_attribute ON attrelid = {} AND attnum = n)")
    return {name: (child.split(","), parent.split(",")) for name, child, parent in source.query(
        f"SELECT conname, {columns.format('conkey', 'conrelid')}, {columns.format('confkey', 'confrelid')} FROM pg_constraint WHERE contype = 'f'")}


def _linked(source, references, name, child, parent):
    def row_of(link):
        schema, table = link["table"].split(".")
        if not link["primary_key"]:  # "ctid = (0,1) in public.payment_p2007_01"
            row, leaf = link["row"].removeprefix("ctid = ").split(" in ")
            return f"(SELECT * FROM {identifier(*leaf.split('.'))} WHERE ctid = {literal(row)})"
        condition = " AND ".join(f"{identifier(pair.split(' = ')[0])} = {literal(value)}"
                                 for pair, value in zip(link["row"].split(", "), link["primary_key"]))
        return f"(SELECT * FROM {identifier(schema, table)} WHERE {condition})"
    columns = " AND ".join(f"c.{identifier(one)} = p.{identifier(other)}" for one, other in zip(*references[name]))
    return source.value(f"SELECT count(*) FROM {row_of(child)} AS c JOIN {row_of(parent)} AS p ON {columns}")


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
