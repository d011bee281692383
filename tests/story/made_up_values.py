#!/usr/bin/env python3
"""What is made up: the same for the same value in every column that has room for it, apart in unique columns for as many rows as
that can be promised, and like the thing that it stands for.

    tests/support/with_postgres tests/story/made_up_values.py [NAME...]
"""
import re
import sys

from named_tests import run_named_tests
from postgres import Session

KEY = "what these tests make values of"


def _config(shop, masks, mask=""):
    path = shop.folder / "made_up.toml"
    tables = "".join(f'[[table]]\nname = "{table}"\nmask = {{ {", ".join(f"{column} = {text!r}" for column, text in columns.items())} }}\n'
                     for table, columns in masks.items())
    path.write_text(f'[mask]\nkey = "{KEY}"\nkeep = ["*.*"]\n{mask}\n[[table]]\nname = "*"\nrows = "all"\n{tables}')
    return path


def _fill(shop, sql):
    shop.playground.recreate_target()
    with Session(shop.playground.source) as source:
        source.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE EXTENSION IF NOT EXISTS citext; " + sql + "; ANALYZE")
    shop.playground.grant_reader()


def _pairs(target, condition):
    with Session(target) as session:
        return int(session.value(f"SELECT count(*) FROM clients AS a JOIN logins AS b ON {condition}"))


def one_value_has_one_mask_in_every_column(shop):
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, mail citext UNIQUE, phone varchar(30) UNIQUE, host inet UNIQUE, code varchar(20), alias text,
            iban char(22), uid uuid UNIQUE, site varchar(60) UNIQUE);
        CREATE TABLE logins (id int PRIMARY KEY, mail varchar(40), phone text, host inet, code varchar(9) UNIQUE, alias citext, iban text,
            uid text, site text, host_text text);
        INSERT INTO clients SELECT n, CASE n % 3 WHEN 0 THEN 'MAIL' WHEN 1 THEN 'Mail' ELSE 'mail' END || n || '@shop.test', '+99 1 ' || n, '192.0.2.0'::inet + n, 'K-' || n,
            CASE n % 2 WHEN 0 THEN 'Nick' ELSE 'nick' END || n, 'GB82WEST' || lpad(n::text, 14, '0'), md5(n::text)::uuid, 'https://' || n || '.test'
            FROM generate_series(1, 60) AS n;
        INSERT INTO logins SELECT id, mail, phone, host, code, alias, iban, upper(uid::text), site, host(host) FROM clients""")
    masks = {"mail": "@email", "phone": "@phone", "host": "@ip", "code": "@hash", "alias": "@username", "iban": "@iban", "uid": "@uuid", "site": "@url"}
    outcome = shop.refresh(config=_config(shop, {"clients": masks, "logins": {**masks, "host_text": "@ip"}}))
    assert "has room for" not in outcome.stderr, outcome.told()
    for condition in ("a.mail::text = b.mail", "a.phone = b.phone", "a.host = b.host", "a.code = b.code", "a.alias = b.alias::text", "a.iban = b.iban",
                      "a.uid = b.uid::uuid", "a.site = b.site", "host(a.host) = b.host_text"):
        assert _pairs(shop.playground.target, condition) == 60, condition
    with Session(shop.playground.target) as target:
        assert target.value("SELECT count(*) FROM clients AS a JOIN logins AS b USING (id) WHERE a.mail::text = b.mail AND length(a.code) = 9") == "60"


def letter_case_of_a_mask_is_that_of_the_exact_value(shop):
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, mail text UNIQUE);
        CREATE TABLE logins (id int PRIMARY KEY, mail citext UNIQUE);
        INSERT INTO clients SELECT n, CASE n % 3 WHEN 0 THEN 'SUE' WHEN 1 THEN 'Sue' ELSE 'sue' END || n / 3 || '@shop.test' FROM generate_series(0, 149) AS n;
        INSERT INTO logins SELECT id, mail FROM clients WHERE id % 3 = 2""")
    shop.refresh(config=_config(shop, {"clients": {"mail": "@email"}, "logins": {"mail": "@email"}}))
    assert _pairs(shop.playground.target, "a.mail = b.mail::text") == 50
    assert _pairs(shop.playground.target, "lower(a.mail) = lower(b.mail::text)") == 150
    with Session(shop.playground.target) as target:
        assert target.value("SELECT count(DISTINCT mail) FROM clients") == "150"
        assert target.value("SELECT count(*) FROM logins WHERE mail::text <> lower(mail::text) OR mail::text !~ '^[a-z]+[.][a-z]+[.][a-z0-9]{10}@example[.]com$'") == "0"


