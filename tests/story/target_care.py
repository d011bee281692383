#!/usr/bin/env python3
"""What a refresh leaves alone in the target, and what it says there.

    tests/support/with_postgres tests/story/target_care.py [NAME...]
"""
import json
import os
import pathlib
import re
import signal
import sys
import threading
import time

from content_hash import content_hash, stamp
from named_tests import run_named_tests
from playground import SECRET
from postgres import Session, identifier, literal
from program import end_of, start_subset

# One row for each grant: the order in which an ACL holds them means nothing.
_PRIVILEGES = """
    SELECT 'relation', c.oid::regclass::text, unnest(relacl)::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, unnest(attacl)::text FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT 'schema', nspname, unnest(nspacl)::text FROM pg_namespace WHERE nspname = 'public'
    UNION ALL SELECT 'function', proname, unnest(proacl)::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'default', defaclobjtype::text, unnest(defaclacl)::text FROM pg_default_acl ORDER BY 1, 2, 3"""


def privileges_are_put_back(shop):
    """Grants on the twin's schema, tables, columns, views, sequences and functions, and default privileges."""
    role = identifier(shop.playground.reader)  # any other role will do
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query(f"""
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, UPDATE ON users TO {role};
            GRANT INSERT (note) ON orders TO {role};
            GRANT SELECT ON names TO {role} WITH GRANT OPTION;
            GRANT USAGE ON SEQUENCE tickets TO {role};
            REVOKE EXECUTE ON FUNCTION greet FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION greet TO {role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role};""")
        before = owner.query(_PRIVILEGES)
        shop.refresh()
        after = owner.query(_PRIVILEGES)
    # orders, users ... are made under the default privileges; what is compared is what the owner had granted by name.
    lost = [row for row in before if row not in after]
    assert not lost, f"lost: {lost}\nnow: {after}"


_OWNERS = """
    SELECT c.relname::text, c.relowner::regrole::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S')
    UNION ALL SELECT p.oid::regprocedure::text, p.proowner::regrole::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL SELECT t.typname::text, t.typowner::regrole::text FROM pg_type t WHERE t.typname = 'stage'
    UNION ALL SELECT o.stxname::text, o.stxowner::regrole::text FROM pg_statistic_ext o ORDER BY 1"""


def owners_stay(shop):
    """What other roles own in the target belongs to them again, by every way; where that cannot be, it is told."""
    playground = shop.playground
    group, stranger = f"{playground.owner}_group", f"{playground.owner}_stranger"
    playground.allow_databases()
    with Session(playground.source) as source:
        source.query("CREATE TYPE stage AS ENUM ('new'); ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE TABLE diary (id serial PRIMARY KEY);"
                     "CREATE STATISTICS pairs ON order_id, user_id FROM orders;"
                     f"CREATE POLICY all_of_it ON users FOR SELECT TO {identifier(playground.reader)} USING (true)")
        source.query(f"ALTER ROLE {identifier(playground.reader)} BYPASSRLS")
    playground.grant_reader()
    try:
        for role in (group, stranger):
            playground.admin(f"CREATE ROLE {identifier(role)}")
        playground.admin(f"GRANT {identifier(group)} TO {identifier(playground.owner)}")
        shop.refresh()
        with Session(playground.target) as admin:
            if int(admin.value("SHOW server_version_num")) >= 150000:  # before, everybody may
                admin.query(f"GRANT CREATE ON SCHEMA public TO {identifier(group)}")
            admin.query("".join(f"ALTER {what} OWNER TO {identifier(group)};" for what in (
                            "TABLE users", "TABLE diary", "VIEW names", "SEQUENCE tickets", "FUNCTION greet", "TYPE stage", "STATISTICS pairs"))
                        + f"GRANT SELECT ON users TO {identifier(playground.reader)}")
        before = _in_target(shop, _OWNERS), _in_target(shop, "SELECT unnest(relacl)::text FROM pg_class WHERE relname = 'users' ORDER BY 1")
        for way in ("", 'atomic = "none"', 'atomic = "database"', ""):
            outcome = shop.refresh(config=shop.config(target=way))
            after = _in_target(shop, _OWNERS), _in_target(shop, "SELECT unnest(relacl)::text FROM pg_class WHERE relname = 'users' ORDER BY 1")
            assert after == before, f"{way}: {after} instead of {before}"
            assert "will belong" not in outcome.stderr, outcome.told()
            assert _in_target(shop, f"SET ROLE {identifier(group)}; SELECT count(*) FROM users") == [("500",)] or \
                _in_target(shop, f"SET ROLE {identifier(group)}; SELECT count(*) FROM users") == [("400",)]
        with Session(playground.target) as admin:
            if int(admin.value("SHOW server_version_num")) < 150000:
                return  # the schema public is not the target's own: what strangers own there may not be dropped
            admin.query(f"ALTER TABLE orders OWNER TO {identifier(stranger)}; ALTER VIEW names OWNER TO {identifier(stranger)}")
        outcome = shop.refresh()
        assert f'2 objects of the target that belong to "{stranger}" will belong to "{playground.owner}"' in outcome.stderr, outcome.told()
        version = int(_in_target(shop, "SHOW server_version_num")[0][0])
        # Since 16 a member may be one that may not become the role, and GRANT alone leaves that so.
        assert f'GRANT "{stranger}" TO "{playground.owner}"' + (" WITH SET TRUE;" if version >= 160000 else ";") in outcome.stderr, outcome.told()
        assert ("orders", playground.owner) in _in_target(shop, _OWNERS) and ("users", group) in _in_target(shop, _OWNERS)
    finally:
        playground.recreate_target()
        for role in (group, stranger):
            playground.admin(f"DROP ROLE IF EXISTS {identifier(role)}")


