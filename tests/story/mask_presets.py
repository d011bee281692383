#!/usr/bin/env python3
"""What every preset promises: deterministic, of the column's type and length, NULL for NULL, distinct where the column is
unique, no raw value among the outputs, another mapping for another key; and the check digits of accounts and cards. On
100,000 rows, or as many as SUBSET_MASKED_ROWS says.

    tests/support/with_postgres tests/story/mask_presets.py [NAME...]
"""
import hashlib
import hmac
import os
import sys

from named_tests import run_named_tests
from own_server import OwnServer
from postgres import Session

ROWS = int(os.environ.get("SUBSET_MASKED_ROWS", 100_000))
KEY = "the first key of these tests"
# Of each preset: the type, raw values as SQL over a number n, and how many distinct ones there must be at least among the masked.
PRESETS = {
    "hash": ("text", "'secret ' || n", 0.99 * ROWS),
    "uuid": ("uuid", "md5(n::text)::uuid", 0.99 * ROWS),
    "email": ("text", "'person' || n || '@company' || n % 7 || '.test'", 0.99 * ROWS),
    "username": ("text", "'user' || n", 0.99 * ROWS),
    "name": ("text", "'Given' || n || ' Family' || n", 3_000),
    "first_name": ("text", "'Given' || n", 1_000),
    "last_name": ("text", "'Family' || n", 1_000),
    "phone": ("text", "'+49 30 ' || 1000000 + n", 0.9 * ROWS),
    "address": ("text", "n || ' Real Road'", 3_000),
    "city": ("text", "'Town' || n", 1_000),
    "postcode": ("text", "lpad(n::text, 6, '0')", 3_000),
    "company": ("text", "'Works ' || n", 1_000),
    "iban": ("text", "'DE' || lpad((n * 7919)::text, 20, '1')", 0.9 * ROWS),
    "card": ("text", "lpad((n * 104729)::text, 16, '5')", 0.9 * ROWS),
    "ip": ("inet", "'192.168.0.0'::inet + n", 0.9 * ROWS),
    "url": ("text", "'https://site' || n || '.test/~me'", 0.99 * ROWS),
    "text": ("text", "'Dear ' || n || ', thank you ' || n * 3 || ' times! Ärger'", 0.9 * ROWS),
    "date": ("date", "date '1940-01-01' + (n % 20000)::int", 1_000),
    "number": ("numeric(12,2)", "1000 + n + 0.25", 0.9 * ROWS),
    "json": ("jsonb", "jsonb_build_object('mail', 'm' || n || '@a.test', 'deep', jsonb_build_array(n + 100000, true, NULL, 'x' || n))", 0.9 * ROWS),
}
# Those that must keep the values of a unique column apart, in a column no wider than that takes.
UNIQUE = {"hash": "varchar(15)", "uuid": "uuid", "email": "varchar(29)", "name": "varchar(23)", "first_name": "text", "last_name": "text",
          "phone": "varchar(22)", "address": "text", "city": "text", "postcode": "varchar(20)", "company": "text", "iban": "text",
          "card": "varchar(19)", "username": "varchar(16)", "url": "varchar(36)"}


def _config(shop, masks, key=KEY, keep='["*.*"]'):
    path = shop.folder / "masks.toml"
    tables = "".join(f'[[table]]\nname = "{table}"\nmask = {{ {", ".join(f"{column} = {mask!r}" for column, mask in columns.items())} }}\n'
                     for table, columns in masks.items())
    path.write_text(f'[mask]\nkey = "{key}"\nkeep = {keep}\n[[table]]\nname = "*"\nrows = "all"\n{tables}')
    return path


def _fill(shop, sql):
    shop.playground.recreate_target()
    with Session(shop.playground.source) as source:
        source.query("DROP TABLE IF EXISTS orders, users CASCADE; DROP VIEW IF EXISTS names;" + sql)
    shop.playground.grant_reader()


