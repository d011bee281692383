#!/usr/bin/env python3
"""What becomes of each column, and what is refused because nobody said it: `keep`, `unclassified`, and the report that an auditor reads.

    tests/support/with_postgres tests/story/classified.py [NAME...]
"""
import json
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

KEY = 'key = "a key of these tests"\n'


def _source(shop, schema):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text="DROP TABLE IF EXISTS orders, users CASCADE; DROP VIEW IF EXISTS names; DROP FUNCTION greet; DROP SEQUENCE tickets;" + schema)
    shop.playground.grant_reader()


def _config(shop, text):
    path = shop.folder / "classified.toml"
    path.write_text(text)
    return path


def _refused(shop, text, *words, command=("run",)):
    outcome = shop.run(config=_config(shop, text), command=list(command))
    assert outcome.status == 2 and outcome.hints, outcome.told()
    for word in words:
        assert word in outcome.stderr, f"not told: {word}\n" + outcome.told()
    return outcome


def _columns(outcome):
    return {f'{each["table"].removeprefix("public.")}.{each["column"]}': each for each in outcome.report["columns"]}


def _whole(*names):
    return "".join(f'[[table]]\nname = "{name}"\nrows = "all"\n' for name in names)


LETTERS = """
CREATE TABLE people (id int PRIMARY KEY, address text UNIQUE NOT NULL, nick text);
CREATE TABLE letters (id int PRIMARY KEY, address text NOT NULL REFERENCES people (address), stamp text);
CREATE TABLE replies (id int PRIMARY KEY, address text);
INSERT INTO people SELECT n, 'road ' || n, 'nick ' || n FROM generate_series(1, 20) AS n;
INSERT INTO letters SELECT n, 'road ' || n, 'red' FROM generate_series(1, 20) AS n;
"""


def keep_goes_from_parent_to_child_alone(shop):
    _source(shop, LETTERS)
    unclassified = '[mask]\nunclassified = "error"\nkeep = [{keep}]\n' + _whole("people", "letters")
    outcome = _refused(shop, unclassified.format(keep='"letters.*", "people.nick"'), "1 column that may hold", "public.people.address")
    assert "public.letters.address" not in outcome.stderr, outcome.told()
    _refused(shop, unclassified.format(keep='"letters.*", "people.nick"').replace('name = "letters"\nrows = "all"', 'name = "letters"\nrows = "none"'),
             "public.people.address")
    outcome = shop.refresh(config=_config(shop, unclassified.format(keep='"people.address", "people.nick", "letters.stamp"')))
    columns = _columns(outcome)
    assert columns["letters.address"]["state"] == "kept", columns
    assert columns["letters.address"]["reason"] == 'as it references public.people.address, kept by keep "people.address"', columns
    assert columns["people.nick"]["reason"] == 'by keep "people.nick"' and columns["people.nick"]["place"].endswith("classified.toml:3:27"), columns
    plan = shop.run(config=shop.folder / "classified.toml", command=["plan"])
    assert 'address kept as it references public.people.address, kept by keep "people.address"' in " ".join(plan.stdout.split()), plan.told()


def a_reference_that_a_migration_adds_opens_no_column(shop):
    _source(shop, LETTERS)
    config = _config(shop, '[mask]\nunclassified = "error"\nkeep = ["people.*", "letters.stamp", "replies.address"]\n' + _whole("people", "letters", "replies"))
    shop.refresh(config=config)
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE owners (home text PRIMARY KEY, note text); ALTER TABLE replies ADD FOREIGN KEY (address) REFERENCES owners")
    shop.playground.grant_reader()
    outcome = shop.run(config=_config(shop, config.read_text() + _whole("owners")))
    assert outcome.status == 2 and _asked(outcome) == {"home", "note"} and "public.replies" not in outcome.errors[0], outcome.told()