def _in_target(shop, sql):
    with Session(shop.playground.target) as target:
        return target.query(sql)


def settings_of_the_source_are_told(shop):
    """They do not come along; a failure that comes of it names search_path."""
    playground = shop.playground
    source, target = identifier(playground.source), identifier(playground.target)
    with Session(playground.source) as admin:
        admin.query(f"""ALTER DATABASE {source} SET search_path = app, public; ALTER DATABASE {source} SET app.token = 'secret-of-ours';
            ALTER ROLE {identifier(playground.reader)} IN DATABASE {source} SET work_mem = '8MB'; CREATE PUBLICATION feed""")
    told = shop.refresh()
    line = next(line for line in told.stderr.splitlines() if line.startswith("note: the target lacks settings"))
    assert f"ALTER DATABASE {target} SET search_path TO app, public;" in line and f"ALTER DATABASE {target} SET app.token TO ...;" in line, line
    assert f"ALTER ROLE {identifier(playground.reader)} IN DATABASE {target} SET work_mem TO" in line and "secret-of-ours" not in told.stderr, line
    assert "note: left out: publication feed" in told.stderr and "note: owners do not come along" in told.stderr, told.told()
    plan = shop.run(command=["plan"])
    assert "note: settings of the source's database do not come along: " in plan.stderr and "search_path = app, public" in plan.stderr, plan.told()
    playground.admin(f"ALTER DATABASE {target} SET search_path = app, public")
    told = shop.refresh()
    assert "search_path" not in told.stderr, told.told()


def a_superuser_as_the_targets_role_is_told(shop):
    outcome = shop.refresh(target_url=shop.playground.target_url().replace(shop.playground.owner, os.environ.get("PGUSER", "postgres")))
    assert outcome.stderr.count("is a superuser: functions of the source run in the target with its rights") == 1, outcome.told()
    assert "is a superuser" not in shop.refresh().stderr


