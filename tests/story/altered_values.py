#!/usr/bin/env python3
"""Masks that alter a value and keep its form: @number, @text, @date, @id and @json, and what they must not give away.

    tests/support/with_postgres tests/story/altered_values.py [NAME...]
"""
import json
import random
import re
import sys
import uuid

from named_tests import run_named_tests
from postgres import Session, literal, run_psql

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


def every_number_changes_and_keeps_its_sign(shop):
    _twin(shop, """
        CREATE TABLE n (id int PRIMARY KEY, a smallint, b int, c bigint, d numeric(3,1), e numeric, f real, g double precision, h numeric(2,2), i int[]);
        INSERT INTO n SELECT g, g % 5 - 2, g * 37 - 9000, g * 1e15, (g % 100) / 10.0, g / 8.0, g / 7.0, g / 7.0, (g % 100) / 100.0, ARRAY[g, NULL, 0]
        FROM generate_series(1, 500) AS g;
        INSERT INTO n VALUES (501, 32767, 2147483647, 9223372036854775807, 99.9, 0, 0, 0, -0.99), (502, -32768, -2147483648, -9223372036854775808, -99.9, 'NaN', 'NaN', 'Infinity', 0),
                             (503, 32766, -2147483647, 9223372036854775806, 99.8, 1e40, 3.4e38, 1.79e308, 0.98);
        INSERT INTO n VALUES (504)""",
          {"n": {column: "@number" for column in "abcdefghi"}})
    for place, column in enumerate("abcdefgh"):
        pairs = [(raw[place], masked[place]) for raw, masked in _both(shop, "SELECT a, b, c, d, e, f, g, h FROM n ORDER BY id")]
        assert pairs[-1] == (None, None)
        for raw, masked in pairs[:-1]:
            if raw in ("NaN", "Infinity"):
                assert raw == masked
                continue
            one, other = float(raw), float(masked)
            assert raw != masked, (column, raw)
            assert one * other > 0 or one == 0 < other, (column, raw, masked)
            unit = 10.0 ** -len(raw.partition(".")[2]) if "e" not in raw else 0
            assert abs(one - other) <= max(abs(one) * 0.1, unit) * 1.0001, (column, raw, masked)
    arrays = [masked[0] for _, masked in _both(shop, "SELECT i FROM n WHERE id <= 500 ORDER BY id")]
    assert all(re.fullmatch(r"\{\d+,NULL,1\}", array) for array in arrays), arrays[:3]
    same = _rows(shop.playground.target, "SELECT count(*) FROM n x JOIN n y ON x.a IS NOT NULL AND y.a IS NOT NULL AND x.id % 5 = y.id % 5 AND x.id <= 500 AND y.id <= 500 WHERE x.a <> y.a")
    assert same == [["0"]] or same == [("0",)], "one number has several masks"


def texts_and_their_lengths_say_nothing(shop):
    _twin(shop, """
        CREATE TABLE findings (id int PRIMARY KEY, finding text, short varchar(12), grid text[], shifted text[], empty text[]);
        INSERT INTO findings SELECT g, (ARRAY['Gout', 'Type 2 diabetes', 'Flu', '', 'Iron deficiency (mild), see "notes"'])[1 + g % 5], 'Flu',
            ARRAY[['a' || g, NULL, 'c"\\'], ['d', 'e', 'f']], '[0:1]={x,y}'::text[], '{}' FROM generate_series(1, 100) AS g""",
          {"findings": {column: "@text" for column in ("finding", "short", "grid", "shifted", "empty")}})
    pairs = _both(shop, "SELECT finding, array_ndims(grid), grid::text, shifted::text, empty::text, grid[2][1], length(short) FROM findings ORDER BY id")
    masks = {}
    for raw, masked in pairs:
        masks.setdefault(raw[0], set()).add(masked[0])
        assert masked[1] == "2" and "NULL" in masked[2] and raw[2] != masked[2] and masked[4] == "{}" and masked[5] != "d", masked
        assert masked[3].startswith("[0:1]={") and "x" not in masked[3].partition("=")[2], masked
        assert masked[6] == "12"
    texts = [text for (text,) in masks.values()]
    assert len(set(texts)) == 5 and not set(texts) & set(masks), texts
    assert all(15 < len(text) < 65 and re.fullmatch("[a-z ]+", text) for text in texts), texts


