#!/usr/bin/env python3
"""`subset init` as a user meets it: the config that it writes runs as it stands, and what it guesses is what a person would say.

    tests/support/with_postgres tests/story/init.py [NAME...]
"""
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib

from named_tests import NotPossibleHere, run_named_tests
from playground import SECRET
from postgres import Session, run_psql
from program import CHECKOUT, SAMPLE_DATA, Outcome, binary, environment, run_subset
from waiting import wait_until


COMPANY = r'''
CREATE SCHEMA billing;
CREATE TABLE users (user_id bigserial PRIMARY KEY, email text UNIQUE, created_at timestamptz NOT NULL);
CREATE TABLE "odd.name ""quoted""" ("the id" int PRIMARY KEY, label text, "a.b" text);
CREATE TABLE no_key (a int, b text);
CREATE TABLE "of ${HOME}" (id int PRIMARY KEY, "in ${HOME}" text);
CREATE TABLE orders (id int PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, kind int REFERENCES "odd.name ""quoted""");
CREATE TABLE billing.invoices (invoice_id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, total numeric);
CREATE TABLE "Mixed Case" ("Some Id" int PRIMARY KEY, "User Id" bigint REFERENCES users, "select" text);
CREATE TABLE comments (id int PRIMARY KEY, user_id int, author_user_id bigint, seen_user_id bigint, invoice_id numeric, "orderId" smallint,
    subject_type text, subject_id int, paid boolean, body text);
CREATE TABLE audit_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint REFERENCES users, at timestamptz);
CREATE TABLE login_events (id int PRIMARY KEY, user_id bigint REFERENCES users);
CREATE TABLE hidden (id int PRIMARY KEY, user_id bigint REFERENCES users);
CREATE TABLE under_hidden (id int PRIMARY KEY, hidden_id int NOT NULL REFERENCES hidden, user_id bigint REFERENCES users);
CREATE TABLE nothing_yet (id int PRIMARY KEY, user_id bigint REFERENCES users);
ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;

INSERT INTO users (email, created_at) SELECT 'someone' || n || '@production.test', now() FROM generate_series(1, 2000) AS n;
INSERT INTO "odd.name ""quoted""" SELECT n, 'label ' || n FROM generate_series(1, 10) AS n;
INSERT INTO "of ${HOME}" VALUES (1, 'x');
INSERT INTO no_key SELECT n, 'b' FROM generate_series(1, 20) AS n;
INSERT INTO orders SELECT n, n % 2000 + 1, n % 10 + 1 FROM generate_series(1, 6000) AS n;
INSERT INTO billing.invoices SELECT 7000 + n, n % 2000 + 1, n FROM generate_series(1, 4000) AS n;
INSERT INTO "Mixed Case" SELECT n, n % 2000 + 1, 'x' FROM generate_series(1, 3000) AS n;
-- user_id, "orderId" and the polymorphic pair hold; half of the authors are nobody's; nobody is seen; an invoice would need a cast.
INSERT INTO comments SELECT n, n % 2000 + 1, n * 4, NULL, 7000 + n % 100 + 1, n % 100 + 1, (ARRAY['App\Models\Order', 'invoice', 'Ghost'])[n % 3 + 1],
    CASE n % 3 WHEN 0 THEN n WHEN 1 THEN 7000 + n ELSE n END, true, 'body' FROM generate_series(1, 3000) AS n;
INSERT INTO audit_log (user_id, at) SELECT n % 2000 + 1, now() FROM generate_series(1, 120000) AS n;
INSERT INTO login_events SELECT n, n FROM generate_series(1, 30) AS n;
INSERT INTO hidden SELECT n, n FROM generate_series(1, 30) AS n;
INSERT INTO under_hidden SELECT n, n, n FROM generate_series(1, 30) AS n;
'''