WARD = """
CREATE DOMAIN insurance AS bigint CHECK (VALUE > 0);
CREATE TYPE mood AS ENUM ('calm', 'loud');
CREATE TYPE bed AS (room text, floor int);
CREATE TABLE stays (id bigint PRIMARY KEY, scan bytea, bracelet macaddr8, width numeric(10,2), cover insurance, phone bigint, spot polygon,
    absent tsrange, rounds timetz, marks varbit, flags bit(8), badge uuid, alive bool, mood mood, religion mood, bed bed, visits int[], phone_count int, cost money);
CREATE TABLE rooms (id serial PRIMARY KEY, stay_id bigint REFERENCES stays, beds int);
INSERT INTO stays SELECT n, '\\x01', '08:00:2b:01:02:03:04:05', n, n, 999550000 + n, '((0,0),(1,1))', '[2026-01-01,2026-02-01)', '10:00+0', B'101', B'10101010',
    md5(n::text)::uuid, true, 'calm', 'loud', '(a,1)', '{1}', 1, 5 FROM generate_series(1, 10) AS n;
INSERT INTO rooms SELECT n, n, 2 FROM generate_series(1, 10) AS n;
"""
BY_TYPE_OR_NAME = {"scan", "bracelet", "cover", "phone", "spot", "absent", "rounds", "religion", "bed", "visits"}
OTHERS = {"width", "marks", "flags", "badge", "alive", "mood", "phone_count", "cost"}


def _asked(outcome):
    lines = [line for line in outcome.errors if "neither masked nor in keep" in line]
    assert len(lines) == 1, outcome.told()
    return {name.split(".")[-1] for name in lines[0].rsplit(" (", 1)[0].split(": ")[-1].split(", ")}


def what_is_referenced_in_some_rows_alone_is_not_kept_with_it(shop):
    _source(shop, "CREATE TABLE parts (code text PRIMARY KEY); CREATE TABLE notes (id int PRIMARY KEY, kind text NOT NULL, about text);"
                  "CREATE TABLE pairs (a text, b text, PRIMARY KEY (a, b)); CREATE TABLE uses (id int PRIMARY KEY, a text, b text, FOREIGN KEY (a, b) REFERENCES pairs);"
                  "INSERT INTO parts VALUES ('p1'); INSERT INTO notes VALUES (1, 'part', 'p1'), (2, 'person', 'Ann'); INSERT INTO pairs VALUES ('x', 'y');"
                  "INSERT INTO uses VALUES (1, 'x', 'y'), (2, 'Ann', NULL)")
    text = '[mask]\nunclassified = "error"\nkeep = ["parts.code", "notes.kind", "pairs.*"{0}]\n' + _whole("parts", "notes", "pairs", "uses")
    text += '[[reference]]\ntable = "notes"\ncolumns = ["about"]\nparent = "parts"\n{1}'
    asked = _asked(_refused(shop, text.format("", 'when = "c.kind = \'part\'"\n')))
    assert asked == {"about", "a", "b"}, asked
    with Session(shop.playground.source) as source:
        source.query("DELETE FROM uses WHERE id = 2; ALTER TABLE uses ALTER a SET NOT NULL, ALTER b SET NOT NULL; DELETE FROM notes WHERE id = 2")
    shop.refresh(config=_config(shop, text.format("", "")))


def any_type_may_hold_personal_data_but_few(shop):
    _source(shop, WARD)
    text = '[mask]\nunclassified = "{0}"\n' + _whole("stays", "rooms")
    asked = _asked(_refused(shop, text.format("error")))
    assert asked == BY_TYPE_OR_NAME, asked ^ BY_TYPE_OR_NAME
    asked = _asked(_refused(shop, text.format("strict"), "unclassified"))
    assert asked == BY_TYPE_OR_NAME | OTHERS | {"beds"}, asked ^ (BY_TYPE_OR_NAME | OTHERS)
    outcome = shop.refresh(config=_config(shop, '[mask]\nunclassified = "strict"\nkeep = ["stays.*", "rooms.beds"]\n' + _whole("stays", "rooms")))
    columns = _columns(outcome)
    assert columns["stays.id"]["state"] == "kept" and columns["rooms.id"]["state"] == "key", columns
    shop.refresh(config=_config(shop, text.format("allow")))