def equal_texts_have_equal_masks_in_columns_of_different_widths(shop):
    told = _twin(shop, """CREATE TABLE wide (id int PRIMARY KEY, a text, b varchar(30), c varchar(7), s varchar(7));
        INSERT INTO wide SELECT g, 'real ' || g, 'real ' || g, 'real ' || g, 'real ' || g FROM generate_series(1, 40) AS g""",
                 {"wide": {"a": "@text", "b": "@text", "c": "@text", "s": "@text(keep: shape)"}})
    rows = _rows(shop.playground.target, "SELECT count(*) FILTER (WHERE a = b AND length(a) > 20), count(*) FILTER (WHERE left(a, 7) = c) FROM wide")
    assert rows == [("40", "40")], rows
    assert [line for line in told.splitlines() if "has room for" in line] == [
        "warning: public.wide.c has room for 7 characters only: its @text masks are others than those of the same values in public.wide.a, public.wide.b"], told


def kept_dates_do_not_tell_how_masked_ones_moved(shop):
    _twin(shop, """
        CREATE TABLE visits (id int PRIMARY KEY, at timestamptz NOT NULL, born date NOT NULL, paid date NOT NULL);
        INSERT INTO visits SELECT g, timestamptz '2023-02-05 09:10:11.123456+00' + g * interval '1.7 s', date '1950-01-01' + (g * 41) % 16000, date '2025-06-01' + g % 200 FROM generate_series(1, 400) AS g;
        CREATE TABLE audit (id int PRIMARY KEY, at timestamptz NOT NULL);
        INSERT INTO audit SELECT id, at FROM visits;
        CREATE TABLE posts (id int PRIMARY KEY, written date NOT NULL);
        INSERT INTO posts SELECT g, date '2021-01-01' + g FROM generate_series(1, 400) AS g""",
          {"visits": {"at": "@date", "born": "@date", "paid": "@date"}, "posts": {"written": "@date"}})
    pairs = _both(shop, """SELECT v.at::time, a.at::time, v.born, v.born - (v.at::date - a.at::date), v.born - (p.written - (date '2021-01-01' + p.id)), v.paid,
        v.paid - (v.at::date - a.at::date), v.paid > current_date, v.id FROM visits v JOIN audit a USING (id) JOIN posts p USING (id) ORDER BY v.id""")
    days = _rows(shop.playground.source, "SELECT born, paid FROM visits ORDER BY id")
    assert all(masked[0] != masked[1] for _, masked in pairs), "the time of day stays"
    for guess, of in ((3, 0), (4, 0), (6, 1)):
        right = sum(masked[guess] == day[of] for (_, masked), day in zip(pairs, days))
        assert right <= 25, f"{right} of 400 dates are found by guess {guess}"
    assert all(masked[2] != raw[2] for raw, masked in pairs)
    assert not [raw for raw, masked in pairs if masked[7] == "t" and raw[7] == "f"], "a past day became a future one"


SUBJECTS = """
    CREATE TABLE users (user_id int PRIMARY KEY, born date, joined timestamptz NOT NULL);
    CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, placed timestamptz NOT NULL, paid timestamptz, due date);
    CREATE TABLE essays (id int PRIMARY KEY, written date NOT NULL);
    INSERT INTO users SELECT g, date '1950-01-01' + g * 37 % 9000, timestamptz '2019-01-01 10:00+00' + g * interval '1 day' FROM generate_series(1, 200) AS g;
    INSERT INTO orders SELECT g, CASE WHEN g <= 800 THEN g % 200 + 1 END, now() - g * interval '3 hours', now() - g * interval '2 hours', current_date - g FROM generate_series(1, 900) AS g;
    INSERT INTO essays SELECT g, date '2020-01-01' + g FROM generate_series(1, 200) AS g"""


