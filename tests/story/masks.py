#!/usr/bin/env python3
"""Masks as a user meets them: consistent along references, refused where they cannot hold, proven, and nothing raw on the way.

    tests/support/with_postgres tests/story/masks.py [NAME...]
"""
import json
import sys

from named_tests import run_named_tests
from postgres import Session, run_psql
from tcp_proxy import TO_CLIENT, Proxy

SCHEMA = """
DROP TABLE orders, users CASCADE;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE users (user_id int PRIMARY KEY, email citext NOT NULL UNIQUE, full_name text NOT NULL, phone varchar(20), born date, ip inet,
    notes jsonb, plan text NOT NULL, shout text GENERATED ALWAYS AS (upper(full_name)) STORED, CHECK (full_name <> ''));
CREATE TABLE logins (login_id int PRIMARY KEY, email citext NOT NULL REFERENCES users (email) ON UPDATE CASCADE, at timestamptz NOT NULL);
CREATE TABLE letters (letter_id int PRIMARY KEY, to_email citext, body text);
INSERT INTO users SELECT n, 'Real' || n || '@production.test', 'Realname ' || n, '+49 151 ' || 5550000 + n, date '1970-01-01' + n, '192.0.2.1'::inet + n,
    jsonb_build_object('vip', 'realnote' || n), 'pro' FROM generate_series(1, 200) AS n;
INSERT INTO logins SELECT n, 'real' || n % 200 + 1 || '@Production.test', now() FROM generate_series(1, 400) AS n;
INSERT INTO letters SELECT n, 'real' || n % 200 + 1 || '@production.test', 'realbody ' || n FROM generate_series(1, 100) AS n;
"""
CONFIG = """
[mask]
key = "a key of these tests"
{mask}
[[root]]
table = "users"
where = "user_id <= 150"
children = true
[[reference]]
table = "letters"
columns = ["to_email"]
parent = "users"
parent_columns = ["email"]
{tables}
"""
MASKS = """
[[table]]
name = "users"
mask = { email = "@email", full_name = "@name", phone = "@phone", born = "@date", ip = "@ip", notes = "@json" }
[[table]]
name = "letters"
mask = { body = "@text" }
"""
KEEP = 'keep = ["users.plan", "logins.at"]'


def _begin(shop):
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text=SCHEMA)
    shop.playground.grant_reader()


def _config(shop, mask=KEEP, tables=MASKS, target=""):
    path = shop.folder / "masks.toml"
    path.write_text((f"[target]\n{target}\n" if target else "") + CONFIG.format(mask=mask, tables=tables))
    return path