def a_number_that_is_personal_by_name_is_so_where_it_is_referenced(shop):
    _source(shop, "CREATE TABLE lines (phone bigint PRIMARY KEY); CREATE TABLE calls (id int PRIMARY KEY, caller bigint REFERENCES lines);"
                  "INSERT INTO lines VALUES (999550001); INSERT INTO calls VALUES (1, 999550001)")
    _refused(shop, '[mask]\nunclassified = "error"\n' + _whole("lines", "calls"), "public.lines.phone", "public.calls.caller")
    shop.refresh(config=_config(shop, '[mask]\nunclassified = "error"\nkeep = ["lines.phone"]\n' + _whole("lines", "calls")))


def what_is_null_in_the_twin_needs_no_word(shop):
    _source(shop, "CREATE SCHEMA desk; CREATE TABLE desk.agents (name text PRIMARY KEY); CREATE TABLE desk.teams (name text, floor int, PRIMARY KEY (name, floor));"
                  "CREATE TABLE calls (id int PRIMARY KEY, agent text REFERENCES desk.agents, team text, floor int, FOREIGN KEY (team, floor) REFERENCES desk.teams);"
                  "INSERT INTO desk.agents VALUES ('Ann'); INSERT INTO desk.teams VALUES ('red', 1); INSERT INTO calls VALUES (1, 'Ann', 'red', 1), (2, 'Ann', 'Bob', NULL)")
    text = '[source]\nschemas = ["public"]\n[mask]\n' + KEY + 'unclassified = "error"\n{keep}' + _whole("calls") + "{more}"
    _refused(shop, text.format(keep="", more=""), "1 column that", "public.calls.team")  # a row without a floor keeps its team
    outcome = shop.refresh(config=_config(shop, text.format(keep='keep = ["calls.team"]\n', more="")))
    columns = _columns(outcome)
    assert columns["calls.agent"]["state"] == "null" and "desk.agents, which is in a schema that is left out" in columns["calls.agent"]["reason"], columns
    with Session(shop.playground.target) as target:
        assert target.query("SELECT count(*), count(agent) FROM calls") == [("2", "0")]
    masked = '[[table]]\nname = "calls"\nmask = { agent = "@hash", team = "@hash" }\n'
    outcome = shop.refresh(config=_config(shop, text.format(keep="", more=masked)))
    assert "note: the mask of public.calls.agent meets no value: NULL in the twin: it references desk.agents" in outcome.stderr, outcome.told()
    assert _columns(outcome)["calls.team"]["state"] == "masked", outcome.report["columns"]
    cut = '[mask]\nunclassified = "error"\nkeep = ["calls.team"]\n' + _whole("calls", "desk.teams").replace('name = "desk.teams"\nrows = "all"', 'name = "desk.teams"\nrows = "none"')
    cut += '[[cut]]\ntable = "calls"\ncolumns = ["agent"]\n'
    shop.refresh(config=_config(shop, cut))
    _refused(shop, cut + _whole("desk.agents"), "public.calls.agent", "desk.agents.name")


def an_entry_of_keep_that_meets_nothing_is_refused(shop):
    _source(shop, LETTERS + "CREATE TABLE days (day date, page text) PARTITION BY RANGE (day); CREATE TABLE days_1 PARTITION OF days DEFAULT;")
    text = '[mask]\n' + KEY + 'unclassified = "allow"\nkeep = ["{0}"]\n' + _whole("people")
    _refused(shop, text.format("poeple.*"), 'keep in [mask] names "poeple.*", which is no column', "classified.toml:4:9", 'Did you mean "people"?')
    _refused(shop, text.format("peple.nick"), 'keep in [mask] names "peple.nick", which is no column', 'Did you mean "people"?')
    _refused(shop, text.format("people.nik"), "Of public.people, its columns are id, address, nick.")
    _refused(shop, text.format("log_*.at"), "It matches no table")
    _refused(shop, text.format("days_1.page"), "public.days_1 is a partition: name its partitioned table, public.days.")
    outcome = shop.refresh(config=_config(shop, text.format("replies.*")))
    assert 'keep "replies.*" meets no row: no row comes into public.replies' in outcome.stderr, outcome.told()
    both = text.format("people.nick") + 'mask = { nick = "@name" }\n'
    _refused(shop, both, 'keep in [mask] names "people.nick", and public.people.nick is masked by @name', "Remove one of the two")
    shop.refresh(config=_config(shop, both.replace("people.nick", "people.*")))


