#!/usr/bin/env python3
"""A script of rows alone: for a database that has the schema, and perhaps rows of its own.

    tests/support/with_postgres tests/story/data_alone.py [NAME...]
"""
import os
import stat
import subprocess
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

SCHEMA = """
CREATE TABLE teams (team_id serial PRIMARY KEY, name text, lead int);
CREATE TABLE people (person_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team_id int NOT NULL REFERENCES teams, note text,
                     twice int GENERATED ALWAYS AS (person_id * 2) STORED, made timestamptz, raw bytea, tags text[], extra jsonb);
ALTER TABLE teams ADD FOREIGN KEY (lead) REFERENCES people;
CREATE TABLE marks (person_id int REFERENCES people, what text);
CREATE TABLE "odd ""one""\tsays" ("a b" int PRIMARY KEY, "it's" text UNIQUE);
CREATE TABLE bare ();
CREATE TABLE days (day date, person_id int REFERENCES people, PRIMARY KEY (day, person_id)) PARTITION BY RANGE (day);
CREATE TABLE days_old PARTITION OF days FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE days_new PARTITION OF days FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE TABLE seen (what text);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TRIGGER seen AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER seen AFTER INSERT ON days_new FOR EACH ROW EXECUTE FUNCTION see();
ALTER TABLE days_new ENABLE ALWAYS TRIGGER seen;
"""
ROWS = r"""
INSERT INTO teams (name) SELECT 'team ' || n FROM generate_series(1, 5) AS n;
INSERT INTO people (team_id, note, made, raw, tags, extra)
  SELECT 1 + n % 5, CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN E'it''s \\N a\tb\nc\rd, "e"' WHEN 2 THEN '' ELSE '\.' END,
         timestamptz '2024-01-01' + n * interval '1 hour', '\x0027', ARRAY['a,b', NULL, '"'], '{"k": "v\n"}' FROM generate_series(1, 1200) AS n;
UPDATE teams SET lead = team_id;
INSERT INTO marks VALUES (1, 'x'), (1, 'x'), (2, NULL), (2, '');
INSERT INTO "odd ""one""	says" VALUES (1, 'one'), (2, 'two');
INSERT INTO bare DEFAULT VALUES; INSERT INTO bare DEFAULT VALUES;
INSERT INTO days VALUES ('2023-01-01', 1), ('2024-06-01', 2);
DELETE FROM seen;
"""
TABLES = ("teams", "people", "marks", '"odd ""one""\tsays"', "bare", "days", "seen")
WHOLE = '[[table]]\nname = "*"\nrows = "all"\n[mask]\nunclassified = "allow"\n'


def _begin(shop):
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SCHEMA + ROWS)
    shop.playground.grant_reader()
    _new_target(shop)


def _new_target(shop, rows=""):
    shop.playground.recreate_target()
    run_psql(shop.playground.target_as_owner, text=SCHEMA + rows)


def _write(shop, form=None, rows=WHOLE, status=0, more=""):
    path = shop.folder / "data.toml"
    name = "rows" if form == "csv" else "rows.sql"
    path.write_text(f'{more}\n[target]\nfile = "{name}"\ncontents = "data"\n{rows}')
    outcome = shop.run(*(["--format", form] if form else []), config=path, extra={"DEV_DATABASE_URL": ""})
    assert outcome.status == status, outcome.told()
    return outcome, shop.folder / name


def _load(shop, script, form=None, fails=False):
    """As a colleague would; the INSERT statements by a client that knows nothing of psql's own commands."""
    target = shop.playground.target_as_owner
    try:
        if form == "inserts":
            with Session(target) as session:
                session.query(script.read_text())
        else:
            subprocess.run(["psql", "-X", "-q", "-d", target, "-f", "load.sql" if form == "csv" else str(script)], check=True,
                           cwd=script if form == "csv" else None, capture_output=True, text=True)
    except Exception as problem:  # of either client
        assert fails, getattr(problem, "stderr", problem)
        return str(getattr(problem, "stderr", problem))
    assert not fails, "loaded all the same"
    return ""


def _query(database, sql):
    with Session(database) as session:
        return session.query(sql)


