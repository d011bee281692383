#!/usr/bin/env python3
"""Masks that break a constraint: told before the load, on all rows that would come, with the constraint and the masks at fault.

    tests/support/with_postgres tests/story/masked_constraints.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

# The one row that a mask spoils is far behind those that are tried first.
SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE EXTENSION btree_gist;
CREATE TABLE firms (firm_id int PRIMARY KEY, title text);
CREATE TABLE staff (
    staff_id int PRIMARY KEY, firm_id int REFERENCES firms, badge text NOT NULL, mail text NOT NULL, room int NOT NULL, wage int NOT NULL,
    initials text GENERATED ALWAYS AS (left(badge, 1) || ':' || lower(mail)) STORED,
    CONSTRAINT wage_is_fair CHECK (wage < 1000000), CONSTRAINT one_in_a_room EXCLUDE USING gist (room WITH =, badge WITH =));
CREATE UNIQUE INDEX one_mail ON staff (lower(mail));
CREATE UNIQUE INDEX one_name ON staff (initials);
CREATE UNIQUE INDEX one_badge_in_firm_1 ON staff (badge) WHERE firm_id = 1;
INSERT INTO firms SELECT n, 'firm ' || n FROM generate_series(1, 3) AS n;
INSERT INTO staff SELECT n, n % 3 + 1, 'badge' || n, 'RAW' || n || '@x.test', n % 7, CASE WHEN n = 2999 THEN 999999 ELSE 5 END
    FROM generate_series(1, 3000) AS n;
ANALYZE;
"""
CONFIG = """
[mask]
key = "a key of these tests"
unclassified = "allow"
[[table]]
name = "staff"
mask = {{ {mask} }}
{rows}
"""
WHOLE = 'rows = "all"'
ROOT = '[[root]]\ntable = "staff"\nwhere = "{}"\n'
BROKEN = (  # the mask, the constraint, what else is told
    ('wage = "c.wage + 1"', "wage_is_fair", "the mask of public.staff.wage breaks the check constraint"),
    ("mail = \"CASE WHEN c.staff_id = 2990 THEN upper(md5('RAW7')) ELSE md5(left(c.mail, -7)) END\"", "one_mail", "makes equal values in two rows that come"),
    ('badge = "left(c.badge, 5)"', "one_badge_in_firm_1", "makes equal values"),
    ('badge = "left(c.badge, 5)"', "one_in_a_room", "makes conflicting values in two rows that come"),
    ("badge = \"'1' || c.badge\", mail = \"CASE WHEN c.staff_id > 2998 THEN 'r' ELSE md5(c.mail) END\"", "one_name",
     "the masks of public.staff.badge and public.staff.mail make equal values"),
)


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA)
    run_psql(shop.playground.target, text="CREATE EXTENSION btree_gist;")
    shop.playground.grant_reader()


def _config(shop, mask, rows=WHOLE, more="", target=""):
    path = shop.folder / "constraints.toml"
    path.write_text((f"[target]\n{target}\n" if target else "") + CONFIG.format(mask=mask, rows=rows) + more)
    return path


def broken_constraints_are_told_before_the_load(shop):
    _begin(shop)
    for mask, name, told in BROKEN:
        for rows in (WHOLE, ROOT.format("staff.staff_id > 3")):
            for command in ([], ["plan"]):
                outcome = shop.run(command=command, config=_config(shop, mask, rows))
                assert outcome.status == 2, f"{mask}\n{outcome.told()}"
                assert any(name in line and told in line and "constraints.toml:7:" in line for line in outcome.errors), \
                    f"{mask}: {name}\n{outcome.told()}"
                assert "RAW" not in outcome.stderr and "Raw" not in outcome.stderr, outcome.told()
    with Session(shop.playground.target) as twin:
        assert twin.value("SELECT to_regclass('staff') IS NULL") == "t"


def what_a_preset_made_is_shown(shop):
    _begin(shop)
    run_psql(shop.playground.source, text="ALTER TABLE staff ADD CONSTRAINT mail_is_ours CHECK (mail NOT LIKE '%example%');")
    outcome = shop.run(config=_config(shop, 'mail = "@email"'))
    assert outcome.status == 2 and "mail_is_ours" in outcome.errors[0] and "@example." in outcome.errors[0], outcome.told()
    assert "RAW" not in outcome.stderr, outcome.told()


def only_rows_that_come_count(shop):
    _begin(shop)
    for mask, _, _ in BROKEN[:-1]:  # the last one holds the raw value, which the proof would find
        outcome = shop.refresh(config=_config(shop, mask, ROOT.format("staff.staff_id IN (4, 8, 12)")))
        assert outcome.report["rows"] == 6, outcome.told()


def masks_that_keep_the_constraints_pass(shop):
    _begin(shop)
    for target in ("", 'file = "twin.sql"'):
        shop.refresh(config=_config(shop, 'badge = "@hash", mail = "@email"', target=target))


def what_is_not_known_before_names_the_masks(shop):
    """A CHECK by a function that the source's role may not call: the target is the first to see it."""
    _begin(shop)
    run_psql(shop.playground.source, text="""
        CREATE FUNCTION is_fair(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 < 1000000';
        REVOKE EXECUTE ON FUNCTION is_fair FROM PUBLIC;
        ALTER TABLE staff DROP CONSTRAINT wage_is_fair, ADD CONSTRAINT wage_is_fair CHECK (is_fair(wage));""")
    outcome = shop.run(config=_config(shop, 'wage = "c.wage + 1"'))
    if outcome.status == 2:  # already the trial on some rows may not call it
        assert "is_fair" in outcome.stderr, outcome.told()
        return
    assert outcome.status == 1 and "not known before the load: whether wage_is_fair of public.staff" in outcome.stderr, outcome.told()
    assert "the mask of public.staff.wage (" in outcome.hints[0] and "constraints.toml:7:" in outcome.hints[0], outcome.told()
    assert "999999" not in outcome.stderr, outcome.told()


def keep_names_the_masks_too(shop):
    _begin(shop)
    shop.refresh(config=_config(shop, 'badge = "@hash", mail = "@email"'))
    outcome = shop.run(config=_config(shop, 'wage = "c.wage + 1"', target='mode = "keep"'))
    assert outcome.status == 1 and "wage_is_fair" in outcome.errors[0], outcome.told()
    assert "999999" not in outcome.stderr and "1000000" not in outcome.stderr, outcome.told()
    assert "the mask of public.staff.wage (" in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