def a_partition_and_an_heir_go_with_their_parents(shop):
    _source(shop, "CREATE TABLE cars (id int PRIMARY KEY, owner text); CREATE TABLE taxis (driver text) INHERITS (cars);"
                  "CREATE TABLE days (day date, page text) PARTITION BY RANGE (day); CREATE TABLE days_1 PARTITION OF days DEFAULT;"
                  "INSERT INTO taxis VALUES (1, 'Ann', 'Bob'); INSERT INTO days VALUES ('2026-01-01', 'p')")
    text = '[mask]\nunclassified = "error"\nkeep = ["cars.owner", "days.page", "days.day"{0}]\n' + _whole("cars", "days")
    _refused(shop, text.format(""), "1 column that", "public.taxis.driver")
    outcome = shop.refresh(config=_config(shop, text.format(', "taxis.driver"')))
    assert _columns(outcome)["taxis.owner"]["reason"] == 'by keep "cars.owner"', outcome.report["columns"]


def a_new_column_of_any_table_is_refused(shop):
    _source(shop, LETTERS)
    config = _config(shop, '[mask]\nunclassified = "error"\nkeep = ["people.address", "people.nick", "letters.stamp"]\n' + _whole("people", "letters"))
    shop.refresh(config=config)
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE letters ADD COLUMN photo bytea")
    outcome = shop.run(config=config)
    assert outcome.status == 2 and "public.letters.photo" in outcome.stderr, outcome.told()


def quiet_hides_no_warning(shop):
    _source(shop, LETTERS)
    outcome = shop.run("--quiet", config=_config(shop, _whole("people")))
    assert outcome.status == 0 and "2 columns that may hold personal data are neither masked" in outcome.stderr, outcome.told()


def the_report_has_every_column(shop):
    _source(shop, "CREATE TABLE checks (id int PRIMARY KEY, scan bytea, phone bigint, positive bool, note text, loud text GENERATED ALWAYS AS (upper(note)) STORED);"
                  "INSERT INTO checks SELECT n, '\\x01', 999550000 + n, true, 'note ' || n FROM generate_series(1, 20) AS n; CREATE TABLE empties (body text)")
    text = '[mask]\n' + KEY + 'keep = ["checks.scan"]\n' + _whole("checks") + 'mask = { note = "@text" }\n[[table]]\nname = "empties"\nrows = "none"\n'
    outcome = shop.refresh(config=_config(shop, text))
    columns = _columns(outcome)
    assert list(columns) == ["checks.id", "checks.scan", "checks.phone", "checks.positive", "checks.note", "checks.loud", "empties.body"], columns
    assert {name.split(".")[1]: each["state"] for name, each in columns.items()} == {
        "id": "key", "scan": "kept", "phone": "unclassified", "positive": "unclassified", "note": "masked", "loud": "computed", "body": "no_rows"}, columns
    note = columns["checks.note"]
    assert note["mask"] == "@text" and note["place"].endswith("classified.toml:7:17") and note["rows_looked_at"] == 20, note
    assert columns["checks.phone"]["asked"] and not columns["checks.positive"]["asked"], columns
    assert "rows_looked_at" not in columns["checks.scan"] and all(each["reason"] and each["type"] for each in columns.values()), columns


def the_report_says_what_excepts_a_column_or_a_row(shop):
    _source(shop, LETTERS)
    text = '[mask]\n' + KEY + 'unclassified = "error"\nkeep = ["people.*", "letters.address"]\n[[table]]\nname = "*"\nrows = "all"\nmask = { stamp = "@text", address = "@address" }\n'
    outcome = shop.refresh(config=_config(shop, text.replace('"people.*"', '"people.address", "people.nick"').replace(', "letters.address"', ', "replies.address"')))
    columns = _columns(outcome)
    assert columns["people.address"]["state"] == "kept" and columns["letters.stamp"]["state"] == "masked", columns
    when = text.replace('[[table]]', '[[table]]\nname = "letters"\nmask_when = "c.id <> 7"\n[[table]]', 1).replace(', address = "@address"', '')
    outcome = shop.refresh(config=_config(shop, when.replace('"letters.address"', '"replies.address"')))
    assert _columns(outcome)["letters.stamp"]["reason"] == "by [[table]] mask, but for rows for which this is false: c.id <> 7", outcome.report["columns"]