def _contents(database):
    return {table: _query(database, f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in TABLES}


def each_form_loads_and_loads_again(shop):
    """Into an empty schema: with a cycle, identity and generated columns, rows without a key, no column, partitions and triggers."""
    _begin(shop)
    expected = _contents(shop.playground.source)
    for form in (None, "copy", "inserts", "csv"):
        _new_target(shop)
        outcome, script = _write(shop, form)
        assert outcome.report["target"] == {"database": None, "mode": "file"}, outcome.report["target"]
        assert "rows alone" in outcome.stderr, outcome.told()
        for time in ("first", "second"):
            _load(shop, script, form)
            found = _contents(shop.playground.target)
            differ = {table: (sorted(set(found[table]) ^ set(expected[table]))[:4], len(found[table])) for table in TABLES
                      if found[table] != expected[table]}
            assert not differ, (form, time, differ)
        triggers = _query(shop.playground.target, "SELECT count(*) FILTER (WHERE tgenabled = 'O'), count(*) FILTER (WHERE tgenabled = 'A') "
                          "FROM pg_trigger WHERE NOT tgisinternal")
        assert triggers == [("1", "1")], triggers
        next_ids = "INSERT INTO people (team_id) VALUES (1) RETURNING person_id"
        assert _query(shop.playground.target, next_ids) == [("1201",)], form
        assert _query(shop.playground.target, "SELECT nextval('teams_team_id_seq')") == [("6",)], form


def own_rows_stay(shop):
    """What is there by its key stays as it is, what is not comes beside it; a sequence is never lowered."""
    _begin(shop)
    own = """INSERT INTO teams VALUES (2, 'mine'), (77, 'my own'); SELECT setval('teams_team_id_seq', 500);
             INSERT INTO marks VALUES (NULL, 'own'); INSERT INTO "odd ""one""\tsays" VALUES (7, 'seven');"""
    for form in (None, "inserts", "csv"):
        _new_target(shop, own)
        _, script = _write(shop, form)
        for _ in range(2):
            _load(shop, script, form)
            assert _query(shop.playground.target, "SELECT team_id, name FROM teams WHERE team_id IN (2, 3, 77) ORDER BY 1") == \
                [("2", "mine"), ("3", "team 3"), ("77", "my own")], form
            assert _query(shop.playground.target, "SELECT count(*), count(*) FILTER (WHERE what = 'x') FROM marks") == [("5", "2")], form
        assert _query(shop.playground.target, "SELECT nextval('teams_team_id_seq')") == [("501",)], form


def all_or_nothing(shop):
    """A unique value that another row has, or a proof that fails, leaves the database as it was."""
    _begin(shop)
    for form in (None, "inserts", "csv"):
        _new_target(shop, """INSERT INTO "odd ""one""\tsays" VALUES (9, 'two');""")
        before = _contents(shop.playground.target)
        _, script = _write(shop, form)
        told = _load(shop, script, form, fails=True)
        assert "unique" in told, told
        assert _contents(shop.playground.target) == before, form
    _new_target(shop, "CREATE RULE none AS ON INSERT TO marks DO INSTEAD NOTHING")
    _load(shop, _write(shop)[1])
    assert _query(shop.playground.target, "SELECT count(*) FROM marks") == [("4",)]
    assert _query(shop.playground.target, "SELECT ev_enabled FROM pg_rewrite WHERE rulename = 'none'") == [("O",)]
    after = shop.folder / "after.sql"
    after.write_text("DELETE FROM marks WHERE what = 'x'")
    _new_target(shop)
    path = shop.folder / "data.toml"
    path.write_text(f'[target]\nfile = "rows.sql"\ncontents = "data"\nafter = "after.sql"\n{WHOLE}')
    assert shop.run(config=path).status == 0
    told = _load(shop, shop.folder / "rows.sql", fails=True)
    assert "public.marks" in told, told
    assert _query(shop.playground.target, "SELECT count(*) FROM people") == [("0",)]


def roots_and_masks_hold(shop):
    """The rows are those of the config, masked; the script has neither raw values nor anything of the schema."""
    _begin(shop)
    rows = '[[root]]\ntable = "people"\nwhere = "person_id IN (1, 7)"\n[[table]]\nname = "teams"\nmask = { name = "@hash" }\n' \
           '[mask]\nkey = "a-key-for-tests-0123456789"\nunclassified = "allow"\n'
    for form in (None, "inserts", "csv"):
        _new_target(shop)
        _, script = _write(shop, form, rows)
        text = "".join(path.read_text() for path in script.iterdir()) if form == "csv" else script.read_text()
        assert "team 2" not in text and "CREATE TABLE public" not in text, form
        _load(shop, script, form)
        counts = _query(shop.playground.target, "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM teams WHERE length(name) = 64)")
        # The teams' leads are people too, and have teams.
        assert counts[0][1] != "0" and int(counts[0][0]) >= 2, counts


def a_folder_of_csv_files(shop):
    """Its owner's alone; made anew as a whole; another folder is not touched, and what a kill left is removed."""
    _begin(shop)
    _, folder = _write(shop, "csv")
    names = sorted(path.name for path in folder.iterdir())
    assert "load.sql" in names and "public.people.csv" in names and len(names) == 8, names
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700 and stat.S_IMODE(os.stat(folder / "load.sql").st_mode) == 0o600
    assert (folder / "public.teams.csv").read_text().splitlines()[:2] == ['"team_id","name","lead"', '"1","team 1","1"']
    left = shop.folder / ("rows.subset-" + "0" * 32)
    left.mkdir()
    (left / "public.people.csv").write_text("raw")
    _write(shop, "csv", '[[root]]\ntable = "marks"\n')
    assert "public.days.csv" not in [path.name for path in folder.iterdir()]
    assert [path.name for path in shop.folder.iterdir() if ".subset-" in path.name] == []
    outcome, _ = _write(shop, "csv", '[[root]]\ntable = "nobody"\n', 2)
    assert "public.marks.csv" in [path.name for path in folder.iterdir()], "a failure leaves the old folder"
    (folder / "load.sql").unlink()
    outcome, _ = _write(shop, "csv", status=1)
    assert "holds no load.sql" in outcome.stderr and outcome.hints, outcome.told()


def one_case_as_a_script(shop):
    """subset take --file: the closure of one row, for whoever has the tables; no target is asked."""
    _begin(shop)
    path = shop.folder / "take.toml"
    path.write_text('[mask]\nunclassified = "allow"\n[[table]]\nname = "*"\nrows = "all"\n')
    for form in ("copy", "inserts", "csv"):
        _new_target(shop)
        script = shop.folder / ("case" if form == "csv" else "case.sql")
        outcome = shop.run("people", "7", "--no-children", "--file", str(script), "--format", form, config=path, command=["take"],
                           extra={"DEV_DATABASE_URL": ""})
        assert outcome.status == 0 and "no rows in the twin" not in outcome.stderr, outcome.told()
        for _ in range(2):
            _load(shop, script, form)
            # Its team, whose lead is of another team, and so on: five of each.
            assert _query(shop.playground.target, "SELECT (SELECT count(*) FROM people WHERE person_id IN (3, 7)), (SELECT count(*) FROM teams "
                          "WHERE team_id = 3), (SELECT count(*) FROM marks)") == [("2", "1", "0")], form
    for more, told in ((("--file", "x.sql", "--update"), "--update cannot stand beside --file"),
                       (("--file", "-", "--format", "csv"), "--format csv makes a folder")):
        outcome = shop.run("people", "7", *more, config=path, command=["take"])
        assert outcome.status == 2 and told in outcome.stderr, outcome.told()
    outcome = shop.run("people", "7", "--format", "csv", config=path, command=["take"])
    assert outcome.status == 2 and "none is written" in outcome.stderr, outcome.told()


def what_does_not_go_together(shop):
    path = shop.folder / "data.toml"
    for target, arguments, told in (
            ('contents = "data"', (), "contents in [target] means nothing without file"),
            ('file = "rows.sql"', ("--format", "inserts"), "--format says how a script of rows alone has them"),
            ('file = "-"\ncontents = "data"', ("--format", "csv"), "--format csv makes a folder"),
            ('file = "rows/"\ncontents = "data"', (), "names a folder")):
        path.write_text(f"[target]\n{target}\n{WHOLE}")
        outcome = shop.run(*arguments, config=path, extra={"DEV_DATABASE_URL": "host=nowhere"})
        assert outcome.status == 2 and told in outcome.stderr and outcome.hints, outcome.told()
    outcome = shop.run("--format", "csv", config=path, command=["plan"])
    assert outcome.status == 2, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
