#!/usr/bin/env python3
"""Which columns `subset init` masks, which it keeps and what it says about them, by names and by values from all over a table.

    tests/support/with_postgres tests/story/init_masks.py [NAME...]
"""
import sys

from init import _begin, _commented, _made, _run, _twin
from named_tests import run_named_tests


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
        CREATE TABLE parts (id int PRIMARY KEY, title text, label text, code text, category text, plain_label text, handle text);
        INSERT INTO parts SELECT n, CASE n % 50 WHEN 7 THEN 'Agnieszka Nowakowska' ELSE 'part ' || n END,
            CASE n % 50 WHEN 8 THEN 'ask anna@production.test' ELSE 'label ' || n END,
            CASE n % 50 WHEN 9 THEN 'DE' || 11 + n % 80 || ' 5001 0517 5407 3249 31' ELSE 'c' || n END,
            CASE n % 50 WHEN 9 THEN 'sk_live_' || md5(n::text) ELSE 'category ' || n % 5 END, 'label ' || n,
            CASE WHEN n <= 1000 THEN 'handle' || n ELSE 'h' || n || '@production.test' END FROM generate_series(1, 20000) AS n; ANALYZE""")
    text, config = _made(shop)
    masks = _masks(config)
    assert masks == {"parts.title": "@text", "parts.label": "@text", "parts.code": "@text", "parts.category": "@text", "parts.handle": "@email"}, text
    assert _kept(config) == {"parts.plain_label"}, text
    _run(shop, text)
    assert _twin(shop, "SELECT count(*) FROM parts WHERE parts::text ~ 'Nowakow|production|5407|sk_live'") == [("0",)]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