def a_tsvector_is_refused_for_what_is_in_it(shop):
    _source(shop, "CREATE TABLE books (id int PRIMARY KEY, title text, author text, size numeric, words tsvector);"
                  "INSERT INTO books SELECT n, 'gardening ' || n, 'Ärmelfrau' || n, n, NULL FROM generate_series(1, 30) AS n")
    allow = '[mask]\n' + KEY + 'unclassified = "allow"\n' + _whole("books")
    by_size, by_author = allow + 'mask = { size = "@number" }\n', allow + 'mask = { author = "@name", size = "@number" }\n'
    shop.refresh(config=_config(shop, by_author))
    with Session(shop.playground.source) as source:
        source.query("UPDATE books SET words = to_tsvector('english', title || ' ' || size)")
    shop.refresh(config=_config(shop, by_size))
    shop.refresh(config=_config(shop, by_author))
    _refused(shop, allow + 'mask = { title = "@text" }\n', "public.books.words holds words of masked columns of its row")
    with Session(shop.playground.source) as source:  # a stem, without accents, in one row
        source.query("UPDATE books SET words = 'armelfrau7'::tsvector WHERE id = 7")
    _refused(shop, by_author, "public.books.words holds words of masked columns of its row")
    shop.refresh(config=_config(shop, by_author.replace('"allow"\n', '"allow"\nkeep = ["books.words"]\n')))


def what_the_schema_itself_says_is_told_and_under_strict_refused(shop):
    at = chr(64)  # so that no address stands in this file
    _source(shop, f"""
CREATE TYPE sender AS ENUM ('post{at}office.test', 'other');
CREATE DOMAIN reply AS text CHECK (VALUE <> 'boss{at}notexample.com');
CREATE TABLE rooms (id int PRIMARY KEY, state text CHECK (state <> '+999 555 0100'), who text DEFAULT 'chief{at}mail.notexample.test');
CREATE TABLE halls (id int PRIMARY KEY, who text);
CREATE TABLE parts (who text) PARTITION BY LIST (who);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN ('one{at}part.test');
ALTER TABLE halls ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON halls USING (true);
CREATE POLICY chief ON halls FOR UPDATE USING (who = 'boss{at}mail.example-office.test');
CREATE VIEW bosses AS SELECT * FROM halls WHERE who = 'a{at}office.test';
CREATE FUNCTION head() RETURNS text LANGUAGE sql AS $$ SELECT 'head{at}office.test'::text $$;
CREATE INDEX at_office ON halls (id) WHERE who = 'b{at}office.test';
CREATE VIEW nobodys AS SELECT * FROM rooms WHERE who IN ('a{at}example.com', 'b{at}mail.example.org');
COMMENT ON POLICY chief ON halls IS 'ask c{at}office.test';
INSERT INTO rooms VALUES (1, 'open', 'x')
""")
    text = '[mask]\nunclassified = "{0}"\nkeep = ["*.*"]\n' + _whole("rooms", "halls", "parts")
    outcome = shop.refresh(config=_config(shop, text.format("error")))
    told = [line for line in outcome.stderr.splitlines() if "the schema itself holds" in line]
    assert len(told) == 1, outcome.told()
    for title in ("TYPE public sender", "DOMAIN public reply", "TABLE public rooms", "TABLE ATTACH public parts_1", "POLICY public halls chief",
                  "VIEW public bosses", "FUNCTION public head()", "INDEX public at_office", "COMMENT public POLICY chief ON halls"):
        assert title in told[0], f"not told: {title}\n{told[0]}"
    assert "nobodys" not in told[0] and "everybody" not in told[0], told[0]
    before = outcome.report["rows"]
    _refused(shop, text.format("strict"), "the schema itself holds", "POLICY public halls chief", "classified.toml:2:16")
    with Session(shop.playground.target) as target:
        assert target.query("SELECT count(*) FROM rooms") == [(str(before),)], "the twin has changed"
    outcome = shop.refresh(config=_config(shop, text.format("allow")))
    assert "the schema itself" not in outcome.stderr, outcome.told()


