#!/usr/bin/env python3
"""Which columns `subset init` masks, which it keeps and what it says about them, by names and by values from all over a table.

    tests/support/with_postgres tests/story/init_masks.py [NAME...]
"""
import sys

from init import _begin, _commented, _made, _run, _twin
from named_tests import run_named_tests
from postgres import run_psql


def _masks(config):
    """What is masked by what, as table.column."""
    return {f"{table['name']}.{column}": mask for table in config.get("table", []) for column, mask in table.get("mask", {}).items()}


def _kept(config):
    return set(config.get("mask", {}).get("keep", []))


def digits_are_no_telephone_numbers(shop):
    _begin(shop, text="""
        CREATE TABLE bookings (id int PRIMARY KEY, booking text UNIQUE NOT NULL, gtin text, customer_no text, made text, day text, price_text text,
            reach text, second_reach text UNIQUE, half text);
        INSERT INTO bookings SELECT n, 20000000 + n, '50' || lpad((n * 7877)::text, 11, '0'), '2025-' || lpad(n::text, 6, '0'), '2025.4.' || n,
            to_char(date '2025-02-03' + n % 200, 'YYYY-MM-DD'), n || '.25', '+999 33 ' || 4000000 + n, '(0999) 22 ' || 4000000 + n,
            CASE n % 3 WHEN 0 THEN '0999/33 ' || 4000000 + n ELSE 'none ' || n END FROM generate_series(1, 500) AS n""")
    text, config = _made(shop)
    masks = _masks(config)
    assert {column for column, mask in masks.items() if mask == "@phone"} == {"bookings.reach"}, text
    # Digits are kept and asked about; what has letters in it and says nothing goes to a person.
    assert _kept(config) == {"bookings." + each for each in ("booking", "gtin", "customer_no", "made", "day", "price_text")}, text
    assert "  # digits: an order number?\n" in text and masks["bookings.second_reach"] == "@hash" and masks["bookings.half"] == "@text", text
    assert _run(shop, text).status == 0


def names_tell_in_other_languages_in_plural_and_of_all_types(shop):
    secret = {"signing_key": "@hash", "recoveryCodes": "@hash", "mfa_secret": "@hash"}
    named = {"mails": "@email", "telefonnummern": "@phone", "Vorname": "@first_name", "cognome": "@last_name", "kod_pocztowy": "@postcode",
             "strasse": "@address", "woonplaats": "@city", "nacimiento": "@date", "salary": "@number", "burgerservicenummer": "@hash",
             "next_of_kin": "@name", "allergies": "@text", "contact_details": "@json"}
    plain = ("status", "farbe", "mail_template")
    _begin(shop, text=f"""
        CREATE TABLE members (id int PRIMARY KEY, mails text[], telefonnummern text[], "Vorname" text, cognome text, kod_pocztowy text, strasse text,
            woonplaats text, nacimiento date, salary numeric, burgerservicenummer text, next_of_kin text, allergies text, contact_details jsonb,
            signing_key text, "recoveryCodes" text[], mfa_secret text, status text, farbe text, mail_template text, created_at timestamptz);
        INSERT INTO members SELECT n, ARRAY['m' || n], ARRAY['t' || n], 'V' || n, 'c' || n, 'k' || n, 's' || n, 'w' || n, date '1980-01-01' + n, n,
            'b' || n, 'k' || n, 'a' || n, '{{}}', md5('k' || n), ARRAY['r' || n], md5('m' || n), 's' || n % 2, 'f' || n % 3, 't' || n % 2, now()
            FROM generate_series(1, 300) AS n""")
    text, config = _made(shop)
    masks, kept = _masks(config), _kept(config)
    for column, mask in {**named, **secret}.items():
        if column != "salary" or "members.salary" in masks:  # a number is asked about where the config asks for numbers
            assert masks.get("members." + column) == mask, f"{column}: {masks.get('members.' + column)}\n{text}"
    assert {"members." + each for each in plain} <= kept and not any("members." + each in kept for each in (*named, *secret)), text
    assert config["mask"]["unclassified"] == "error" and _run(shop, text).status == 0