def a_column_too_narrow_for_the_mask_is_named(shop):
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, phone varchar(20) UNIQUE NOT NULL, fax varchar(10) UNIQUE, mail text, code text UNIQUE);
        CREATE TABLE logins (id int PRIMARY KEY, mail varchar(14), code varchar(3));
        INSERT INTO clients SELECT n, '+9944' || lpad((n * 7919 % 1000000)::text, 7, '0'), lpad((n * 7919 % 1000000)::text, 10, '0'), n || '@a.test', n FROM generate_series(1, 4000) AS n;
        INSERT INTO logins SELECT id, mail, left(code, 3) FROM clients""")
    masks = {"clients": {"phone": "@phone", "fax": "@phone", "mail": "@email", "code": "@hash"}, "logins": {"mail": "@email", "code": "@hash"}}
    outcome = shop.refresh(config=_config(shop, masks))
    for narrow, others in (("public.clients.fax has room for 10 characters", "public.clients.phone"), ("public.logins.mail has room for 14", "public.clients.mail"),
                           ("public.logins.code has room for 3", "public.clients.code")):
        assert any(narrow in line and line.endswith(others) for line in outcome.stderr.splitlines()), (narrow, outcome.told())
    with Session(shop.playground.target) as target, Session(shop.playground.source) as source:
        raw = dict(source.query("SELECT id, phone || ' ' || fax FROM clients"))
        rows = target.query("SELECT id, phone, fax FROM clients")
        assert len({row[1] for row in rows}) == len({row[2] for row in rows}) == 4000
        assert all(re.fullmatch(r"\+999\d{12}", phone) and re.fullmatch(r"\d{10}", fax) and fax not in raw[id] for id, phone, fax in rows)


def more_rows_than_a_mask_keeps_apart_are_refused_before_any_is_read(shop):
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, phone varchar(10) UNIQUE, host inet UNIQUE, pin varchar(4) UNIQUE, mail text UNIQUE, name text UNIQUE);
        CREATE TABLE logins (id int PRIMARY KEY);
        INSERT INTO clients (id, phone, host, mail, name) SELECT n, n, '10.0.0.0'::inet + n, n, n FROM generate_series(1, 15000) AS n;
        UPDATE clients SET pin = id WHERE id < 9000""")
    for column, preset, most in (("phone", "@phone", "14142"), ("host", "@ip", "579"), ("pin", "@hash", "36"), ("pin", "@postcode", "1")):
        outcome = shop.run(config=_config(shop, {"clients": {column: preset}}))
        told = f"public.clients.{column} cannot be masked: {preset} keeps the values of a unique column apart up to {most} rows"
        assert outcome.status == 2 and told in outcome.stderr and "about 15000" in outcome.stderr, outcome.told()
        assert ("@id and @hash" in outcome.stderr) == (column != "host"), outcome.told()
        assert outcome.stderr.count("error:") == 1, outcome.told()
    shop.refresh(config=_config(shop, {"clients": {"mail": "@email", "name": "@name"}}))
    with Session(shop.playground.target) as target:
        assert target.value("SELECT count(DISTINCT mail) + count(DISTINCT name) FROM clients") == "30000"
    with Session(shop.playground.source) as source:  # 579 rows are few enough for addresses
        source.query("DELETE FROM clients WHERE id > 579; ANALYZE clients")
    shop.refresh(config=_config(shop, {"clients": {"host": "@ip"}}))