def text_that_is_none_is_told(shop):
    """A source without an encoding takes any bytes; they are to leave it as UTF8."""
    name = f"{shop.playground.target}_ascii"
    shop.playground.admin(f"CREATE DATABASE {identifier(name)} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    try:
        with Session(name) as admin:
            admin.query("CREATE TABLE texts (id int PRIMARY KEY, v text); INSERT INTO texts VALUES (1, convert_from('\\xe4ff', 'SQL_ASCII'));"
                        f"GRANT SELECT ON texts TO {identifier(shop.playground.reader)}")
        for entry in ('[[root]]\ntable = "texts"\nwhere = "texts.id < 9"\n', '[[table]]\nname = "texts"\nrows = "all"\n'):
            config = shop.folder / "ascii.toml"
            config.write_text(entry)
            outcome = shop.run(config=config, source_url=shop.playground.source_url().replace(shop.playground.source, name),
                               target_url=shop.playground.target_url())
            assert outcome.status == 1 and "public.texts holds text that is no valid UTF8" in outcome.errors[0], outcome.told()
            assert "SQL_ASCII" in outcome.hints[0] and "xe4" not in outcome.stderr, outcome.told()
    finally:
        shop.playground.admin(f"DROP DATABASE {identifier(name)} WITH (FORCE)")


def grants_for_what_is_gone_are_no_fault(shop):
    role = identifier(shop.playground.reader)
    with Session(shop.playground.target, user=shop.playground.owner) as owner, Session(shop.playground.source) as source:
        owner.query(f"GRANT SELECT ON names TO {role}; GRANT SELECT (note) ON orders TO {role}")
        source.query("DROP VIEW names; ALTER TABLE orders DROP COLUMN note")
        shop.refresh()
        assert owner.query("SELECT to_regclass('names')") == [(None,)], "a view that the source dropped is still there"


def other_lines_of_the_comment_stay(shop):
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        line = stamp(owner)
        assert re.fullmatch(r"subset \{.*\}", line), f"no stamp: {line}"
        json.loads(line.removeprefix("subset "))
        database = identifier(shop.playground.target)
        owner.query(f"COMMENT ON DATABASE {database} IS {literal('for the team' + chr(10) + line + chr(10) + 'ask Ann')}")
        shop.refresh()
        lines = stamp(owner).split("\n")
        assert "for the team" in lines and "ask Ann" in lines, lines
        assert sum(text.startswith("subset {") for text in lines) == 1 and len(lines) == 3, lines


def other_schemas_stay(shop):
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE SCHEMA mine; CREATE TABLE mine.notes AS SELECT 'keep me' AS line")
        shop.refresh()
        assert owner.query("SELECT line FROM mine.notes") == [("keep me",)]


def extensions_stay(shop):
    """DROP SCHEMA public CASCADE would take the one, which the owner cannot create again, and a column by the other."""
    with Session(shop.playground.target) as admin, Session(shop.playground.target, user=shop.playground.owner) as owner:
        admin.query("CREATE EXTENSION pageinspect SCHEMA public")
        owner.query("CREATE EXTENSION citext SCHEMA public; CREATE SCHEMA mine; CREATE TABLE mine.names (name citext, other int);"
                    "INSERT INTO mine.names VALUES ('Ann', 1)")
        shop.refresh()
        assert owner.query("SELECT extname FROM pg_extension WHERE extname IN ('pageinspect', 'citext') ORDER BY 1") == [
            ("citext",), ("pageinspect",)], "an extension was dropped"
        assert owner.query("SELECT name FROM mine.names WHERE name = 'ANN'") == [("Ann",)]


def a_schema_that_is_not_the_owners(shop):
    """As before PostgreSQL 15: public belongs to somebody else, who lets the owner create in it."""
    playground = shop.playground
    playground.recreate_target()
    with Session(playground.target) as admin:
        admin.query(f"ALTER SCHEMA public OWNER TO postgres; GRANT ALL ON SCHEMA public TO {identifier(playground.owner)}")
        first, second = shop.refresh(), shop.refresh()
        assert first.report["rows"] == second.report["rows"]
        assert admin.value("SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'public'") == "postgres"


def a_schema_of_strangers_is_named(shop):
    """One that the target's role may not even look into: what is in it is named all the same, and not "permission denied"."""
    playground = shop.playground
    with Session(playground.source) as source, Session(playground.target) as admin:
        shop.refresh()
        source.query("CREATE SCHEMA vault; CREATE TABLE vault.boxes (id int PRIMARY KEY)")
        playground.grant_reader()
        admin.query("CREATE SCHEMA vault; CREATE TABLE vault.boxes (id int PRIMARY KEY); INSERT INTO vault.boxes VALUES (1)")
        outcome = shop.run()
        assert outcome.status == 3 and "table: vault.boxes" in outcome.stderr, outcome.told()
        assert admin.value("SELECT count(*) FROM vault.boxes") == "1"


def a_dependent_outside_is_not_dropped(shop):
    """A view in a schema that is not being replaced reads the twin: it is told, and nothing is dropped behind its back."""
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE SCHEMA mine; CREATE VIEW mine.people AS SELECT name FROM public.users")
        before = content_hash(shop.playground.target, with_comment=True)
        outcome = shop.run()
        view = owner.value("SELECT to_regclass('mine.people')")
        if outcome.status == 0:
            assert view is not None, "the view was dropped, and the run says it is fine"
        else:
            assert "mine.people" in outcome.stderr and outcome.hints, outcome.told()
            assert content_hash(shop.playground.target, with_comment=True) == before, "the target has changed"


def the_refusal_prints_the_force_that_works(shop):
    playground = shop.playground
    playground.recreate_target()
    with Session(playground.target, user=playground.owner) as owner:
        owner.query("CREATE TABLE precious (id int)")
    outcome = shop.run()
    assert outcome.status == 3, outcome.told()
    value = re.search(r'force = "([^"]+)"', outcome.stderr)
    assert value, outcome.told()
    wrong = shop.run(config=shop.config(target='force = "elsewhere/other"'))
    assert wrong.status == 3, wrong.told()
    shop.refresh(config=shop.config(target=f'force = "{value.group(1)}"'))
    shop.refresh()  # it is stamped now


def the_after_script_is_part_of_the_twin(shop):
    (shop.folder / "logins.sql").write_text("INSERT INTO public.users VALUES (0, 'dev');\nUPDATE users SET name = 'x' WHERE user_id = 101;\n")
    shop.refresh(config=shop.config(target='after = "logins.sql"'))
    with Session(shop.playground.target) as target:
        assert target.query("SELECT user_id, name FROM users WHERE user_id IN (0, 101) ORDER BY 1") == [("0", "dev"), ("101", "x")], "the script was not run"


def a_sequence_that_may_not_be_read_is_told(shop):
    """Its position would be lost without a word: it is named, with what to grant, whether the run goes on or not."""
    with Session(shop.playground.source) as source:
        source.query(f"REVOKE SELECT ON SEQUENCE tickets FROM {identifier(shop.playground.reader)}")
    outcome = shop.run()
    assert outcome.status in (0, 1) and re.search(r"(?m)^(warning|error): .*tickets", outcome.stderr), outcome.told()
    assert any("GRANT SELECT" in hint for hint in outcome.hints), outcome.told()


def a_source_in_another_encoding(shop):
    """The twin's database is UTF8, the source's is not: the text is the same, not its bytes."""
    playground = shop.playground
    source = identifier(playground.source)
    playground.admin(f"DROP DATABASE {source}")
    playground.admin(f"CREATE DATABASE {source} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    playground.admin(f"GRANT CONNECT ON DATABASE {source} TO {identifier(playground.reader)}")
    with Session(playground.source, client_encoding="UTF8") as session:
        session.query("""CREATE TABLE users (user_id int PRIMARY KEY, name text NOT NULL UNIQUE);
                         CREATE TABLE orders (order_id int PRIMARY KEY, "größe" text REFERENCES users (name));
                         INSERT INTO users VALUES (200, 'zoë'), (201, 'ÄÖ'); INSERT INTO orders VALUES (1, 'zoë'), (2, 'ÄÖ')""")
    playground.grant_reader()
    shop.refresh()
    with Session(playground.target, client_encoding="UTF8") as target:
        assert target.query('SELECT order_id, "größe", octet_length("größe") FROM orders ORDER BY 1') == [
            ("1", "zoë", "4"), ("2", "ÄÖ", "4")], target.query("SELECT * FROM orders")


def programs_of_the_distribution_will_do(shop):
    """Debian's pg_dump is a script that looks for one; all other tests have the programs themselves first in PATH."""
    shop.refresh(extra={"PATH": "/usr/local/bin:/usr/bin:/bin"})


def the_same_again(shop):
    """The same snapshot and config give the same twin and the same report, but for times and memory."""
    reports, hashes = [], []
    for _ in range(2):
        report = shop.refresh().report
        for key in ("seconds", "peak_memory_bytes"):
            report.pop(key, None)
        for table in report["tables"]:
            table.pop("seconds", None)
        reports.append(report)
        hashes.append(content_hash(shop.playground.target))
    assert reports[0] == reports[1], reports
    assert hashes[0] == hashes[1]


def _classified(shop, unclassified):
    config = shop.config()
    config.write_text(config.read_text() + f'\n[mask]\nunclassified = "{unclassified}"\n')
    return config


def quiet_says_nothing(shop):
    outcome = shop.run("--quiet", config=_classified(shop, "allow"))
    assert outcome.status == 0 and outcome.stdout + outcome.stderr == "", outcome.told()


def quiet_hides_neither_a_warning_nor_an_answer(shop):
    """A nightly job is quiet, and must hear of raw addresses; what plan and why are asked for, they answer."""
    with Session(shop.playground.source) as source:
        source.query("ALTER TABLE users ADD email text DEFAULT 'ann@example.org'")
    outcome = shop.run("--quiet", config=_classified(shop, "warn"))
    assert outcome.status == 0 and outcome.stdout == "" and "email" in outcome.stderr, outcome.told()
    assert all(line.startswith(("warning: ", "hint: ")) for line in outcome.stderr.splitlines()), outcome.told()
    config = _classified(shop, "allow")
    for command, words in (("plan", []), ("why", ["users", "101"])):
        outcome = shop.run("--quiet", *words, command=[command], config=config)
        assert outcome.status == 0 and "users" in outcome.stdout and outcome.stderr == "", outcome.told()


def a_long_index_is_told_as_it_comes(shop):
    """Which index it is, of how many, and what the server says of it; under --verbose a line for each that is done."""
    with Session(shop.playground.source) as source:
        function = "CREATE OR REPLACE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN {}RETURN $1; END $$;"
        source.query(function.format("") + "CREATE INDEX slowly ON users (slow(user_id));" +
                     function.format("PERFORM pg_catalog.pg_sleep(0.012); "))
    outcome = shop.run("--verbose")
    assert outcome.status == 0, outcome.told()
    assert re.search(r"(?m)^finish: [^0-9]*INDEX public slowly.*, \d+ of \d+, \d\.\d+ s, (initializing|building index)", outcome.stderr), outcome.told()
    done = re.findall(r"(?m)^finish: (\d+) of (\d+): (.+), \d+\.\d\d s$", outcome.stderr)
    names = [name for _, _, names in done for name in names.split(", ")]
    assert len(names) == int(done[0][1]) and {"INDEX public slowly", "FK CONSTRAINT public orders orders_user_id_fkey", "stamp"} <= set(names), done


def who_holds_a_lock_is_told_at_once(shop):
    """Long before lock_timeout, and the run goes on when the lock is gone."""
    with Session(shop.playground.target, user=shop.playground.owner) as other:
        pid = other.query("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE; SELECT pg_backend_pid()")[0][0]
        process = start_subset(shop.config(lock_timeout="60s"), shop.playground.source_url(), shop.playground.target_url())
        told = ""
        for line in process.stderr:
            told += line
            if "waits for a lock" in line:
                break
        assert f"waits for a lock: process {pid} of role {shop.playground.owner}" in told and "holds it" in told, told
        other.query("ROLLBACK")
    _, rest = end_of(process)
    assert process.returncode == 0, told + rest


def plan_needs_no_target(shop):
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(command=["plan"], extra={"DEV_DATABASE_URL": ""})
    assert outcome.status == 0, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before
    full = shop.refresh().report
    assert outcome.report is not None, "plan writes no report"
    for key in ("rows", "references"):
        assert outcome.report[key] == full[key], (key, outcome.report[key], full[key])
    counts = [[(table["table"], table["rows"], table["chosen"]) for table in report["tables"]] for report in (outcome.report, full)]
    assert counts[0] == counts[1], counts


def two_refreshes_wait_for_each_other(shop):
    outcomes = []
    config = shop.config(lock_timeout="60s")
    threads = [threading.Thread(target=lambda: outcomes.append(shop.run(config=config))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.status for outcome in outcomes] == [0, 0], "\n".join(outcome.told() for outcome in outcomes)


def the_password_is_not_in_the_process_list(shop):
    process = start_subset(shop.config(), shop.playground.source_url(), shop.playground.target_url(), "--verbose", "--log-sql")
    reader = threading.Thread(target=process.communicate)
    reader.start()
    told = set()
    while process.poll() is None:
        for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = entry.read_bytes()
                # It and what it starts are a session of their own; other tests hand the same password to their programs.
                if SECRET.encode() in line and os.getsid(int(entry.parent.name)) == process.pid:
                    told.add(line.replace(b"\0", b" ").decode())
            except OSError:
                continue
        time.sleep(0.002)
    reader.join()
    assert process.returncode == 0
    assert not told, told


def a_migration_is_given_way_to(shop):
    """An ALTER that waits behind the program's locks comes through, though the reading would last far longer than it waits."""
    config = shop.config()
    with config.open("a") as file:
        file.write('\n[[root]]\ntable = "users"\nwhere = "pg_sleep(0.3) IS NOT NULL"\n')  # 150 seconds
    process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
    with Session("postgres") as watcher:
        shop.playground.wait_for_reading(watcher, process, seconds=30)
    with Session(shop.playground.source, application_name="a migration") as migration:
        try:
            migration.query("SET lock_timeout = '60s'; ALTER TABLE orders ADD COLUMN extra int DEFAULT 7")
        finally:
            process.send_signal(signal.SIGINT)  # what becomes of the second attempt is another matter
            stdout, stderr = end_of(process, 60)
    assert process.returncode == 130 or (process.returncode == 1 and "a migration" in stderr), stdout + stderr


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