def keys_are_kept_whatever_columns_that_reference_them_are_called(shop):
    _begin(shop, text="""
        CREATE TABLE "Firm" (id text PRIMARY KEY, title text);
        CREATE TABLE "Street" (id text PRIMARY KEY, line text);
        CREATE TABLE "Person" (id text PRIMARY KEY, "companyId" text NOT NULL REFERENCES "Firm", address text REFERENCES "Street");
        CREATE TABLE "Letter" (id text PRIMARY KEY, "firmId" text NOT NULL);
        CREATE TABLE accounts (email text PRIMARY KEY); CREATE TABLE letters (id int PRIMARY KEY, recipient text REFERENCES accounts);
        INSERT INTO "Firm" SELECT 'f' || md5(n::text), 'x' FROM generate_series(1, 500) AS n;
        INSERT INTO "Street" SELECT 's' || md5(n::text), 'x' FROM generate_series(1, 500) AS n;
        INSERT INTO "Person" SELECT 'p' || md5(n::text), 'f' || md5(n::text), 's' || md5(n::text) FROM generate_series(1, 500) AS n;
        INSERT INTO "Letter" SELECT 'l' || md5(n::text), 'f' || md5(n::text) FROM generate_series(1, 500) AS n;
        INSERT INTO accounts SELECT 'a' || n || '@somewhere.test' FROM generate_series(1, 400) AS n;
        INSERT INTO letters SELECT n, 'a' || n || '@somewhere.test' FROM generate_series(1, 400) AS n;
        CREATE INDEX ON "Letter" ("firmId"); ANALYZE""")
    text, config = _made(shop)
    assert _masks(config) == {"accounts.email": "@email"}, text  # a key that is an address all the same
    assert {"Firm.id", "Street.id", "Person.id"} <= _kept(config), text
    references = _commented(text, "reference")
    assert len(references) == 1 and "firmId" in references[0], text
    whole = text + '\n[[table]]\nname = "Letter"\nrows = "all"\n' + "\n".join(references)
    assert _run(shop, whole).status == 0
    assert _twin(shop, 'SELECT count(*) FROM "Letter" WHERE "firmId" NOT IN (SELECT id FROM "Firm")') == [("0",)]


def what_values_hold_is_masked_whatever_they_stand_in(shop):
    """A few rows among many, in columns whose names are plain."""
    _begin(shop, text="""
        CREATE TABLE parts (id int PRIMARY KEY, title text, label text, code text, category text, plain_label text, handle text, choices text[],
            status text, kind text);
        INSERT INTO parts SELECT n, CASE n % 50 WHEN 7 THEN 'Agnieszka Nowakowska' ELSE 'part ' || n END,
            CASE n % 50 WHEN 8 THEN 'ask anna@production.test' ELSE 'label ' || n END,
            CASE n % 50 WHEN 9 THEN 'DE' || 11 + n % 80 || ' 5001 0517 5407 3249 31' ELSE 'c' || n END,
            CASE n % 50 WHEN 9 THEN 'sk_live_' || md5(n::text) ELSE 'category ' || n % 5 END, 'label ' || n,
            CASE WHEN n <= 1000 THEN 'handle' || n ELSE 'h' || n || '@production.test' END, ARRAY[CASE n % 50 WHEN 6 THEN 'Agnieszka Nowakowska' ELSE 'red' END],
            CASE n % 50 WHEN 6 THEN 'open ("Agnieszka" Nowakowska)' ELSE 'open' END, CASE n % 50 WHEN 5 THEN 'write to Ms. Nowakowska' ELSE 'pay' END FROM generate_series(1, 20000) AS n; ANALYZE""")
    text, config = _made(shop)
    masks = _masks(config)
    assert masks == {"parts.choices": "@text", "parts.status": "@text", "parts.title": "@text", "parts.label": "@text", "parts.code": "@text", "parts.category": "@text",
                     "parts.kind": "@text", "parts.handle": "@email"}, text
    assert _kept(config) == {"parts.plain_label"}, text
    _run(shop, text)
    assert _twin(shop, "SELECT count(*) FROM parts WHERE parts::text ~ 'Nowakow|production|5407|sk_live'") == [("0",)]


def types_come_from_all_over_a_table_and_from_the_statistics(shop):
    """The type of nearly all rows stands behind the first thousand; one of forty rows is in the statistics alone, others are too many to look at."""
    _begin(shop, text="""
        CREATE TABLE invoices (id int PRIMARY KEY, n int); CREATE TABLE visits (id int PRIMARY KEY, n int); CREATE TABLE stays (id int PRIMARY KEY);
        CREATE TABLE notes (id int PRIMARY KEY, subject_type text, subject_id int); CREATE TABLE marks (id int PRIMARY KEY, item_type text, item_id int);
        INSERT INTO invoices SELECT n, n FROM generate_series(1, 2000) AS n; INSERT INTO visits SELECT n, n FROM generate_series(1, 2000) AS n;
        INSERT INTO stays SELECT n FROM generate_series(1, 2000) AS n;
        INSERT INTO notes SELECT n, CASE WHEN n <= 1000 THEN 'Invoice' WHEN n BETWEEN 1001 AND 1040 THEN 'Stay' ELSE 'Visit' END, 1 + n % 2000
            FROM generate_series(1, 60000) AS n;
        INSERT INTO marks SELECT n, 'Thing' || n % 40, n FROM generate_series(1, 400) AS n;
        ALTER TABLE notes ALTER subject_type SET STATISTICS 1000; ANALYZE""")
    text, _ = _made(shop)
    flat = " ".join(text.replace("\n#", " ").split())
    assert 'when = "c.subject_type = \'Invoice\'"' in flat and 'when = "c.subject_type = \'Visit\'"' in flat, text
    assert "public.notes.subject_type also has the type 'Stay', of which no row was looked at." in flat, text
    assert "public.marks.item_type has other types than the 20 most frequent ones, which alone were looked at." in flat, text