def _twin(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def _refused(shop, status, *words, **config):
    outcome = shop.run(config=_config(shop, **config))
    assert outcome.status == status and outcome.hints, outcome.told()
    for word in words:
        assert word in outcome.stderr, f"not told: {word}\n" + outcome.told()
    return outcome


def references_into_masked_keys_still_join(shop):
    _begin(shop)
    outcome = shop.refresh(config=_config(shop))
    assert "warning" not in outcome.stderr, outcome.told()
    assert _twin(shop, "SELECT count(*), count(DISTINCT u.email) FROM logins JOIN users AS u USING (email)") == [("300", "150")]
    assert _twin(shop, "SELECT count(*) FROM letters JOIN users ON to_email = email") == [("100",)]
    assert _twin(shop, "SELECT count(*) FROM users WHERE email::text !~* '^[a-z]+[.][a-z]+[.][a-z0-9]{10}@example.com$' OR shout <> upper(full_name)") == [("0",)]
    states = {(c["table"], c["column"]): (c["state"], c.get("mask")) for c in outcome.report["columns"]}
    assert states["public.logins", "email"] == ("masked", "@email") and states["public.users", "plan"] == ("kept", None), states
    assert states["public.users", "user_id"] == ("key", None), states


def nothing_raw_travels(shop):
    """Neither in the rows nor anywhere else: every byte that the source sends is looked at. Keys are read as they are: no key is masked here."""
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE logins DROP CONSTRAINT logins_email_fkey")
    seen = []
    tables = MASKS + '[[table]]\nname = "logins"\nrows = "all"\nmask = { email = "@email" }\n'
    path = _config(shop, tables=tables)
    path.write_text(path.read_text().replace('[[reference]]\ntable = "letters"\ncolumns = ["to_email"]\nparent = "users"\nparent_columns = ["email"]\n', "")
                    + '[[table]]\nname = "letters"\nrows = "all"\nmask = { to_email = "@email" }\n')
    with Proxy(lambda direction, data, link: seen.append(data) if direction == TO_CLIENT else None) as line:
        shop.refresh(config=path, source_url=shop.playground.source_url(host=line.host, port=line.port))
    sent = b"".join(seen).lower()
    assert b"@example.com" in sent and len(sent) > 20_000, "the proxy has not seen the rows"
    for raw in (b"production.test", b"realname", b"+49 151", b"realnote", b"realbody"):
        assert raw not in sent, f"{raw} came along"


def the_key_is_in_no_statement(shop):
    _begin(shop)
    outcome = shop.refresh("--log-sql", config=_config(shop))
    with Session("postgres") as session:
        activity = session.query("SELECT query FROM pg_stat_activity")
    padded = "".join(f"{byte ^ 0x36:02x}" for byte in b"a key of these tests")
    assert "sha256" in outcome.stderr and padded not in outcome.stderr and "a key of these tests" not in outcome.stderr + json.dumps(activity)


def a_reference_has_no_mask_of_its_own(shop):
    _begin(shop)
    own = MASKS + '[[table]]\nname = "logins"\nmask = { email = "@hash" }\n'
    _refused(shop, 2, "public.logins.email references public.users.email, and cannot have a mask of its own", tables=own)
    alone = '[[table]]\nname = "logins"\nmask = { email = "@email" }\n'
    _refused(shop, 2, "public.logins.email references public.users.email", tables=alone)
    row = MASKS + '[[table]]\nname = "users"\nmask = { email = "\'user\' || c.user_id" }\n'
    _refused(shop, 2, "the mask of public.users.email is not valid SQL", "user_id", tables=row)
    same = MASKS.replace('name = "users"', 'name = "*"', 1).replace('email = "@email"', 'email = "md5(lower(c.email))"')
    shop.refresh(config=_config(shop, tables=same.replace('full_name = "@name", phone = "@phone", born = "@date", ip = "@ip", notes = "@json"', 'at = "@date"')))
    assert _twin(shop, "SELECT count(*) FROM logins JOIN users AS u USING (email)") == [("300",)]


def what_cannot_be_is_told_with_its_place(shop):
    _begin(shop)
    for column, mask, words in (("emial", "@email", 'column "emial" in [[table]] mask does not exist in public.users'),
                                ("shout", "@name", "generated column"), ("full_name", "@nmae", "there is no mask @nmae"),
                                ("full_name", "@null", "NOT NULL"), ("born", "@email", "not for values of type date"),
                                ("phone", "@iban", "@iban needs 22 characters"), ("phone", "upper(c.nothing)", "c.nothing"),
                                ("notes", "@json(keys: user)", "no path"), ("phone", "'a') || ('b'", "")):
        outcome = _refused(shop, 2, words, tables=f'[[table]]\nname = "users"\nmask = {{ {column} = {json.dumps(mask)} }}\n')
        assert "masks.toml:" in outcome.errors[0], outcome.told()


def a_mask_needs_the_key(shop):
    _begin(shop)
    path = _config(shop)
    path.write_text(path.read_text().replace('key = "a key of these tests"', ""))
    outcome = shop.run(config=path)
    assert outcome.status == 2 and "needs key in [mask]" in outcome.stderr, outcome.told()


def columns_of_which_nothing_was_said(shop):
    _begin(shop)
    outcome = shop.refresh(config=_config(shop, mask=""))
    assert "warning: 2 columns that may hold personal data are neither masked nor in keep" in outcome.stderr, outcome.told()
    outcome = shop.refresh(config=_config(shop, mask='unclassified = "allow"'))
    assert "warning" not in outcome.stderr, outcome.told()
    shop.refresh(config=_config(shop, mask='unclassified = "error"\n' + KEEP))
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE users ADD COLUMN home_phone text")
    shop.playground.grant_reader()
    outcome = _refused(shop, 2, "public.users.home_phone", "personal by name", mask='unclassified = "error"\n' + KEEP)
    assert _twin(shop, "SELECT count(*) FROM users") == [("150",)], "the twin has changed"
    keep = 'unclassified = "error"\nkeep = ["users.plan", "*.at", "users.home_phone", "%s"]'
    _refused(shop, 2, 'keep in [mask] names "nothing.*", which is no column', mask=keep % "nothing.*")
    _refused(shop, 2, 'keep in [mask] names "user.plan", which is no column', 'Did you mean "users"?', mask=keep % "user.plan")


def raw_values_are_found_in_the_twin(shop):
    """By an `after` script that brings some back, and by a mask that changes nothing."""
    _begin(shop)
    shop.refresh(config=_config(shop))
    before = _twin(shop, "SELECT md5(string_agg(u::text, '' ORDER BY user_id)) FROM users AS u")
    (shop.folder / "after.sql").write_text("UPDATE users SET full_name = 'Realname ' || user_id;")
    outcome = _refused(shop, 4, "public.users.full_name is masked, and yet", "hold their raw value", target='after = "after.sql"')
    assert "Realname" not in outcome.stderr, outcome.told()
    same = MASKS.replace('"@name"', '"trim(c.full_name)"')
    outcome = _refused(shop, 4, "the mask of public.users.full_name leaves values as they are", tables=same)
    assert _twin(shop, "SELECT md5(string_agg(u::text, '' ORDER BY user_id)) FROM users AS u") == before, "the twin has changed"
    elsewhere = MASKS.replace('"@name"', '"\'Realname \' || c.user_id"')
    _refused(shop, 4, "the mask of public.users.full_name leaves values as they are", tables=elsewhere)
    by_chance = MASKS.replace('"@name"', '"\'Realname 7\'"')
    assert "Realname" not in shop.refresh(config=_config(shop, tables=by_chance)).stderr


def a_mask_that_fails_tells_no_value(shop):
    """On one of the first rows, which are tried, or on a later one."""
    _begin(shop)
    tables = MASKS.replace('"@name"', '"(c.full_name::int)::text"')
    outcome = _refused(shop, 2, "the masks of public.users fail on some row", "masks.toml:", tables=tables)
    assert "Realname" not in outcome.stderr, outcome.told()
    with Session(shop.playground.source) as source:
        source.query("INSERT INTO letters SELECT n, 'real7@production.test', 'realbody ' || n FROM generate_series(101, 2000) AS n")
    tables = MASKS.replace('"@text"', '"CASE WHEN c.letter_id = 1900 THEN (c.body::int)::text ELSE md5(c.body) END"')
    outcome = _refused(shop, 1, "the mask of public.letters.body failed in the source", "masks.toml:", tables=tables)
    assert "realbody" not in outcome.stderr, outcome.told()


def what_constraints_say_of_masked_rows_is_told_before_the_load(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE users ADD CONSTRAINT phones_are_german CHECK (phone LIKE '+49%'); CREATE DOMAIN short AS text CHECK (length(VALUE) < 30); "
                     "ALTER TABLE letters ADD COLUMN subject short; UPDATE letters SET subject = 'realsubject'")
    outcome = _refused(shop, 2, "the masks of public.users break its check constraint phones_are_german: ", "phone = '+999")
    assert "+49 151" not in outcome.stderr, outcome.told()
    phone = MASKS.replace('"@phone"', '"\'+49\' || c.user_id"')
    _refused(shop, 2, "the masks of public.letters fail on some row", "short_check", tables=phone.replace('body = "@text"', 'body = "@text", subject = "@hash"'))
    _refused(shop, 2, "the mask of public.users.full_name makes what the column does not take", tables=phone.replace('"@name"', '"nullif(c.user_id, 7)::text"'))
    _refused(shop, 2, "the mask of public.users.phone makes what", tables=MASKS.replace('"@phone"', '"repeat(\'+49\', 9)"'))
    shop.refresh(config=_config(shop, tables=phone))


def sql_of_references_sees_no_masked_column(shop):
    _begin(shop)
    when = '[[reference]]\ntable = "letters"\ncolumns = ["letter_id"]\nparent = "users"\nwhen = "c.body IS NULL"\n'
    _refused(shop, 2, "looks at a masked column of public.letters", "body", tables=MASKS + when)
    expression = '[[reference]]\ntable = "letters"\ncolumns = ["(coalesce(c.to_email, c.to_email))"]\nparent = "users"\nparent_columns = ["email"]\n'
    _refused(shop, 2, "public.users.email is masked, and", "by an expression", tables=MASKS + expression)


def partitions_words_and_the_schema_itself(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE visits (user_id int REFERENCES users, at timestamptz NOT NULL, page text) PARTITION BY RANGE (at);"
                     "CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');"
                     "INSERT INTO visits SELECT n, '2024-06-01'::timestamptz + n * interval '1 hour', 'realpage' FROM generate_series(1, 100) AS n;"
                     "ALTER TABLE letters ADD COLUMN words tsvector; UPDATE letters SET words = to_tsvector('simple', body);"
                     "CREATE VIEW vips AS SELECT * FROM users WHERE email = 'boss@production.test'; COMMENT ON TABLE users IS 'ask ann@production.test'")
    shop.playground.grant_reader()
    _refused(shop, 2, "public.visits.at chooses the partition of its row", tables=MASKS + '[[table]]\nname = "visits"\nmask = { at = "@date" }\n')
    _refused(shop, 2, "public.letters.words holds words of masked columns of its row")
    words = MASKS.replace('body = "@text"', """body = "@text", words = "to_tsvector('simple', 'masked')" """)
    outcome = shop.refresh(config=_config(shop, tables=words))
    assert "or cards: COMMENT public TABLE users, VIEW public vips" in outcome.stderr, outcome.told()
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE visits_rest PARTITION OF visits DEFAULT")
    shop.playground.grant_reader()
    shop.refresh(config=_config(shop, tables=words + '[[table]]\nname = "visits"\nmask = { at = "@date", page = "@text" }\n'))
    assert _twin(shop, "SELECT count(*), count(DISTINCT at) FROM visits WHERE at <> '2024-06-01'::timestamptz + user_id * interval '1 hour'") == [("100", "100")]


def a_target_of_its_own_does_not_take_what_was_computed_of_raw_values(shop):
    _begin(shop)
    tables = SCHEMA.split("CREATE EXTENSION")[1].split("INSERT")[0].replace(" IF NOT EXISTS citext;", "").replace("citext", "text").replace(
        "GENERATED ALWAYS AS (upper(full_name)) STORED", "")
    run_psql(shop.playground.target_as_owner, text=tables)
    path = _config(shop, target='mode = "keep"')
    force = shop.run(config=path).stderr
    if 'force = "' in force:
        path = _config(shop, target='mode = "keep"\nforce = "' + force.split('force = "')[1].split('"')[0] + '"')
    outcome = shop.run(config=path)
    assert outcome.status == 1 and "public.users.shout is computed in the source" in outcome.stderr, outcome.told()


def a_mask_that_fails_on_a_whole_table_tells_no_value(shop):
    """Whose rows stream from one end to the other."""
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("INSERT INTO letters SELECT n, NULL, 'realbody \"' || n || '\"' FROM generate_series(101, 3000) AS n")
    path = _config(shop, tables=MASKS.replace('"@text"', '"CASE WHEN c.letter_id = 2900 THEN (c.body::int)::text ELSE md5(c.body) END"')
                   + '[[table]]\nname = "letters"\nrows = "all"\n')
    outcome = shop.run(config=path)
    assert outcome.status == 1 and "the mask of public.letters.body failed in the source: invalid input syntax for type integer, SQLSTATE 22P02" in outcome.stderr, outcome.told()
    assert "realbody" not in outcome.stderr, outcome.told()


def a_script_has_no_hashes_of_raw_values(shop):
    _begin(shop)
    path = _config(shop, target='file = "twin.sql"')
    assert shop.run(config=path).status == 0
    script = (shop.folder / "twin.sql").read_text()
    assert "sha256" not in script and "@example.com" in script and "production.test" not in script
    shop.playground.recreate_target()
    run_psql(shop.playground.target_as_owner, [shop.folder / "twin.sql"], single_transaction=True)
    assert _twin(shop, "SELECT count(*) FROM logins JOIN users USING (email)") == [("300",)]


def generated_columns_are_no_way_around(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE users ADD UNIQUE (shout); CREATE TABLE calls (call_id int PRIMARY KEY, whom text REFERENCES users (shout));"
                     "INSERT INTO calls SELECT n, 'REALNAME ' || n FROM generate_series(1, 20) AS n")
    shop.playground.grant_reader()
    calls = '[[table]]\nname = "calls"\nmask = { whom = "@name" }\n'
    _refused(shop, 2, "public.calls.whom references public.users.shout, and cannot have a mask of its own", tables=MASKS + calls)


def arrays_on_the_way_of_a_path_are_masked_whole(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("""UPDATE users SET notes = '{"people": [{"mail": "realmail"}], "keep": "this"}' WHERE user_id % 2 = 0;
            UPDATE users SET notes = '{"people": {"mail": "realmail"}, "keep": "this"}' WHERE user_id % 2 = 1""")
    _refused(shop, 2, "the path $.not.there of the mask of public.users.notes meets nothing", tables=MASKS.replace('"@json"', '"@json(keys: $.people.mail $.not.there)"'))
    shop.refresh(config=_config(shop, tables=MASKS.replace('"@json"', '"@json(keys: $.people.mail)"')))
    assert _twin(shop, "SELECT count(*) FROM users WHERE notes ->> 'keep' = 'this' AND notes::text !~ 'realmail' AND notes::text ~ '\"mail\": \"[^\"]+\"'") == [("150",)]


def a_table_without_a_key_is_proven_by_its_values(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE visits (user_id int REFERENCES users, mail text, day date); INSERT INTO visits SELECT n % 150 + 1, 'realvisitor' || n, "
                     "date '2024-01-01' + n % 40 FROM generate_series(1, 400) AS n")
    shop.playground.grant_reader()
    tables = MASKS + '[[table]]\nname = "visits"\nmask = { mail = "@email", day = "@date" }\n'
    shop.refresh(config=_config(shop, tables=tables))
    (shop.folder / "after.sql").write_text("UPDATE visits SET mail = 'realvisitor' || n FROM generate_series(1, 400) AS n WHERE n % 150 + 1 = user_id;")
    _refused(shop, 4, "public.visits.mail is masked, and yet", tables=tables, target='after = "after.sql"')


def functions_are_found_by_the_roles_own_path_beside_tables_with_names_of_objects(shop):
    """Such tables (reg* types) are read with an empty search_path; the masks of others are not tried so."""
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("CREATE FUNCTION hide(text) RETURNS text LANGUAGE sql AS $$ SELECT md5($1) $$; CREATE TABLE audits (audit_id int PRIMARY KEY, "
                     "user_id int REFERENCES users, what regclass, note text); INSERT INTO audits SELECT n, n, 'users', 'realnote' FROM generate_series(1, 9) AS n")
    shop.playground.grant_reader()
    tables = MASKS.replace('"@name"', '"hide(c.full_name)"') + '[[table]]\nname = "audits"\nmask = { note = "@hash" }\n'
    shop.refresh(config=_config(shop, tables=tables))
    assert _twin(shop, "SELECT count(*) FROM audits WHERE note <> 'realnote' AND what = 'users'::regclass") == [("9",)]


def the_proposal_is_a_config_and_says_what_it_cannot_propose(shop):
    _begin(shop)
    with Session(shop.playground.source) as source:
        source.query("CREATE TABLE cards (card_id int PRIMARY KEY, user_id int REFERENCES users, digits text, ssn varchar(3) NOT NULL UNIQUE, passport macaddr NOT NULL);"
                     "INSERT INTO cards SELECT n, n % 200 + 1, '4000-0012-3456-7899', lpad(n::text, 3, '0'), '08:00:2b:01:02:03' FROM generate_series(1, 200) AS n; ANALYZE cards")
    shop.playground.grant_reader()
    path = _config(shop, mask="", tables="")
    proposed = shop.run("--masks", config=path, command=["plan"])
    assert proposed.status == 0 and "[mask]" in proposed.stdout, proposed.told()
    assert 'digits = "@card"  # its values look like card numbers' in proposed.stdout, proposed.stdout
    assert 'ssn = "@id"  # by its name' in proposed.stdout, proposed.stdout
    assert '# passport = "..."  # by its name, but @null does not fit: write SQL' in proposed.stdout, proposed.stdout
    assert 'email = "@email"' in proposed.stdout and '"users.plan"' in proposed.stdout and "production.test" not in proposed.stdout
    known = path.read_text().replace('[mask]\nkey = "a key of these tests"\n', "")
    section = proposed.stdout.replace("# key as it is", 'key = "a key of these tests"').replace('# passport = "..."', 'passport = "\'08:00:2b:00:00:00\'"')
    path.write_text(known + section)
    outcome = shop.refresh(config=path)
    assert not [column for column in outcome.report["columns"] if column["state"] == "unclassified" and column["asked"]], outcome.report["columns"]


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