def dates_of_one_subject_move_alike(shop):
    masks = {"users": {"born": "@date(by: c.user_id, within: 400 d)", "joined": "@date(by: c.user_id, within: 400 d)"},
             "orders": {c: "@date(by: c.user_id, within: 400 d)" for c in ("placed", "paid")} | {"due": "@date"}, "essays": {"written": "@date(by: c.id, within: 400 d)"}}
    _twin(shop, SUBJECTS, masks)
    moved = {}
    for raw, masked in _both(shop, "SELECT user_id, extract(epoch FROM placed), extract(epoch FROM paid), id FROM orders ORDER BY id"):
        for place in (1, 2):
            moved.setdefault(raw[0] if raw[0] is not None else f"row {raw[3]}", set()).add(round(float(raw[place]) - float(masked[place]), 3))
    for raw, masked in _both(shop, "SELECT user_id, extract(epoch FROM joined) FROM users ORDER BY user_id"):
        moved[raw[0]].add(round(float(raw[1]) - float(masked[1]), 3))
    assert all(len(shifts) == 1 for shifts in moved.values()), [each for each in moved.items() if len(each[1]) > 1][:3]
    assert len({min(shifts) for shifts in moved.values()}) > 250 and all(0 < min(shifts) <= 400 * 86400 for shifts in moved.values())
    assert max(min(shifts) for shifts in moved.values()) > 200 * 86400
    essays = [(int(raw[0]), raw[1] - 0 if isinstance(raw[1], int) else int(raw[1]), int(masked[1])) for raw, masked in _both(shop, "SELECT id, written - date '2000-01-01' FROM essays ORDER BY id")]
    alike = sum(one - other == int(min(moved[str(number)]) // 86400) for number, one, other in essays)
    assert alike < 10, f"{alike} of 200 shifts are those of a user with the same number"


def a_kept_date_beside_dates_of_a_subject_is_refused(shop):
    told = _twin(shop, SUBJECTS, {"orders": {"placed": "@date(by: c.user_id)"}}, status=2)
    assert re.search(r"error: public.orders.placed is masked by @date\(by: c.user_id\) beside dates that stay as they are, paid, due.*altered.toml:", told), told
    told = _twin(shop, SUBJECTS, {"orders": {c: "@date(by: c.user_id)" for c in ("placed", "paid", "due")}})
    assert "public.users keeps born, joined of it as they are" in told, told
    told = _twin(shop, SUBJECTS + "; ALTER TABLE orders ADD UNIQUE (user_id, due)", {"orders": {c: "@date(by: c.user_id)" for c in ("placed", "paid", "due")}}, status=2)
    assert "public.orders.due cannot be masked: its dates are in a key" in told and "write @date without by" in told, told


def dates_that_a_rule_joins_move_alike(shop):
    told = _twin(shop, """
        CREATE EXTENSION btree_gist;
        CREATE TABLE stays (id int PRIMARY KEY, room int NOT NULL, arrives timestamp NOT NULL, leaves timestamp NOT NULL, booked date NOT NULL, paid timestamptz NOT NULL, free timestamptz NOT NULL,
            during tsrange GENERATED ALWAYS AS (tsrange(arrives, leaves)) STORED, CHECK (booked <= paid), EXCLUDE USING gist (id WITH =, tsrange(arrives, leaves) WITH &&));
        INSERT INTO stays SELECT g, g % 5, timestamp '2024-01-01' + g * interval '7 hours', timestamp '2024-01-01' + g * interval '7 hours' + interval '1 minute', date '2023-01-01' + g, timestamptz '2023-01-01 00:00:01+00' + g * interval '1 day', now()
            FROM generate_series(1, 300) AS g;
        CREATE TABLE days (day date PRIMARY KEY, at timestamptz NOT NULL UNIQUE);
        INSERT INTO days SELECT date '2024-02-10' + g, timestamptz '2024-02-10 11:12:13+00' + g * interval '1 minute' FROM generate_series(1, 400) AS g;
        CREATE TABLE notes (id int PRIMARY KEY, day date REFERENCES days);
        INSERT INTO notes SELECT g, date '2024-02-10' + g FROM generate_series(1, 400) AS g""",
        {"stays": {c: "@date" for c in ("arrives", "leaves", "booked", "paid", "free")}, "days": {"day": "@date", "at": "@date"}})
    rows = _both(shop, "SELECT leaves - arrives, arrives::time, paid - booked, paid::time, paid - free, booked FROM stays ORDER BY id")
    assert all(raw[0] == masked[0] and raw[1] != masked[1] and raw[2] == masked[2] and raw[3] == masked[3] and raw[4] != masked[4] and raw[5] != masked[5] for raw, masked in rows), rows[0]
    assert "note: public.stays.paid is masked by @date: it keeps the time of day" in told and "note: public.days.day is masked by @date: its dates are in a key" in told, told
    twin = _both(shop, "SELECT day, at, day < '2025-01-01' FROM days ORDER BY day")
    assert len({masked[0] for _, masked in twin}) == len({masked[1] for _, masked in twin}) == 400
    assert _rows(shop.playground.target, "SELECT count(*) FROM notes JOIN days USING (day)")[0][0] == "400"
    assert not {raw[1] for raw, _ in twin} & {masked[1] for _, masked in twin}


def documents_keep_what_programs_parse(shop):
    _twin(shop, r"""
        CREATE TABLE d (id int PRIMARY KEY, doc jsonb, old json, many jsonb[]);
        INSERT INTO d SELECT g, jsonb_build_object('id', md5(g::text)::uuid, 'mail', 'real' || g || '@prod.test', 'name', 'Realname ' || g, 'age', g, 'zip', '0' || 1000 + g,
            'vip', g % 3 = 0, 'none', NULL, 'born', '1980-02-' || lpad((1 + g % 28)::text, 2, '0'), 'at', '2020-05-06T07:08:09.123Z', 'deep', jsonb_build_array('real', jsonb_build_object('x', 'real "quoted" \ ' || g), '[]'::jsonb, '{}'::jsonb),
            'inner', '{"mail": "real' || g || '@prod.test", "n": [1, "real"]}', 'odd', '{real', 'empty', ''), ('{"b" : "real\u0000x", "a": {"b": 5.50, "b": "real"}}')::json, ARRAY['{"a": "real"}', '"real"']::jsonb[] FROM generate_series(1, 60) AS g;
        INSERT INTO d VALUES (61, '"real"', '7', '{}'), (62, 'null', '[]', NULL), (63, '[1.0e5, -3]', 'true', NULL), (64, NULL, NULL, NULL)""",
          {"d": {"doc": "@json", "old": "@json", "many": "@json"}})
    pairs = _both(shop, "SELECT doc, old, many FROM d ORDER BY id")
    assert not [masked for _, masked in pairs if "real" in str(masked).lower()], pairs[0][1]
    flags = []
    for raw, masked in pairs[:60]:
        one, other = json.loads(raw[0]), json.loads(masked[0])
        assert list(one) == list(other) and other["none"] is None and [type(v) for v in one["deep"]] == [type(v) for v in other["deep"]], other
        assert str(uuid.UUID(other["id"])) == other["id"] != one["id"] and re.fullmatch(r"[^@]+@example\.(com|org|net)", other["mail"]), other
        assert other["age"] != one["age"] and abs(other["age"] - one["age"]) <= max(1, one["age"] / 10) and re.fullmatch(r"\d{5}", other["zip"]), other
        assert re.fullmatch(r"1980-[01]\d-[0-2]\d", other["born"]) and re.fullmatch(r"2020-\d\d-\d\dT\d\d:\d\d:\d\dZ", other["at"]), other
        assert list(json.loads(other["inner"])) == ["mail", "n"], other["inner"]
        assert re.fullmatch(r'\{"b": "[^"]+", "a": \{"b": 5\.\d\d, "b": "[^"]+"\}\}', masked[1]), masked[1]
        flags.append(one["vip"] == other["vip"])
    assert 15 < sum(flags) < 45, f"{sum(flags)} of 60 booleans stay"
    assert [masked[0] for _, masked in pairs[61:]] == ["null", pairs[62][1][0], None] and pairs[62][1][1] in ("true", "false"), pairs[60:]


FORMS = """
    CREATE TABLE forms (id int PRIMARY KEY, answers jsonb, old json[]);
    INSERT INTO forms SELECT g, jsonb_build_object('contact', jsonb_build_object('mail', 'real' || g || '@prod.test', 'Phone', '+4930' || g), 'kind', 'real survey',
        'people', jsonb_build_array(jsonb_build_object('mail', 'kin' || g || '@real.test'), jsonb_build_array(jsonb_build_object('mail', 'kith' || g || '@real.test'))), 'payload', '{"mail": "x"}'),
        ARRAY['{"who": {"mail": "real"}, "what": 1}']::json[] FROM generate_series(1, 50) AS g;
    INSERT INTO forms VALUES (51, '"text"', '{}'), (52, '[]', NULL), (53, '{}', '{NULL}'), (54, '{"contact": {"mail": null}, "people": "nobody"}', NULL);
    CREATE TABLE empty (id int PRIMARY KEY, doc json)"""


def paths_mask_what_they_meet_and_nothing_else(shop):
    told = _twin(shop, FORMS, {"forms": {"answers": "@json(keys: $.contact.mail $.contact.Phone $.people.mail)", "old": "CASE WHEN c.id < 0 THEN NULL ELSE @json(keys: $.who) END"}})
    for column in ("answers", "old"):
        assert f"note: public.forms.{column}: what no path of its mask meets in a document stays as it is" in told, told
    pairs = _both(shop, "SELECT answers, old FROM forms ORDER BY id")
    for raw, masked in pairs[:50]:
        one, other = json.loads(raw[0]), json.loads(masked[0])
        assert other["kind"] == one["kind"] and other["payload"] == one["payload"] and list(other) == list(one), other
        assert other["contact"]["mail"] != one["contact"]["mail"] and other["contact"]["Phone"] != one["contact"]["Phone"], other
        assert "@real" not in json.dumps(other) and other["people"][1][0]["mail"].endswith("@example.com"), other
        assert "real" not in masked[1] and '\\"what\\": 1' in masked[1], masked[1]
    assert [masked for _, masked in pairs[50:]] == [raw for raw, _ in pairs[50:]]


def each_path_has_its_own_preset(shop):
    _twin(shop, """
        CREATE TABLE crm (id int PRIMARY KEY, doc jsonb NOT NULL, mail text NOT NULL, token text NOT NULL);
        INSERT INTO crm SELECT g, jsonb_build_object('user', jsonb_build_object('email', 'real' || g || '@prod.test', 'ssn', 900000000 + g, 'vip', true, 'gone', 'real', 'born', '1980-02-03', 'salary', 1000 + g),
            'tags', jsonb_build_array('real a', jsonb_build_array('real b')), 'plain', 'stays', 'deep', jsonb_build_array(jsonb_build_object('phone', 'real' || g), jsonb_build_object('x', jsonb_build_object('phone', jsonb_build_array(4930, 'real')))),
            'phone', NULL, 'odd key', 'real', 'number', 17, 'person' || g, 'stays'), 'real' || g || '@prod.test', 'real a' FROM generate_series(1, 40) AS g""",
          {"crm": {"doc": "@json({$.user.email: @email, $.user.ssn: @id, $.user.vip: @json, $.user.gone: @null, $.user.born: @date, $.user.salary: @number(within: 50 %), $.tags[*]: @hash, $..phone: @phone, $.\"odd key\": @fixed('none'), keys: @hash})",
                   "mail": "@email", "token": "@hash"}})
    keys = {}
    for raw, masked in _both(shop, "SELECT doc, mail, token FROM crm ORDER BY id"):
        one, other = json.loads(raw[0]), json.loads(masked[0])
        assert "real" not in masked[0] and "email" not in masked[0] and masked[0].count("stays") == 2, masked[0]
        assert sorted(str(type(v)) for v in one.values()) == sorted(str(type(v)) for v in other.values()), other
        names = {"user", "tags", "phone", "number"} & set(one)
        users = [v for v in other.values() if isinstance(v, dict)]
        assert len(users) == 1 and masked[1] in users[0].values() and None in users[0].values() and 17 in other.values() and "none" in other.values() and None in other.values(), other
        tags = [v for v in other.values() if isinstance(v, list) and isinstance(v[0], str)]
        assert tags[0][0] == masked[2] and re.fullmatch("[0-9a-f]{64}", tags[0][1][0]), tags
        numbers = sorted(v for v in users[0].values() if isinstance(v, int) and not isinstance(v, bool))
        assert 500 <= numbers[0] <= 1600 and numbers[0] != one["user"]["salary"] and 2 ** 29 <= numbers[1] < 2 ** 30 and numbers[1] != one["user"]["ssn"], numbers
        keys.setdefault(next(key for key, value in other.items() if isinstance(value, dict)), names)
    assert len(keys) == 1, "one key has several masks"
    told = _twin(shop, FORMS, {"forms": {"answers": "@json({$..mial: @email, $.people[*].mail: @email})"}}, status=2)
    assert "the path $..mial of the mask" in told and 'the key "mail"?' in told and "$.people[*]" not in told, told


SPANS = """
    CREATE EXTENSION btree_gist;
    CREATE TABLE stays (id int PRIMARY KEY, room int NOT NULL, arrives date NOT NULL, stay daterange NOT NULL, at tsrange, zoned tstzrange, breakfast time NOT NULL, call timetz NOT NULL,
        took interval NOT NULL, many daterange[], CHECK (lower(stay) = arrives), CHECK (took >= '0'));
    INSERT INTO stays SELECT g, g % 5, date '2024-01-01' + g, daterange(date '2024-01-01' + g, date '2024-01-04' + g), tsrange(timestamp '2024-01-01 10:00' + g * interval '1 h', NULL, '(]'),
        tstzrange(NULL, timestamptz '2024-01-01 10:00+00' + g * interval '1 h', '[]'), '07:30', '08:00+02', g % 3 * interval '1 mon 2 days 3 h', ARRAY[daterange('2024-01-01', '2024-01-02'), NULL, 'empty']
        FROM generate_series(1, 300) AS g;
    UPDATE stays SET at = 'empty', zoned = '(,)', took = '1 microsecond' WHERE id = 1;
    UPDATE stays SET at = '[-infinity,"2024-01-01 00:00")', zoned = '["4713-01-01 00:00+00 BC","4712-01-01 00:00+00 BC"]', breakfast = '24:00', call = '00:00-12' WHERE id = 2"""


def ranges_times_and_intervals_move_as_dates_do(shop):
    columns = ("arrives", "stay", "at", "zoned", "breakfast", "call", "took", "many")
    told = _twin(shop, SPANS, {"stays": {column: "@date" for column in columns}})
    assert "public.stays.arrives" not in told, "days and ranges of days move by days"
    rows = _both(shop, """SELECT id, upper(stay) - lower(stay), lower(stay) = arrives, lower(at), lower_inc(at), upper_inc(at), upper_inf(at), upper(zoned), lower_inf(zoned), upper_inc(zoned), at::text,
        zoned::text, breakfast, call, took, extract(epoch FROM took), arrives, many[1], array_length(many, 1), many[3], upper(zoned) - lower(zoned), upper(at) FROM stays ORDER BY id""")
    for raw, masked in rows[2:]:
        assert (raw[1:3], raw[4:7], raw[8:10], raw[18:20]) == (masked[1:3], masked[4:7], masked[8:10], masked[18:20]) and masked[2] == "t", (raw, masked)
        assert all(raw[place] != masked[place] for place in (3, 7, 12, 13, 14, 16, 17)), (raw, masked)
        assert masked[13].endswith("+02") and (raw[14] == "00:00:00" or abs(float(masked[15]) / float(raw[15]) - 1) < 0.11), (raw, masked)
    assert len({masked[12] for _, masked in rows}) > 290 and len({masked[14] for _, masked in rows}) > 190
    (first, second) = (masked for _, masked in rows[:2])
    assert (first[10], first[11], first[14]) == ("empty", "(,)", "00:00:01.000001"), first
    assert second[3] == "-infinity" and second[20] == rows[1][0][20] and second[21] != rows[1][0][21] and second[12] != "24:00:00" and second[13].endswith("-12"), second
    _twin(shop, SPANS, {"stays": {column: "@date(by: c.room)" for column in columns}})
    assert len({masked[12] for _, masked in _both(shop, "SELECT id, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, breakfast FROM stays WHERE id > 2")}) == 5
    told = _twin(shop, SPANS, {"stays": {column: "@date(by: c.room)" for column in columns if column != "stay"}}, status=2)
    assert "beside dates that stay as they are, stay" in told, told
    told = _twin(shop, SPANS, {"stays": {"took": "@date(within: 3 d)", "arrives": "@date", "stay": "@date"}}, status=2)
    assert "an interval moves by a tenth of itself at most; write @date without within" in told, told
    told = _twin(shop, SPANS + "; ALTER TABLE stays DROP CONSTRAINT stays_pkey, ADD PRIMARY KEY (stay)", {"stays": {"stay": "@date", "arrives": "@date"}}, status=2)
    assert "public.stays.stay cannot be masked: its values are in a key" in told and "@date keeps no values of type daterange apart" in told, told
    told = _twin(shop, SPANS + "; ALTER TABLE stays ADD UNIQUE (breakfast, id)", {"stays": {"breakfast": "@date"}}, status=2)
    assert "public.stays.breakfast cannot be masked: its values are in a key" in told, told


def _draw_document(numbers, depth=0):
    kind = numbers.random()
    if depth < 4 and kind < (0.9 if depth == 0 else 0.4):
        names = numbers.sample(["a", "b", "c", "0", "it's", ""], k=numbers.randrange(5))
        return {name: _draw_document(numbers, depth + 1) for name in names}
    if depth < 4 and kind < (0.95 if depth == 0 else 0.55):
        return [_draw_document(numbers, depth + 1) for _ in range(numbers.randrange(4))]
    return numbers.choice(["real words", "real@prod.test", "2021-03-04T05:06:07Z", "00123", str(uuid.UUID(int=numbers.getrandbits(128))), '{"n": [1, "real"]}', "", "[", "\u00e9 \\ \"",
                           0, -17, 12.50, 10**20, True, False, None])


def _without_booleans(document):
    """They are drawn by the place in the document, which is told otherwise where it is not taken apart."""
    if isinstance(document, dict):
        return {key: _without_booleans(each) for key, each in document.items()}
    if isinstance(document, list):
        return [_without_booleans(each) for each in document]
    return "a boolean" if isinstance(document, bool) else document


def documents_that_are_not_taken_apart_have_the_same_masks(shop):
    """Of type json they always are."""
    numbers = random.Random(7)
    everything = {"a": "real words", "b": {"c": "real@prod.test"}, "0": {"a": 17}, "it's": "real", "c": 5, "": True}
    documents = [everything, {"a": [{"b": "real"}], "b": [{"c": "real"}], "0": ["real"]}, {"b": "real"}, "real", 5, True, None, [], {}, [everything], {"a": [{"a": [{"b": 12}, 5, None]}, {"b": "real"}, []]}]
    documents += [_draw_document(numbers) for _ in range(600)]
    rules = {"whole": "@json", "few": "@json(keys: $.a $.b.c)", "numbered": "@json(keys: $.a $.0.a)",
             "each": "@json({$.a: @email, $.b.c: @hash, $.b: @text, $.\"it's\": @fixed('it''s'), $.c: @number})",
             "elements": "@json({$.a[*]: @hash, $.b.c: @json, $.a[*].b: @email, $.a[*].c: @number, $.b.c[*]: @text, $.a[*].a[*].b: @id, $[*].a: @phone, $[*]: @null})"}
    values = ", ".join(f"({at}, {literal(json.dumps(each))})" for at, each in enumerate(documents))
    _twin(shop, f"CREATE TABLE d (id int PRIMARY KEY, {', '.join(f'{name} jsonb, {name}_apart json' for name in rules)});"
          f"INSERT INTO d SELECT id, {', '.join('doc::jsonb, doc::json' for _ in rules)} FROM (VALUES {values}) AS v (id, doc)",
          {"d": {name: rule for rule_name, rule in rules.items() for name in (rule_name, f"{rule_name}_apart")}})
    changed = 0
    for raw, masked in _both(shop, f"SELECT {', '.join(f'{name}, {name}_apart' for name in rules)} FROM d ORDER BY id"):
        for place, name in enumerate(rules):
            one, other = (_without_booleans(json.loads(text)) for text in masked[2 * place:2 * place + 2])
            assert one == other, f"{name} of {raw[2 * place]}: {one} and, taken apart, {other}"
            changed += masked[2 * place] != raw[2 * place]
        assert "real" not in masked[0], masked[0]
    assert changed > 900, changed


def texts_keep_what_they_are_told_to(shop):
    _twin(shop, """
        CREATE TABLE notes (id int PRIMARY KEY, a text, b text, c varchar(5));
        INSERT INTO notes SELECT g, 'Zebra ' || g, 'Dear Ann, ' || g || ' × Ärger!', 'Zebra' FROM generate_series(1, 50) AS g""",
          {"notes": {"a": "@text(keep: first 2)", "b": "@text(keep: shape)", "c": "@text(keep: first 1)"}})
    for raw, masked in _both(shop, "SELECT a, b, c FROM notes ORDER BY id"):
        assert masked[0].startswith("Ze") and "bra" not in masked[0] and len(masked[0]) > 20 and masked[2].startswith("Z") and len(masked[2]) == 5 and masked[2] != "Zebra", masked
        assert [_kind(one) for one in masked[1]] == [_kind(one) for one in raw[1]] and masked[1] != raw[1], masked


def _kind(letter):
    return "A" if "A" <= letter <= "Z" else "a" if "a" <= letter <= "z" or letter > "~" else "0" if letter.isdigit() else letter


def a_path_that_meets_nothing_is_told(shop):
    told = _twin(shop, FORMS, {"forms": {"answers": "@json(keys: $.contact.mial $.contact.phone $.people.mail $.payload.mail $.contact.mail.deep)"}}, status=2)
    for path, hint in (("$.contact.mial", 'the key "mail"?'), ("$.contact.phone", 'the key "Phone"?'), ("$.payload.mail", "@json for all"), ("$.contact.mail.deep", "@json for all")):
        assert re.search(re.escape(f"the path {path} of the mask of public.forms.answers meets nothing in the 54 documents") + ".*altered.toml:[0-9]+:[0-9]+.*\n.*" + re.escape(hint), told), (path, told)
    assert "$.people.mail of" not in told and "real" not in told, told
    told = _twin(shop, FORMS, {"empty": {"doc": "@json(keys: $.contact.mail)"}})
    assert "warning: whether the paths of the mask of public.empty.doc meet anything cannot be told" in told, told


def an_hstore_is_masked_as_a_document_is(shop):
    stores = """DROP SCHEMA IF EXISTS "Ext-1" CASCADE; CREATE SCHEMA "Ext-1"; CREATE EXTENSION hstore SCHEMA "Ext-1"; GRANT USAGE ON SCHEMA "Ext-1" TO PUBLIC; SET search_path = public, "Ext-1";
        CREATE TABLE stores (id int PRIMARY KEY, whole hstore, some_paths hstore, keyed hstore, many hstore[], mail text);
        INSERT INTO stores SELECT g, s, s, s, ARRAY[s, NULL], 'real' || g || '@prod.test' FROM (SELECT g, hstore(ARRAY['mail', 'note', 'none', 'kind'], ARRAY['real' || g || '@prod.test', 'real "words"', NULL, 'order'])
            AS s FROM generate_series(1, 40) AS g) AS q;
        UPDATE stores SET whole = '', some_paths = NULL WHERE id = 40"""
    masks = {"whole": "@json", "some_paths": "@json({$.mail: @email, $.none: @hash})", "keyed": "@json({keys: @hash})", "many": "@json", "mail": "@email"}
    _twin(shop, stores, {"stores": masks})
    rows = _both(shop, """SET search_path = public, "Ext-1"; SELECT hstore_to_jsonb(whole), hstore_to_jsonb(some_paths), hstore_to_jsonb(keyed), hstore_to_jsonb(many[1]), many[2] IS NULL, mail
        FROM stores ORDER BY id""")
    for raw, masked in rows[:39]:
        one, (whole, some, keyed, many) = json.loads(raw[0]), (json.loads(each) for each in masked[:4])
        assert whole == many and list(whole) == list(one) and whole["none"] is None and whole["mail"] == some["mail"] == masked[5] and masked[4] == "t", masked
        assert some == {**one, "mail": masked[5]} and whole["kind"] != "order" and "real" not in masked[0] + masked[2], masked
        assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keyed) and None in keyed.values(), keyed
    assert rows[39][1][:2] == ("{}", None), rows[39]
    told = _twin(shop, stores, {"stores": {**masks, "some_paths": "@json(keys: $.mial)", "many": "@json({$.kind: @text, $.nott: @text})"}}, status=2)
    assert "the path $.mial of the mask of public.stores.some_paths" in told and "the path $.nott of the mask of public.stores.many" in told and 'the key "note"?' in told, told


def paths_inside_sql_are_looked_at_too(shop):
    docs = """CREATE TABLE docs (id int PRIMARY KEY, doc jsonb, copy jsonb, note text);
        INSERT INTO docs SELECT g, '{"mail": "real@prod.test", "kind": 1}', '{"other": "real"}', '{"mail": "real"}' FROM generate_series(1, 30) AS g"""
    mask = "CASE WHEN c.id = 1 THEN '{}' ELSE @json({$.mial: @email}) END"
    told = _twin(shop, docs, {"docs": {"doc": mask}}, status=2)
    assert "the path $.mial of the mask of public.docs.doc meets nothing in the 30 documents" in told and 'the key "mail"?' in told, told
    told = _twin(shop, docs, {"docs": {"doc": "@json", "copy": "CASE WHEN c.id = 1 THEN NULL ELSE @json({$.other: @hash}) - 'kind' END", "note": "@json(c.copy)::text || @json({$.mail: @email})::text"}}, status=2)
    assert "the path" not in told and "public.docs.note" in told, told
    told = _twin(shop, docs, {"docs": {"doc": "@json", "copy": "@json(keys: $.other)", "note": "coalesce(@text, (@json(c.copy))::text)"}})
    _twin(shop, docs, {"docs": {"doc": mask.replace("mial", "mail"), "copy": "@json(keys: $.other)"}})
    assert _rows(shop.playground.target, "SELECT count(*) FROM docs WHERE doc ->> 'mail' LIKE '%@example.%'")[0][0] == "29"


def a_path_that_only_later_documents_have_is_met(shop):
    _twin(shop, """CREATE TABLE late (id int PRIMARY KEY, doc jsonb);
        INSERT INTO late SELECT g, CASE WHEN g < 3000 THEN '{"a": 1}' ELSE '{"a": 1, "mail": "real"}' END::jsonb FROM generate_series(1, 3000) AS g""", {"late": {"doc": "@json(keys: $.mail)"}})
    assert "real" not in _rows(shop.playground.target, "SELECT doc FROM late WHERE id = 3000")[0][0]


def names_used_as_keys_are_told(shop):
    ballots = """CREATE TABLE ballots (id int PRIMARY KEY, votes jsonb, plain jsonb);
        INSERT INTO ballots SELECT g, jsonb_build_object('voters', jsonb_build_object('voter' || g || '@real.test', g)), '{"a1": {"user_2": 3, "2024": 1}}' FROM generate_series(1, 20) AS g"""
    told = _twin(shop, ballots, {"ballots": {"votes": "@json", "plain": "@json"}})
    assert "warning: keys in the documents of public.ballots.votes look like addresses, numbers or ids" in told and "@real" not in told, told
    assert "public.ballots.plain look" not in told, told
    masks = {"ballots": {"votes": "@json"}}
    told = _twin(shop, ballots, masks, status=2, mask='unclassified = "strict"\nkeep = ["ballots.plain"]')
    assert "error: keys in the documents of public.ballots.votes look like" in told and "Mask them, too: @json({keys: @hash})." in told, told
    _twin(shop, ballots, {"ballots": {"votes": "@json({keys: @email})"}}, mask='unclassified = "strict"\nkeep = ["ballots.plain"]')
    votes = json.loads(_rows(shop.playground.target, "SELECT votes FROM ballots WHERE id = 7")[0][0])
    assert all(key.endswith(("@example.com", "@example.org", "@example.net")) for key in [*votes, *(k for v in votes.values() for k in v)]), votes


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