def what_the_role_may_not_see_is_said_and_the_config_runs(shop):
    _begin(shop, text="""
        CREATE SCHEMA ops; CREATE TABLE ops.copy_of_users (id int PRIMARY KEY);
        CREATE TABLE users (id int PRIMARY KEY, email text); INSERT INTO users SELECT n, 'u' || n || '@production.test' FROM generate_series(1, 200) AS n;
        CREATE TABLE secrets (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users); CREATE TABLE "Odd parts" (id int, part text) PARTITION BY RANGE (id);
        CREATE TABLE "Odd low" PARTITION OF "Odd parts" FOR VALUES FROM (0) TO (9); CREATE TABLE odd_high PARTITION OF "Odd parts" FOR VALUES FROM (9) TO (99);
        CREATE TABLE of_secrets (id int PRIMARY KEY, secret_id int NOT NULL REFERENCES secrets, user_id int REFERENCES users);
        CREATE TABLE diaries (id int PRIMARY KEY, user_id int REFERENCES users, body text); INSERT INTO diaries SELECT n, n, 'd' FROM generate_series(1, 200) AS n;
        ALTER TABLE diaries ENABLE ROW LEVEL SECURITY; CREATE POLICY own_pages ON diaries USING (user_id = 1)""")
    reader = shop.playground.reader
    run_psql(shop.playground.source, text=f"REVOKE ALL ON ALL TABLES IN SCHEMA ops, public FROM {reader}; REVOKE ALL ON SCHEMA ops FROM {reader};"
             f'GRANT SELECT ON users, diaries, of_secrets, "Odd parts", odd_high TO {reader}')
    text, config = _made(shop)
    rows = {table["name"]: table.get("rows") for table in config["table"] if "rows" in table}
    assert {name for name, rule in rows.items() if rule == "absent"} == {"ops.copy_of_users", "secrets", "Odd parts"}, text
    assert rows["diaries"] == "none", text
    flat = " ".join(text.replace("\n#", " ").split())
    assert "policy own_pages of public.diaries would hide rows" in flat and "BYPASSRLS" in flat, text
    assert 'may not read public.Odd parts, so nothing of it was looked at' in flat and 'GRANT SELECT ON "ops"."copy_of_users" to that role' in flat, text
    _run(shop, text)
    assert _twin(shop, "SELECT count(*) FROM users") == [("50",)]


def what_a_tool_is_to_do_with_the_schema_is_kept_unless_it_holds_a_secret(shop):
    for url, kept in (('{"from_env": "PG_URL"}', True), ('"postgres://app:hunter2@db.production.test/app"', False)):
        run_psql(shop.playground.source, text="DROP SCHEMA IF EXISTS hdb_catalog CASCADE; DROP TABLE IF EXISTS hdb_metadata")
        _begin(shop, text=f"""
            CREATE SCHEMA hdb_catalog; CREATE TABLE hdb_catalog.hdb_metadata (id int PRIMARY KEY, metadata json);
            INSERT INTO hdb_catalog.hdb_metadata VALUES (1, '{{"version": 3, "sources": [{{"name": "default", "url": {url}}}]}}');
            CREATE TABLE hdb_metadata (id int PRIMARY KEY, metadata json); INSERT INTO hdb_metadata VALUES (1, '{{"a": "b"}}');
            CREATE TABLE users (id int PRIMARY KEY, email text); INSERT INTO users SELECT n, 'u' || n || '@production.test' FROM generate_series(1, 300) AS n""")
        text, config = _made(shop)
        assert ("hdb_catalog.hdb_metadata.metadata" in _kept(config)) == kept and "hdb_metadata.metadata" not in _kept(config), text
        assert '"hdb_catalog.hdb_metadata"' not in "".join(_commented(text, "root")), text
        _run(shop, text)
        assert _twin(shop, "SELECT metadata::text ~ 'default' AND metadata::text ~ 'PG_URL' FROM hdb_catalog.hdb_metadata") == [("t" if kept else "f",)]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