AUDITED = """
CREATE TABLE members (id int PRIMARY KEY, mail text NOT NULL, joined date, note text, doc jsonb, role text, phone text, tag text);
CREATE VIEW active AS SELECT id FROM members WHERE role = 'act|ve';
CREATE VIEW plain AS SELECT id FROM members;
INSERT INTO members SELECT n, 'rawmail' || n || '@production.test', date '1900-01-01' + n * 1000, 'rawnote ' || n, '{"rawkey": "rawdoc"}', 'staff',
    'rawphone' || n, 'rawtag' || n FROM generate_series(1, 50) AS n;
"""


def _days(shop):
    with Session(shop.playground.source) as source:
        return [day for day, in source.query("SELECT joined::text FROM members")]


def the_privacy_audit_says_all_and_shows_nothing_raw(shop):
    _source(shop, AUDITED + f"COMMENT ON TABLE members IS 'ask ann{chr(64)}production.test'")
    text = ('[mask]\n' + KEY + 'unclassified = "warn"\nkeep = ["members.role"]\n[[table]]\nname = "members"\nrows = "all"\n'
            """mask = { mail = "@email", joined = "@date", doc = "@json", phone = "left(c.phone, 3) || 'x'", tag = "@text(keep: first 1)" }\n""")
    config = _config(shop, text)
    forms = {}
    for ending in ("json", "md", "html"):
        path = shop.folder / f"audit.{ending}"
        outcome = shop.run("--privacy", str(path), config=config, command=["plan"])
        assert outcome.status == 0 and path.stat().st_mode & 0o077 == 0, outcome.told()
        forms[ending] = path.read_text()
        for raw in ("rawmail", "rawnote", "rawkey", "rawdoc", "rawphone", "rawtag", "raw", "a key of these tests", "production.test"):
            assert raw not in forms[ending].lower(), f"{raw} stands in audit.{ending}"
        assert not [day for day in _days(shop) if day in forms[ending]], "a raw date stands there"
        for word in ("members", "note", "masked by", "classified", "What is not covered", "Frequencies", "Equality"):
            assert ending == "json" or word in forms[ending], f"{word} is not in audit.{ending}"
    audit = json.loads(forms["json"])
    columns = {each["column"]: each for each in audit["columns"]}
    assert list(columns) == ["id", "mail", "joined", "note", "doc", "role", "phone", "tag"], columns
    assert len(columns["mail"]["examples"]) == 3 and all("@example." in each for each in columns["mail"]["examples"]), columns["mail"]
    assert len(columns["joined"]["examples"]) == 3 and columns["joined"]["class"] == "date or time", columns["joined"]
    for column in ("doc", "phone", "tag"):
        assert not columns[column]["examples"] and columns[column]["why_no_example"], columns[column]
    assert columns["note"]["free_text"] and columns["note"]["state"] == "unclassified" and columns["role"]["state"] == "kept", columns
    assert columns["mail"]["mask"] == "@email" and columns["mail"]["place"].endswith("classified.toml:8:17"), columns["mail"]
    assert audit["schema"][0] == {"object": "COMMENT public TABLE members", "personal": True}, audit["schema"]
    assert {"object": "VIEW public active", "personal": False} in audit["schema"] and "VIEW public plain" not in json.dumps(audit["schema"]), audit["schema"]
    assert len(audit["config"]["hash"]) == 16 and audit["config"]["unclassified"] == "warn", audit["config"]
    assert any("public.members.note" in each for each in audit["not_covered"]), audit["not_covered"]
    assert "act\\|ve" not in forms["md"] and "<script" not in forms["html"], "the page runs nothing"
    outcome = shop.run("--privacy", "audit.txt", config=config, command=["plan"])
    assert outcome.status == 2 and ".html, .json or .md" in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