def a_mask_is_never_the_value_of_its_row(shop):
    """The words of the dictionaries are also in production."""
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, first text, city text, pin char(1), initial varchar(2));
        CREATE TABLE logins (id int PRIMARY KEY, first text);
        INSERT INTO clients SELECT n, (ARRAY['Emma', 'Linda', 'Jack', 'Smith'])[n % 4 + 1], 'Boston', n % 10, 'Br' FROM generate_series(1, 4000) AS n""")
    masks = {"clients": {"first": "@first_name", "city": "@city", "pin": "@phone", "initial": "@last_name"}}
    for number in range(3):
        config = _config(shop, masks)
        config.write_text(config.read_text().replace(KEY, f"{KEY}, {number}"))
        shop.refresh(config=config)  # the proof looks for raw values in their rows
        with Session(shop.playground.target) as target:
            assert target.value("SELECT count(*) FROM clients WHERE city = 'Boston' OR initial = 'Br' OR id % 10 = pin::int "
                                "OR first = (ARRAY['Emma', 'Linda', 'Jack', 'Smith'])[id % 4 + 1]") == "0"


def a_row_with_an_identity_is_one_person(shop):
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, first text, last text, name text, mail text UNIQUE, login text, city text, zip text, code text);
        CREATE TABLE logins (id int PRIMARY KEY, client int REFERENCES clients, mail text, code text);
        INSERT INTO clients SELECT n, 'F' || n, 'L' || n, 'N' || n, n || '@a.test', 'u' || n, 'C' || n % 3, '1' || n % 3, n FROM generate_series(1, 300) AS n;
        INSERT INTO logins SELECT id, id, mail, code FROM clients""")
    masks = {"first": "@first_name", "last": "@last_name", "name": "@name", "mail": "@email", "login": "@username", "city": "@city", "zip": "@postcode", "code": "@hash"}
    config = _config(shop, {"clients": masks, "logins": {"mail": "@email", "code": "@hash"}}, 'locale = ["de", "en"]')
    shop.refresh(config=config)
    assert _pairs(shop.playground.target, "a.mail = b.mail AND a.code = b.code") == 300
    with Session(shop.playground.target) as target:
        by_value = target.query("SELECT city, zip FROM clients")
        assert len(set(by_value)) <= 9, "by the value three cities stay three"
    config.write_text(config.read_text().replace('name = "clients"\n', 'name = "clients"\nidentity = "id"\n'))
    outcome = shop.refresh(config=config)
    told = "the @email masks of public.clients.mail are made of the row's identity: they are others than those of the same values in public.logins.mail"
    assert told in outcome.stderr and outcome.stderr.count("identity:") == 1, outcome.told()
    assert _pairs(shop.playground.target, "a.mail = b.mail") == 0 and _pairs(shop.playground.target, "a.code = b.code") == 300
    with Session(shop.playground.target) as target:
        rows = target.query("SELECT first, last, name, mail, login, city, zip FROM clients")
    assert len({row[3] for row in rows}) == 300 and len({row[2] for row in rows}) > 200
    zips = {}
    for first, last, name, mail, login, city, zip in rows:
        assert name == f"{first} {last}", (name, first, last)
        plain = ".".join(_plain(part) for part in (first, last))
        assert mail.startswith(plain + ".") and login.startswith(plain + "."), (mail, login, plain)
        zips.setdefault(city, set()).add(zip[:3])
    assert len(zips) > 60 and all(len(begins) == 1 for begins in zips.values()), zips


def _plain(name):
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.lower().replace(letter, written)
    return "".join(letter for letter in name if letter.isalnum())


def every_language_has_names_of_its_own(shop):
    """In a source whose encoding knows them; the words of one language are those of its file."""
    _fill(shop, """
        CREATE TABLE clients (id int PRIMARY KEY, name text, city text, street text, company text);
        CREATE TABLE logins (id int PRIMARY KEY);
        INSERT INTO clients SELECT n, 'N' || n, 'C' || n, 'S' || n, 'W' || n FROM generate_series(1, 3000) AS n""")
    masks = {"clients": {"name": "@name", "city": "@city", "street": "@address", "company": "@company"}}
    typical = {"de": ("Müller", "München", "Hauptstraße ", "Maschinenbau"), "fr": ("Léa", "Orléans", " rue ", "Négoce"), "es": ("García", "Cádiz", "Calle ", "e Hijos"),
               "it": ("Rossi", "Roma", "Via ", "e Figli"), "nl": ("van Dijk", "Utrecht", "straat ", "en Zonen"), "pl": ("Wójcik", "Kraków", "ul. ", "i Synowie"),
               "pt": ("João", "Lisboa", "Rua ", "e Filhos"), "en": ("Smith", "Boston", " Station Road", "Logistics")}
    for locales in (["de", "fr", "es", "it"], ["nl", "pl", "pt"], ["en"]):
        shop.refresh(config=_config(shop, masks, f"locale = {locales}"))
        with Session(shop.playground.target) as target:
            rows = target.query("SELECT name, city, street, company FROM clients")
        for locale, words in typical.items():
            for column, word in enumerate(words):
                found = any(word in row[column] for row in rows)
                assert found or locale not in locales, (locale, word)
                assert not found or locale in locales or word == "Roma", (locale, word, "is of none of", locales)
        assert len({row[0] for row in rows}) > 1900, "there are names enough"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