def _begin(shop, *files, text=""):
    """The source holds nothing but that, and the target nothing at all."""
    shop.playground.recreate_target()
    run_psql(shop.playground.source, text="DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    if files:
        shop.playground.load_source(*files)
    if text:
        run_psql(shop.playground.source, text=text)
    shop.playground.grant_reader()


def _init(shop, *arguments, folder=None, stdout=subprocess.PIPE):
    with tempfile.TemporaryDirectory() as fresh:
        done = subprocess.run([binary(), "init", *arguments], cwd=folder or fresh, text=True, stdout=stdout, stderr=subprocess.PIPE,
                              env=environment(shop.playground.source_url(), shop.playground.target_url()), timeout=120)
    outcome = Outcome(done.returncode, done.stdout or "", done.stderr, None)
    assert SECRET not in outcome.stdout + outcome.stderr, "the password is told:\n" + outcome.told()
    return outcome


def _made(shop):
    """The text of the config and what it says."""
    outcome = _init(shop, "--config", "-")
    assert outcome.status == 0, outcome.told()
    for secret in (shop.playground.reader, shop.playground.owner, os.environ["PGHOST"], os.environ["PGPORT"]):
        assert secret not in outcome.stdout, f"{secret} is in the config"
    too_wide = [line for line in outcome.stdout.splitlines() if len(line) > 100 and "  # " not in line]  # but for a reason behind its mask
    assert not too_wide, too_wide
    return outcome.stdout, tomllib.loads(outcome.stdout)


def _run(shop, text, command=()):
    path = shop.folder / "made.toml"
    path.write_text(text)
    outcome = run_subset(path, shop.playground.source_url(), shop.playground.target_url(), command=command)
    assert outcome.status == 0, text + outcome.told()
    return outcome


def _twin(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def _tables(config, rows):
    return [table["name"] for table in config["table"] if table.get("rows") == rows]


def _commented(text, header):
    """The blocks of that header that are commented out, as TOML says them."""
    blocks, lines = [], text.splitlines() + [""]
    for start, line in enumerate(lines):
        if line == f"# [[{header}]]":
            end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith("# ") or " = " not in lines[at])
            blocks.append("\n".join(line[2:] for line in lines[start:end]) + "\n")
    return blocks


def the_sample_shop_comes_as_its_own_config_says(shop):
    _begin(shop, CHECKOUT / "samples/shop/schema.sql", CHECKOUT / "samples/shop/data.sql")
    text, config = _made(shop)
    assert config["root"] == [{"table": "users", "order_by": "user_id DESC", "limit": 50, "children": True}], text
    assert len(_commented(text, "root")) == 2, text
    assert _tables(config, "all") == ["categories", "countries", "products"] and not _tables(config, "none"), text
    masks = {table["name"]: table["mask"] for table in config["table"] if "mask" in table}
    assert masks["users"] == {"email": "@email", "name": "@name"} and config["mask"]["unclassified"] == "error", text
    assert len(config["mask"]["key"]) == 32 and config["limits"]["rows"] == 1_000_000, text
    assert not config.get("child") and not config.get("reference") and not _commented(text, "reference"), text
    assert _run(shop, text, ["plan"]).report["rows"] == (outcome := _run(shop, text)).report["rows"]
    chosen = {table["table"]: table["chosen"] for table in outcome.report["tables"]}
    # The last 50 have 4 orders each; of those whom they referred all are among them.
    assert chosen["public.users"] == 50 and chosen["public.orders"] == 200, chosen
    latest = "SELECT user_id FROM users ORDER BY user_id DESC LIMIT 50"
    with Session(shop.playground.source) as source:
        wanted = source.query(f"SELECT order_id FROM orders WHERE user_id IN ({latest}) ORDER BY 1")
    assert _twin(shop, "SELECT order_id FROM orders ORDER BY 1") == wanted
    assert _twin(shop, "SELECT count(*) FROM users WHERE email ~ '^user' OR name ~ 'Ada'") == [("0",)]
    assert _made(shop)[1]["mask"]["key"] != config["mask"]["key"], "two configs have the same key"


def a_company_without_statistics_and_with_them(shop):
    """Large logs stay behind, small ones are asked about; names of all kinds; what cannot come is left out."""
    _begin(shop, text=COMPANY)
    for statistics in ("", "ANALYZE"):
        if statistics:
            run_psql(shop.playground.source, text=statistics)
        text, config = _made(shop)
        assert [root["table"] for root in config["root"]] == ["users"] and config["root"][0]["order_by"] == "user_id DESC", text
        assert set(_tables(config, "all")) == {"no_key", "of *{HOME}", 'public.odd.name "quoted"'}, text
        assert set(_tables(config, "none")) == {"audit_log", "hidden", "under_hidden"}, text
        assert "row security of public.hidden hides all rows" in " ".join(text.replace("#", " ").split()) and "large (about 120," in text, text
        assert [tomllib.loads(block)["table"][0]["name"] for block in _commented(text, "table")] == ["login_events"], text
        _run(shop, text, ["plan"])
        outcome = _run(shop, text)
        rows = {table["table"]: table["rows"] for table in outcome.report["tables"] if table["rows"]}
        assert rows == {"public.users": 50, "public.orders": 150, "billing.invoices": 100, "public.Mixed Case": 50,
                        'public.odd.name "quoted"': 10, "public.no_key": 20, "public.of ${HOME}": 1}, rows
        assert _twin(shop, "SELECT min(user_id), count(*) FROM users WHERE email !~ 'production'") == [("1951", "50")]


def what_rails_keeps_for_itself_stays_away(shop):
    _begin(shop, CHECKOUT / "tests/story/recipes/rails.sql", text="""
        CREATE TABLE tenants (id bigserial PRIMARY KEY, name varchar NOT NULL);
        INSERT INTO tenants (name) SELECT 'Tenant no. ' || n FROM generate_series(1, 2000) AS n;
        ALTER TABLE users ADD tenant_id bigint REFERENCES tenants;
        UPDATE users SET tenant_id = id; ALTER TABLE projects ADD last_error text;
        UPDATE projects SET last_error = 'something ' || id || ' went wrong'; ANALYZE""")
    text, config = _made(shop)
    assert _tables(config, "none") == ["solid_queue_jobs", "solid_queue_ready_executions"], text
    assert not [name for name in _tables(config, "all") if name.startswith("active_storage_")], text
    assert "Small, and yet not taken whole: public.active_storage_attachments, public.active_storage_blobs." in text.replace("\n# ", " "), text
    masks = {table["name"]: table["mask"] for table in config["table"] if "mask" in table}
    assert masks["tenants"] == {"name": "@company"}, masks
    assert masks["projects"] == {"title": "@text", "last_error": "@text"}, masks
    _run(shop, text)
    with_references = text.replace('unclassified = "error"', 'unclassified = "allow"') + "".join("\n" + block for block in _commented(text, "reference"))
    assert "no [[reference]]" not in _run(shop, with_references).told()
    # A picture comes with a user who is there, and no user comes because of a picture.
    assert _twin(shop, "SELECT count(*) FROM active_storage_attachments WHERE record_id NOT IN (SELECT id FROM users)") == [("0",)]
    assert int(_twin(shop, "SELECT count(*) FROM users")[0][0]) < 300


def references_that_nobody_declared_are_proposed(shop):
    _begin(shop, text=COMPANY)
    text, config = _made(shop)
    assert "reference" not in config, text
    found = [tomllib.loads(block)["reference"][0] for block in _commented(text, "reference")]
    order, invoice = r"c.subject_type = E'App\\Models\\Order'", "c.subject_type = 'invoice'"
    assert [(each["columns"], each["parent"], each.get("when")) for each in found] == [
        (["user_id"], "users", None), (["orderId"], "orders", None), (["subject_id"], "orders", order),
        (["subject_id"], "billing.invoices", invoice)], text
    assert {each["table"] for each in found} == {"comments"}
    assert "# 2,000 of 2,000 sampled values have a row in public.users." in text, text
    taken = text.replace('unclassified = "error"', 'unclassified = "allow"') + "".join("\n" + block for block in _commented(text, "reference"))
    _run(shop, taken)
    users = "SELECT user_id FROM users ORDER BY user_id DESC LIMIT 50"
    with Session(shop.playground.source) as source:
        wanted = source.query(f"""SELECT id FROM comments WHERE user_id IN ({users})""")
    twin = {row for row in _twin(shop, "SELECT id FROM comments")}
    assert wanted and set(wanted) <= twin
    assert _twin(shop, r"SELECT count(*) FROM comments WHERE subject_type ~ 'Order' AND subject_id NOT IN (SELECT id FROM orders)") == [("0",)]


def too_many_children_have_a_limit(shop):
    _begin(shop, text="""
        CREATE TABLE customers (code uuid PRIMARY KEY, "Created" timestamptz, name text);
        CREATE TABLE messages (customer uuid NOT NULL REFERENCES customers, number int, body text, PRIMARY KEY (customer, number));
        INSERT INTO customers SELECT md5(n::text)::uuid, timestamptz '2024-01-01' + n * interval '1 day', 'x' FROM generate_series(1, 90) AS n;
        INSERT INTO customers VALUES (md5('none')::uuid, NULL, 'x');
        INSERT INTO messages SELECT md5((n % 90 + 1)::text)::uuid, n, 'x' FROM generate_series(1, 180000) AS n;
        ANALYZE;""")
    text, config = _made(shop)
    # A key that tells no order, and NULLs that would come first.
    assert config["root"] == [{"table": "customers", "order_by": '"Created" DESC NULLS LAST', "limit": 50, "children": True}], text
    assert config["child"] == [{"table": "messages", "parent": "customers", "columns": ["customer"],
                                "order_by": "c.customer DESC, c.number DESC", "limit": 100}], text
    assert "# A row of public.customers has about 1,978 rows here" in text, text  # 180,000 of 91
    _run(shop, text)
    assert _twin(shop, "SELECT count(*), min(n) FROM (SELECT count(*) AS n FROM messages GROUP BY customer) AS each") == [("50", "100")]


def masks_that_do_not_fit_are_taken_back(shop):
    _begin(shop, text="""
        CREATE TABLE clients (id int PRIMARY KEY, phone text, email text NOT NULL CHECK (email LIKE '%@corp.test'), ssn varchar(9) NOT NULL UNIQUE CHECK (ssn ~ '^[0-9]{9}$'));
        INSERT INTO clients SELECT n, '+49 151 ' || 5550000 + n, 'c' || n || '@corp.test', lpad(n::text, 9, '0') FROM generate_series(1, 99) AS n;""")
    text, config = _made(shop)
    assert config["table"][-1] == {"name": "clients", "mask": {"phone": "@phone"}} and config["mask"]["unclassified"] == "warn", text
    assert '# email = "@email"  # its values look like addresses of mail, but the masks of public.clients break its check constraint' in text, text
    assert '# ssn = "@hash"  # by its name, but the masks of public.clients break its check constraint' in text and "masked values" not in text, text
    assert "@corp" not in text and "example.com" not in text, text
    outcome = _run(shop, text)
    assert "2 columns that may hold personal data are neither masked nor in keep of [mask], 2 of them personal by name" in outcome.stderr, outcome.told()
    # Without any mask that fits there is no key, and no entry that says nothing; a name may hold what no comment can.
    run_psql(shop.playground.source, text='ALTER TABLE clients DROP COLUMN phone; ALTER TABLE clients RENAME TO "cli\nents"')
    text, config = _made(shop)
    assert "key" not in config["mask"] and "# [table.mask]" in text and config["root"][0]["table"] == "cli\nents", text
    _run(shop, text)


def what_is_on_another_server_stays_there(shop):
    _begin(shop, text="""
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
        CREATE TABLE accounts (account_no int PRIMARY KEY);
        CREATE TABLE readings (account_no int, at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE readings_here PARTITION OF readings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE FOREIGN TABLE readings_there PARTITION OF readings FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') SERVER elsewhere;
        CREATE TABLE payments (account_no int REFERENCES accounts, at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE payments_now PARTITION OF payments FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        INSERT INTO accounts SELECT generate_series(1, 500);
        INSERT INTO readings_here SELECT n, '2025-06-01' FROM generate_series(1, 500) AS n;
        INSERT INTO payments SELECT n, '2025-06-01' FROM generate_series(1, 500) AS n;""")
    text, config = _made(shop)
    assert config["root"][0]["table"] == "accounts" and "readings" not in text, text
    tables = {table["table"]: table["rows"] for table in _run(shop, text, ["plan"]).report["tables"] if table["rows"]}
    assert tables == {"public.accounts": 50, "public.payments": 50}, tables


def a_log_that_is_all_there_is_can_be_the_root(shop):
    _begin(shop, text="CREATE TABLE events (at timestamptz NOT NULL, what text); CREATE TABLE empty_one (id int PRIMARY KEY);"
                      "INSERT INTO events SELECT now(), 'x' FROM generate_series(1, 110000); ANALYZE")
    text, config = _made(shop)
    assert config["root"] == [{"table": "events", "limit": 50, "children": True}] and "rows are the latest" in text, text
    _run(shop, text)
    assert _twin(shop, "SELECT count(*) FROM events") == [("50",)]


def migration_tables_come_without_an_entry(shop):
    _begin(shop, text="CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text, applied timestamptz);"
           "INSERT INTO django_migrations (app, name, applied) SELECT 'core', 'step ' || n, now() FROM generate_series(1, 1500) AS n;"
           "CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations SELECT 20200101000000 + n FROM generate_series(1, 120) AS n;"
           "CREATE TABLE people (id int PRIMARY KEY, email text);"
           "INSERT INTO people SELECT n, 'p' || n || '@example.org' FROM generate_series(1, 300) AS n; ANALYZE")
    text, config = _made(shop)
    assert config["root"][0]["table"] == "people" and text.count("migrations") == 2, text
    assert "Migration tools keep their state in public.django_migrations, public.schema_migrations" in text.replace("\n# ", " "), text
    _run(shop, text)
    assert _twin(shop, "SELECT (SELECT count(*) FROM django_migrations), (SELECT max(length(version)) FROM schema_migrations)") == [("1500", "14")]


def without_a_table_or_a_row_it_says_so(shop):
    _begin(shop)
    run_psql(shop.playground.source, text="CREATE VIEW only_a_view AS SELECT 1 AS one")
    outcome = _init(shop)
    assert outcome.status == 2 and "has no table" in outcome.errors[0] and "--source" in outcome.hints[0], outcome.told()
    run_psql(shop.playground.source, text="CREATE TABLE still_empty (id int PRIMARY KEY)")
    shop.playground.grant_reader()
    text, config = _made(shop)
    assert config["root"][0]["table"] == "still_empty" and "a twin without any row is an error" in text.replace("\n# ", " "), text


def what_is_there_stays(shop):
    shop.playground.grant_reader()
    shop.config().unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with open(folder / "x.toml", "w") as redirected:
            outcome = _init(shop, folder=folder, stdout=redirected)
        assert outcome.status == 0 and "Next: subset plan --config twin.toml" in outcome.stderr, outcome.told()
        written = (folder / "twin.toml").read_text()
        assert "[[root]]" in written and (folder / "x.toml").read_text() == written
        refused = _init(shop, folder=folder)
        assert refused.status == 2 and 'there is a "twin.toml" already' in refused.errors[0] and not refused.stdout, refused.told()
        assert (folder / "twin.toml").read_text() == written
        (folder / "twin.toml").write_text("")
        assert _init(shop, "--quiet", folder=folder).status == 0 and (folder / "twin.toml").stat().st_size > 0
        before = sorted(folder.iterdir())
        assert "[[root]]" in _init(shop, "--config", "-", folder=folder).stdout and sorted(folder.iterdir()) == before
        other = _init(shop, "--config", "other.toml", "--source", shop.playground.source_url(), folder=folder)
        assert other.status == 0 and (folder / "other.toml").exists(), other.told()


def it_reads_little(shop):
    """Some rows of each table at most, whether there are statistics or not; parents by their keys."""
    _begin(shop, text=COMPANY + "INSERT INTO comments SELECT n, n % 2000 + 1, n * 4, NULL, 7001, 1, 'Ghost', n FROM generate_series(3001, 100000) AS n;")
    for statistics in ("SELECT", "ANALYZE"):
        with Session(shop.playground.source) as source:
            source.query(f"{statistics}; SELECT pg_stat_reset()")
            assert _init(shop, "--config", "-").status == 0
            wait_until(lambda: source.value("SELECT seq_tup_read > 0 FROM pg_stat_user_tables WHERE relname = 'users'") == "t", "the numbers")
            read = dict(source.query("SELECT relname, seq_tup_read FROM pg_stat_user_tables"))
        # Guesses about five columns of comments, and the types of a pair, are looked at by the ids of rows all over it; the mask of
        # users.email is looked for and tried.
        assert int(read["comments"]) <= 10_000 and int(read["users"]) <= 10_000 and read["audit_log"] == "0", read
    told = _init(shop, "--config", "-", "--log-sql").stderr
    assert told.count("AS s WHERE s.v IS NOT NULL") > 1 and sum("AS s WHERE s.v IS NOT NULL" in line for line in told.splitlines()) == 1, told


def a_real_database_runs_as_it_is(shop):
    """Chinook; the others are gone through by real/real_commands.py."""
    roots = {"chinook": "customer"}
    if not SAMPLE_DATA.is_dir():
        raise NotPossibleHere(f"no sample databases in {SAMPLE_DATA}")
    for name, root in roots.items():
        _begin(shop)
        run_psql(shop.playground.source, text="DROP SCHEMA IF EXISTS cdm CASCADE")
        run_psql(shop.playground.source, text=gzip.decompress((SAMPLE_DATA / f"{name}.sql.gz").read_bytes()).decode())
        shop.playground.grant_reader()
        text, config = _made(shop)
        assert [each["table"] for each in config["root"]] == [root], f"{name}: {config['root']}"
        _run(shop, text, ["plan"])
        outcome = _run(shop, text)
        chosen = next(table["chosen"] for table in outcome.report["tables"] if table["table"].endswith(root))
        assert chosen > 10 and outcome.report["verified"], f"{name}: {chosen} rows"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
