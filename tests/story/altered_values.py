#!/usr/bin/env python3
"""Masks that alter a value and keep its form, and what they must not give away.

    tests/support/with_postgres tests/story/altered_values.py [NAME...]
"""
import json
import re
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql

KEY = "a key of these tests"


def _twin(shop, sql, masks, status=0, mask="", roots="", key=KEY):
    """Fills the source by SQL, masks by {"table": {"column": "mask"}}, and gives back what the program says."""
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;" + sql)
    shop.playground.grant_reader()
    path = shop.folder / "altered.toml"
    tables = "".join(f"[[table]]\nname = {json.dumps(table)}\nmask = {{ {', '.join(f'{json.dumps(c)} = {json.dumps(m)}' for c, m in columns.items())} }}\n"
                     for table, columns in masks.items())
    path.write_text(f'[mask]\nkey = {json.dumps(key)}\n{mask}\n' + (roots or '[[table]]\nname = "*"\nrows = "all"\n') + tables)
    run = shop.run(config=path)
    assert run.status == status, f"exit {run.status}: {run.told()}"
    return run.told()


def _rows(database, query):
    with Session(database) as session:
        return session.query(query)


def _both(shop, query):
    """Pairs of rows: as they are in the source, as they are in the twin. The query orders them."""
    raw, masked = _rows(shop.playground.source, query), _rows(shop.playground.target, query)
    assert len(raw) == len(masked) > 0
    return list(zip(raw, masked))


IDS = """
    CREATE EXTENSION citext;
    CREATE TABLE insured (ssn bigint PRIMARY KEY, boss bigint REFERENCES insured, small smallint NOT NULL UNIQUE, code text NOT NULL UNIQUE, handle citext NOT NULL UNIQUE);
    CREATE TABLE claims (id serial PRIMARY KEY, ssn bigint REFERENCES insured, code text REFERENCES insured (code), handle citext REFERENCES insured (handle), friend smallint REFERENCES insured (small), next int GENERATED ALWAYS AS IDENTITY);
    INSERT INTO insured SELECT CASE WHEN g % 2 = 0 THEN 900000000 + g ELSE -g END, NULL, g - 200, 'AB-' || lpad(g::text, 4, '0') || '/x' || CASE WHEN g % 7 = 0 THEN 'é' ELSE '' END, 'User' || g FROM generate_series(1, 400) AS g;
    UPDATE insured SET boss = 900000002 WHERE ssn <> 900000002;
    INSERT INTO claims (ssn, code, handle, friend) SELECT ssn, code, upper(handle), small FROM insured;
    SELECT setval('claims_id_seq', 1000)"""
def ids_are_one_to_one_and_follow_references(shop):
    _twin(shop, IDS, {"insured": {column: "@id" for column in ("ssn", "small", "code", "handle")}, "claims": {"id": "@id"}})
    raw = _rows(shop.playground.source, "SELECT ssn, small, code, handle FROM insured")
    masked = _rows(shop.playground.target, "SELECT ssn, small, code, handle FROM insured")
    for place, column in enumerate(("ssn", "small", "code", "handle")):
        assert len({row[place].lower() for row in masked}) == 400, column
    for place in range(2):
        def shape(value):
            number = int(value)
            return number < 0, max(8, (~number if number < 0 else number).bit_length())
        assert sorted(shape(row[place]) for row in raw) == sorted(shape(row[place]) for row in masked)
    assert all(re.fullmatch(r"[A-Z]{2}-\d{4}/[a-z][à-ÿ]?", row[2]) and re.fullmatch(r"[A-Z][a-z]{3}\d+", row[3]) for row in masked), masked[:7]
    with Session(shop.playground.target) as twin:
        assert twin.value("SELECT count(*) FROM claims AS c JOIN insured AS i ON i.ssn = c.ssn AND i.code = c.code AND i.handle = c.handle AND i.small = c.friend") == "400"
        assert twin.value("SELECT nextval('claims_id_seq')") == "1024"
        assert int(twin.value("SELECT max(id) FROM claims")) < 1024
    with Session(shop.playground.target) as twin:
        boss, codes = twin.value("SELECT boss FROM insured WHERE boss IS NOT NULL LIMIT 1"), {row[2] for row in raw} & {row[2] for row in masked}
    assert boss != "900000002" and len(codes) < 20, (boss, codes)


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
