#!/usr/bin/env python3
"""What a config may except from its masks, and how: presets inside SQL, mask_when, a line that names a column below a glob; and slips.

    tests/support/with_postgres tests/story/mask_exceptions.py [NAME...]
"""
import re
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE TABLE members (member_id int PRIMARY KEY, login text NOT NULL UNIQUE, backup text, kind text, file jsonb, tags text[], balance int);
CREATE TABLE entries (entry_id int PRIMARY KEY, login text NOT NULL REFERENCES members (login), note text);
CREATE TABLE manual (page int PRIMARY KEY, note text);
INSERT INTO members SELECT n, 'member' || n || '@corp.test', 'backup' || n || '@corp.test', CASE n % 4 WHEN 0 THEN 'staff' WHEN 1 THEN NULL ELSE 'guest' END,
    jsonb_build_object('mail', 'file' || n || '@corp.test', 'size', n), ARRAY['member' || n, 'x'], -n FROM generate_series(1, 80) AS n;
INSERT INTO entries SELECT n, 'member' || n % 80 + 1 || '@corp.test', 'secret entry ' || n FROM generate_series(1, 160) AS n;
INSERT INTO manual SELECT n, 'public page ' || n FROM generate_series(1, 10) AS n;
"""
CONFIG = """
[mask]
key = "a key of these tests"
unclassified = "allow"
{mask}
[[table]]
name = "*"
rows = "all"
{tables}
"""


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA)
    shop.playground.grant_reader()


def _config(shop, tables="", mask=""):
    path = shop.folder / "exceptions.toml"
    path.write_text(CONFIG.format(mask=mask, tables=tables))
    return path


def _members(mask, more=""):
    return f'[[table]]\nname = "members"\nmask = {{ {mask} }}\n{more}\n'


def _twin(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def _refused(shop, tables, *words, mask="", status=2):
    outcome = shop.run(config=_config(shop, tables, mask))
    assert outcome.status == status and outcome.hints, outcome.told()
    for word in words:
        assert word in outcome.stderr, f"not told: {word}\n" + outcome.told()
    assert ".test" not in outcome.stderr and ".test" not in outcome.stdout, "a value is shown: " + outcome.told()


def a_row_for_which_mask_when_is_false_stays(shop):
    """A row for which it is NULL is masked, and plan says what stays."""
    _begin(shop)
    path = _config(shop, _members('backup = "\'b\' || c.member_id"', 'mask_when = "c.kind <> \'staff\'"'))
    plan = shop.run("plan", config=path)
    told = re.sub(r"\s+", " ", plan.stdout + plan.stderr)
    assert "public.members: backup stays as it is in rows for which mask_when is false: c.kind <> 'staff'" in told, plan.told()
    outcome = shop.refresh(config=path)
    assert any("mask_when is false" in note for note in outcome.report["notes"]), outcome.report["notes"]
    assert _twin(shop, "SELECT kind, count(*), count(*) FILTER (WHERE backup LIKE 'backup%'), count(*) FILTER (WHERE backup = 'b' || member_id) FROM members"
                       " GROUP BY 1 ORDER BY 1") == [("guest", "40", "0", "40"), ("staff", "20", "20", "0"), (None, "20", "0", "20")]


def a_condition_of_a_referenced_column_holds_for_what_references_it(shop):
    _begin(shop)
    shop.refresh(config=_config(shop, _members('login = "@email"', 'mask_when = "c.login NOT LIKE \'member1%\'"')))
    assert _twin(shop, "SELECT count(*), count(*) FILTER (WHERE login LIKE '%@corp.test') FROM members") == [("80", "11")]
    assert _twin(shop, "SELECT count(*), count(*) FILTER (WHERE e.login LIKE 'member1%@corp.test') FROM entries AS e JOIN members USING (login)") == [("160", "22")]
    _refused(shop, _members('login = "@email"', 'mask_when = "c.kind <> \'staff\'"'), "mask_when is not valid SQL for the mask of public.members.login",
             "it sees that column alone")


def presets_stand_in_sql(shop):
    _begin(shop)
    shop.refresh(config=_config(shop, _members(
        """backup = "CASE WHEN c.kind = 'staff' THEN c.backup ELSE @email END", kind = "/* @hash */ 'as @email of ' || @hash(c.backup)", """
        """file = "jsonb_set(c.file, '{mail}', to_jsonb(@email(c.file->>'mail')))", tags = "ARRAY[@hash(c.tags[1])] || $$@x$$::text", balance = "(@c.balance)" """)))
    assert _twin(shop, "SELECT count(*) FILTER (WHERE backup LIKE 'backup%'), count(*) FILTER (WHERE backup LIKE '%@example.%') FROM members") == [("20", "60")]
    assert _twin(shop, "SELECT count(*) FROM members WHERE kind ~ '^as @email of [0-9a-f]{64}$'") == [("80",)]
    assert _twin(shop, "SELECT count(*), count(DISTINCT file->>'mail'), sum((file->>'size')::int) FROM members WHERE file->>'mail' LIKE '%@example.%'") == [("80", "80", "3240")]
    assert _twin(shop, "SELECT count(*) FROM members WHERE tags[1] ~ '^[0-9a-f]{64}$' AND tags[2] = '@x' AND balance = member_id") == [("80",)]
    one = _twin(shop, "SELECT kind FROM members WHERE member_id = 1")
    shop.refresh(config=_config(shop, _members('backup = "@hash"')))
    assert [(f"as @email of {_twin(shop, 'SELECT backup FROM members WHERE member_id = 1')[0][0]}",)] == one, "a preset gives the same wherever it stands"


def a_line_that_names_a_table_lifts_the_mask_of_a_glob(shop):
    _begin(shop)
    masks = '[[table]]\nname = "*"\nmask = { note = "@text" }\n'
    by_mask = masks + '[[table]]\nname = "manual"\nmask = { note = "c.note" }\n'
    for tables, mask in ((by_mask, ""), (masks, 'keep = ["manual.note"]')):
        outcome = shop.refresh(config=_config(shop, tables, mask))
        assert any(note.startswith("public.manual.note stays as it is: ") for note in outcome.report["notes"]), outcome.report["notes"]
        states = {(c["table"], c["column"]): c["state"] for c in outcome.report["columns"]}
        assert states["public.manual", "note"] == "kept" and states["public.entries", "note"] == "masked", states
        assert _twin(shop, "SELECT count(*) FROM manual WHERE note = 'public page ' || page") == [("10",)]
        assert _twin(shop, "SELECT count(*) FROM entries WHERE note LIKE '%secret%'") == [("0",)]


def a_mask_that_is_its_own_column_alone_leaves_values_as_they_are(shop):
    _begin(shop)
    _refused(shop, '[[table]]\nname = "manual"\nmask = { note = "c.note" }\n', "leaves values as they are", status=4)


def what_is_no_preset_is_told_with_its_place(shop):
    _begin(shop)
    _refused(shop, _members('login = "lower(@emial)"'), "error: there is no mask @emial (", "exceptions.toml:11:18)", "Did you mean @email?", "@first_name")
    _refused(shop, _members('kind = "\'x\'||@hash"'), "the mask of public.members.kind is not valid SQL", "Write a space before @hash")
    _refused(shop, _members('login = "@email(c.login"'), "the mask @email( is not closed")
    _refused(shop, _members('login = "@email(keep: name)"'), "@email(keep: domain)")
    _refused(shop, _members('balance = "abs(@email)"'), "public.members.balance cannot be masked: @email is not for values of type integer")
    _refused(shop, _members('backup = "@email(c.nothing)"'), "the mask of public.members.backup is not valid SQL", "c.nothing")
    _refused(shop, '[[table]]\nname = "entries"\nmask = { login = "@email" }\n', "public.entries.login references public.members.login, and cannot have a mask",
             "Mask public.members.login")


def a_condition_that_is_none_is_told_with_its_place(shop):
    _begin(shop)
    masks = 'backup = "@email"'
    _refused(shop, _members(masks, 'mask_when = "c.kin <> \'staff\'"'), "exceptions.toml:12:13)", "error: mask_when is not valid SQL", "c.kin")
    _refused(shop, _members(masks, 'mask_when = "c.member_id"'), "mask_when is not valid SQL", "must be type boolean")
    _refused(shop, _members(masks, 'mask_when = "true) OR (true"'), "mask_when is not valid SQL")
    _refused(shop, _members(masks) + '[[table]]\nname = "manual"\nmask_when = "c.page > 1"\n', 'mask_when in [[table]] "manual" meets no mask')


def a_name_that_matches_nothing_is_an_error_where_it_has_masks(shop):
    _begin(shop)
    _refused(shop, '[[table]]\nname = "membres"\nmask = { backup = "@email" }\n', "exceptions.toml:10:8)", "error: [[table]] name public.membres does not exist",
             'Did you mean "members"?')
    _refused(shop, '[[table]]\nname = "membr*"\nmask = { backup = "@email" }\n', 'name "membr*" matches no table', "Its masks would mask nothing")
    _refused(shop, '[[table]]\nname = "membres*"\nmask = { backup = "@email" }\n', 'name "membres*" matches no table', 'Did you mean "members"?')
    _refused(shop, '[[table]]\nname = "mem*"\nmask = { bakcup = "@email" }\n', 'column "bakcup" in [[table]] mask does not exist', 'Did you mean "backup"?')
    _refused(shop, '[[table]]\nname = "membr*"\nmask_when = "true"\n', 'name "membr*" matches no table')
    with Session(shop.playground.source) as source:
        source.query("CREATE SCHEMA other")
        source.query("CREATE TABLE other.members (backup text)")
    shop.playground.grant_reader()
    _refused(shop, '[source]\nschemas = ["public"]\n[[table]]\nname = "other.members"\nmask = { backup = "@email" }\n', "is in a schema that is left out",
             "Its masks would mask nothing")


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
