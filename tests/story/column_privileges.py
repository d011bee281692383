#!/usr/bin/env python3
"""Columns that the source's role may not read: with a mask that reads nothing they need no privilege, and what does is named.

    tests/support/with_postgres tests/story/column_privileges.py [NAME...]
"""
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE TABLE patients (patient_id int PRIMARY KEY, nick text, ssn text, born date DEFAULT '2000-01-01');
INSERT INTO patients SELECT n, 'nick ' || n, 'RAW' || n FROM generate_series(1, 21) AS n;
GRANT USAGE ON SCHEMA public TO {reader};
GRANT SELECT (patient_id, nick) ON patients TO {reader};
"""
CONFIG = """
[mask]
key = "a key of these tests"
unclassified = "error"
keep = ["patients.nick"]
[[table]]
name = "patients"
{rows}
mask = {{ ssn = "{ssn}", born = "{born}" }}
"""


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA.format(reader=shop.playground.reader))
    with Session(shop.playground.source) as source:
        return int(source.value("SHOW server_version_num"))


def _config(shop, ssn="NULL", born="NULL", rows='rows = "all"', more=""):
    path = shop.folder / "columns.toml"
    path.write_text(CONFIG.format(ssn=ssn, born=born, rows=rows) + more)
    return path


def the_privilege_that_would_be_enough_is_named(shop):
    version = _begin(shop)
    outcome = shop.run(config=_config(shop))
    assert outcome.status == 1 and "may read some columns of one table only, and not lock it" in outcome.errors[0], outcome.told()
    privilege = "MAINTAIN" if version >= 170000 else "TRUNCATE" if version >= 160000 else "SELECT"
    assert f'GRANT {privilege} ON "public"."patients" TO "{shop.playground.reader}";' in outcome.hints[0], outcome.told()
    # It is, where it opens no column.
    if version < 160000:
        return
    run_psql(shop.playground.source, text=f"GRANT {privilege} ON patients TO {shop.playground.reader}")
    for ssn in ("NULL", "'none'"):
        shop.refresh(config=_config(shop, ssn))
        with Session(shop.playground.target) as twin:
            assert twin.value(f"SELECT count(*) FROM patients WHERE nick ~ '^nick' AND born IS NULL AND ssn IS NOT DISTINCT FROM {ssn}") == "21"
    planned = shop.run(command=["plan"], config=_config(shop))
    assert planned.status == 0, planned.told()
    # What reads a column needs it.
    outcome = shop.run(config=_config(shop, "@hash"))
    assert outcome.status == 1 and "may not read ssn of public.patients" in outcome.errors[0], outcome.told()
    assert 'GRANT SELECT ("ssn") ON "public"."patients"' in outcome.hints[0], outcome.told()
    outcome = shop.run(config=_config(shop, rows="", more='[[root]]\ntable = "patients"\nlimit = 3\n'))
    assert outcome.status == 1 and "looked up one by one" in outcome.errors[0] and 'rows = "all"' in outcome.hints[0], outcome.told()


def a_table_without_any_privilege_is_told_as_ever(shop):
    _begin(shop)
    run_psql(shop.playground.source, text="CREATE TABLE closed (id int PRIMARY KEY)")
    outcome = shop.run(config=_config(shop))
    assert outcome.status == 1 and "public.closed, public.patients" in outcome.errors[0], outcome.told()
    assert "GRANT SELECT ON ALL TABLES IN SCHEMA" in outcome.hints[0], outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