def _columns(database, table, columns):
    """Each column's values, in the order of the ids."""
    with Session(database) as session:
        rows = session.query(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
    return dict(zip(columns, zip(*rows)))


def _people(shop, rows=ROWS):
    columns = "".join(f", {name}_ {kind}" for name, (kind, _, _) in PRESETS.items())
    values = "".join(f", CASE WHEN n % 1000 > 0 THEN ({sql})::{kind} END" for kind, sql, _ in PRESETS.values())
    _fill(shop, f"CREATE TABLE people (id int PRIMARY KEY{columns}); INSERT INTO people SELECT n{values} FROM generate_series(1::bigint, {rows}) AS n")
    return [name + "_" for name in PRESETS], {"people": {name + "_": "@" + name for name in PRESETS}}


def every_preset_hides_and_is_deterministic(shop):
    columns, masks = _people(shop)
    raw = _columns(shop.playground.source, "people", columns)
    twins = []
    for key in (KEY, KEY, "another key of these tests"):
        shop.refresh(config=_config(shop, masks, key))
        twins.append(_columns(shop.playground.target, "people", columns))
    first, second, other = twins
    for column in columns:
        preset, least = column[:-1], PRESETS[column[:-1]][2]
        assert first[column] == second[column], f"@{preset} is not deterministic"
        assert [value is None for value in first[column]] == [value is None for value in raw[column]], f"@{preset} does not keep NULL"
        masked = {value for value in first[column] if value is not None}
        assert len(masked) >= least, f"@{preset} makes only {len(masked)} values"
        if preset not in ("date", "number"):  # near the raw ones by intention: one row's may be another's
            assert not masked & set(raw[column]), f"@{preset} lets through {sorted(masked & set(raw[column]))[:3]}"
        else:
            assert all(a != b for a, b in zip(first[column], raw[column]) if a is not None), f"@{preset} leaves a value"
        same = sum(a == b for a, b in zip(first[column], other[column]) if a is not None)
        assert same < ROWS / 20, f"@{preset} gives {same} values alike under another key"
    expected = [value and hmac.new(KEY.encode(), value.encode(), hashlib.sha256).hexdigest() for value in raw["hash_"]]
    assert list(first["hash_"]) == expected, "@hash is not the HMAC of the value"
    _check_forms(first, raw)


def _check_forms(masked, raw):
    for iban in filter(None, masked["iban_"]):
        assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1 and len(iban) == 22, iban
    for card in filter(None, masked["card_"]):
        digits = [int(c) for c in reversed(card)]
        luhn = sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
        assert luhn % 10 == 0 and len(card) == 16, card
    for text in filter(None, masked["text_"]):
        assert set(text) <= set("abcdefghijklmnopqrstuvwxyz "), text
    for one, other in zip(masked["number_"], raw["number_"]):
        assert one is None or abs(float(one) - float(other)) <= float(other) * 0.1 + 0.01, (one, other)


def unique_columns_stay_unique_and_fit(shop):
    columns = "".join(f", {name}_ {kind} UNIQUE" for name, kind in UNIQUE.items())
    values = "".join(f", {_short(name)}" for name in UNIQUE)
    _fill(shop, f"CREATE TABLE accounts (id int PRIMARY KEY{columns}); INSERT INTO accounts SELECT n{values} FROM generate_series(1::bigint, {ROWS}) AS n")
    shop.refresh(config=_config(shop, {"accounts": {name + "_": "@" + name for name in UNIQUE}}))
    with Session(shop.playground.target) as target:
        for name in UNIQUE:
            assert target.value(f"SELECT count(DISTINCT {name}_) FROM accounts") == str(ROWS), name
        assert target.value("SELECT count(*) FROM pg_constraint WHERE conrelid = 'accounts'::regclass AND contype = 'u'") == str(len(UNIQUE))


def _short(name):
    return {"uuid": "md5(n::text)::uuid"}.get(name, "'v' || n")


def the_servers_workers_mask_too(shop):
    """A mask that holds a query of its own over the row is left to one process, which may double the time of its SELECT. Only what is made
    of a value step by step does."""
    settings = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_verbose": "on",
                "max_parallel_workers_per_gather": "2", "parallel_setup_cost": "0", "parallel_tuple_cost": "0", "min_parallel_table_scan_size": "0"}
    with OwnServer(**settings) as server, server.session("postgres") as admin:
        admin.query("CREATE ROLE reader LOGIN")
        for name, (kind, sql, _) in PRESETS.items():
            admin.query(f"CREATE TABLE of_{name} (id int PRIMARY KEY, value {kind}); INSERT INTO of_{name} SELECT n, ({sql})::{kind} FROM generate_series(1::bigint, 2000) AS n")
        admin.query("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        admin.query("ANALYZE")
        shop.playground.recreate_target()
        masks = {f"of_{name}": {"value": f"@{name}"} for name in PRESETS}
        shop.refresh(config=_config(shop, masks), source_url=f"postgresql://reader@/postgres?host={server.folder}&port={server.port}")
        plans = (server.folder / "log").read_text(errors="replace").split("Query Text: ")

    def is_masked_in_workers(name):
        (plan,) = [plan for plan in plans if plan.startswith("COPY (SELECT") and f'"public"."of_{name}"' in plan.partition("TO STDOUT")[0]]
        return "sha256(" in plan.partition("Parallel Seq Scan")[2]

    alone = [name for name in PRESETS if not is_masked_in_workers(name)]
    assert set(alone) <= {"card", "json"}, f"not masked in workers: {alone}"


def presets_fit_narrow_and_odd_types(shop):
    _fill(shop, """
        CREATE DOMAIN mail AS varchar(20) CHECK (VALUE <> '');
        CREATE TABLE odd (id int PRIMARY KEY, a varchar(5), b char(7), c mail, d varchar(1), e text[], f timestamptz, g timestamp, h cidr,
            i inet, j real, k smallint, l numeric(4,2), m bytea, n json, o date, p varchar(10), q numeric, r bigint, s text, t jsonb);
        INSERT INTO odd SELECT n, 'abcde', 'abcdef', 'a@b.c', 'x', ARRAY['one', NULL, 'two'], 'infinity', '2024-02-29', '10.1.0.0/16',
            'fe80::1/64', 1.5e30, 32767, 99.99, '\\x00ff', '{"a": [1, {"b": "c\\"d"}], "a": null}', '-infinity', 'abcdefghij', 'NaN', 9223372036854775807,
            '', '{"user": {"email": "x@y.z", "age": 7}, "keep": "me"}' FROM generate_series(1, 50) AS n;
        INSERT INTO odd (id, e, l) VALUES (51, '{}', -99.99)""")
    masks = {"a": "@email", "b": "@name", "c": "@email", "d": "@address", "e": "@first_name", "f": "@date", "g": "@date", "h": "@ip", "i": "@ip",
             "j": "@number", "k": "@number", "l": "@number", "m": "@hash", "n": "@json", "o": "@date", "p": "@phone", "q": "@number", "r": "@number",
             "s": "@text", "t": "@json(keys: $.user.email)"}
    shop.refresh(config=_config(shop, {"odd": masks}))
    with Session(shop.playground.target) as target:
        row = dict(zip("abcdefghijklmnopqrst", target.query("SELECT a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t FROM odd WHERE id = 1")[0]))
        assert row["f"] == "infinity" and row["o"] == "-infinity" and row["q"] == "NaN" and row["s"] != "", row
        assert row["e"].count(",") == 2 and "NULL" in row["e"] and "one" not in row["e"], row
        assert row["h"].endswith("/16") and row["h"] != "10.1.0.0/16" and row["i"].startswith("2001:db8:") and row["i"].endswith("/64"), row
        assert '"keep": "me"' in row["t"] and '"age": 7' in row["t"] and "x@y.z" not in row["t"], row
        assert row["n"].startswith('{"a": [') and row["n"].endswith('}], "a": null}') and "c\\" not in row["n"], row
        last = target.query("SELECT e, l, l BETWEEN -99.99 AND -89 FROM odd WHERE id = 51")[0]
        assert last[0] == "{}" and last[2] == "t", last


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
