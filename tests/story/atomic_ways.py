#!/usr/bin/env python3
"""A twin that is built beside the target and swapped in, and one that is made in pieces.

    tests/support/with_postgres tests/story/atomic_ways.py [NAME...]
"""
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

from content_hash import content_hash
from named_tests import NotPossibleHere, run_named_tests
from own_server import OwnServer
from postgres import Database, Session, SqlError, identifier, literal
from program import binary, end_of, environment, run_subset, start_subset
from waiting import wait_until

BESIDE, PIECES = 'atomic = "database"', 'atomic = "none"'


def _config(shop, way, after=None, **more):
    """after: SQL of the script that runs at the end of the building, before the proof."""
    if after is not None:
        (shop.folder / "after.sql").write_text(after)
        way += '\nafter = "after.sql"'
    return shop.config(target=way, **more)


def _counts(database):
    with Session(database) as session:
        return tuple(int(count) for count in session.query("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)")[0])


def _beside(shop):
    names = ", ".join(literal(name) for name in shop.playground.beside)
    return [name for (name,) in shop.playground.admin(f"SELECT datname FROM pg_database WHERE datname IN ({names}) ORDER BY 1")]


def _change_source(shop):
    with Session(shop.playground.source) as source:
        source.query("DELETE FROM orders WHERE order_id % 2 = 0")


def _stamp(shop):
    return shop.playground.admin("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
                                 + literal(shop.playground.target))[0][0]


def _wait_for_script(shop, database, process):
    """Until the script of `after` sleeps there."""
    sleeping = f"SELECT count(*) FROM pg_stat_activity WHERE datname = {literal(database)} AND wait_event = 'PgSleep'"
    wait_until(lambda: shop.playground.admin(sleeping) == [("1",)], "the script", process)


def the_same_twin_in_every_way(shop):
    shop.playground.allow_databases()
    before = content_hash(shop.playground.target)
    for way in (BESIDE, PIECES, BESIDE):
        report = shop.refresh(config=_config(shop, way)).report
        assert report["verified"] and report["rows"] == 16400, report
        assert content_hash(shop.playground.target) == before, f"another twin with {way}"
        assert _beside(shop) == []
        assert '"rows":16400' in _stamp(shop) and "incomplete" not in _stamp(shop), _stamp(shop)


def the_old_twin_answers_until_the_swap(shop):
    shop.playground.allow_databases()
    _change_source(shop)
    new_name = shop.playground.beside[0]
    # A session that is there from before is ended by the swap, as its role is the program's.
    with Session(shop.playground.target, user=shop.playground.owner) as old_session:
        config = _config(shop, BESIDE, after="SELECT pg_sleep(2);", lock_timeout="20s")
        process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
        _wait_for_script(shop, new_name, process)
        # The new twin is there with all its rows and its keys; the old one still has the name.
        assert _counts(new_name) == (400, 8000)
        assert _counts(shop.playground.target) == (400, 16000)
        assert old_session.value("SELECT count(*) FROM orders") == "16000"
        answers, stopped = [], threading.Event()

        def ask():
            while not stopped.is_set():
                try:
                    answers.append(_counts(shop.playground.target_as_owner))
                except SqlError as refusal:
                    answers.append(refusal.sqlstate)
                except ConnectionError as refusal:
                    answers.append(str(refusal))
                time.sleep(0.01)

        asker = threading.Thread(target=ask)
        asker.start()
        _, stderr = end_of(process)
        time.sleep(0.2)
        stopped.set()
        asker.join()
        assert process.returncode == 0, stderr
        try:
            old_session.query("SELECT 1")
            raise AssertionError("the old session lives on, in a database that is gone")
        except SqlError:
            pass
    twins = [answer for answer in answers if isinstance(answer, tuple)]
    first_new = twins.index((400, 8000))
    assert first_new > 10 and set(twins[:first_new]) == {(400, 16000)} and set(twins[first_new:]) == {(400, 8000)}, answers
    assert len(answers) - len(twins) <= 5, answers
    assert _beside(shop) == []


def what_the_database_has_goes_along(shop):
    shop.playground.allow_databases()
    owner, reader, target = (identifier(name) for name in (shop.playground.owner, shop.playground.reader, shop.playground.target))
    shop.playground.admin(f"ALTER DATABASE {target} CONNECTION LIMIT 77")
    shop.playground.admin(f"ALTER DATABASE {target} SET log_min_duration_statement = 5000")  # a superuser's
    with Session(shop.playground.target, user=shop.playground.owner) as session:
        session.query(f"""
            ALTER DATABASE {target} SET search_path = public, "$user";
            ALTER DATABASE {target} SET statement_timeout = '7min';
            ALTER ROLE {owner} IN DATABASE {target} SET work_mem = '9MB';
            GRANT CONNECT, TEMPORARY ON DATABASE {target} TO {reader};
            CREATE EXTENSION citext;
            GRANT SELECT ON users TO {reader};
            GRANT USAGE ON SCHEMA public TO {reader} WITH GRANT OPTION;
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {reader};
            ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {reader}""")
        comment = session.value("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
        session.query(f"COMMENT ON DATABASE {target} IS {literal('ask the backend team' + chr(10) + comment)}")
    with Session(shop.playground.target) as session:
        before = _database(session)
    outcome = shop.refresh(config=_config(shop, BESIDE))
    with Session(shop.playground.target) as session:
        after = _database(session)
        assert session.value("SELECT has_table_privilege({}, 'users', 'SELECT')".format(literal(shop.playground.reader))) == "t"
    missing = [row for row in before if row not in after]
    assert missing == [("setting", "", "log_min_duration_statement=5000")], f"{missing}\n{after}"
    # An owner's own privileges may be spelt out; nobody else has got any.
    gained = [row for row in after if row not in before and not row[2].startswith(shop.playground.owner)]
    assert gained == [], gained
    assert "log_min_duration_statement" in outcome.stderr, "what could not be carried over is not told"
    assert "5000" not in outcome.stderr, "the value of a setting may be a secret"
    assert _stamp(shop).startswith("ask the backend team\nsubset {")
    shop.refresh(config=_config(shop, BESIDE))  # the stamp is the new database's own


def _database(session):
    return session.query("""
        SELECT 'option', datdba::regrole::text, concat_ws(' ', datconnlimit, encoding, datcollate, datctype, datallowconn, datistemplate)
        FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'privilege', '', unnest(datacl)::text FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'setting', coalesce(nullif(setrole, 0)::regrole::text, ''), unnest(setconfig)
                  FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
        UNION ALL SELECT 'extension', extnamespace::regnamespace::text, extname || ' ' || extversion FROM pg_extension
        UNION ALL SELECT 'schema', nspname, unnest(nspacl)::text FROM pg_namespace WHERE nspname = 'public'
        UNION ALL SELECT 'default', defaclnamespace::regnamespace::text || defaclobjtype::text, unnest(defaclacl)::text FROM pg_default_acl
        UNION ALL SELECT 'table', relname, unnest(relacl)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace""")


def a_session_that_may_not_be_ended_is_named_and_awaited(shop):
    shop.playground.allow_databases()
    _change_source(shop)
    with Session(shop.playground.target):  # a superuser's
        outcome = shop.run(config=_config(shop, BESIDE))
        assert outcome.status == 1 and "postgres" in outcome.errors[0] and "process" in outcome.errors[0], outcome.told()
        assert "lock_timeout" in outcome.hints[-1] and "as it was" in outcome.hints[-1], outcome.told()
        assert _beside(shop) == []
    assert _counts(shop.playground.target) == (400, 16000)
    in_the_way = Session(shop.playground.target)
    process = start_subset(_config(shop, BESIDE, lock_timeout="30s"), shop.playground.source_url(), shop.playground.target_url())
    said = ""
    while "in use" not in said:  # it says so, and waits
        line = process.stderr.readline()
        assert line, said
        said += line
    in_the_way.close()
    end_of(process)
    assert process.returncode == 0 and _counts(shop.playground.target) == (400, 8000)


def a_failure_leaves_the_old_twin(shop):
    shop.playground.allow_databases()
    _change_source(shop)
    for after, status in (("SELECT 1/0;", 1), ("DELETE FROM users WHERE user_id = 300;", 1),
                          ("ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey; DELETE FROM users;", 4)):
        outcome = shop.run(config=_config(shop, BESIDE, after=after))
        assert outcome.status == status and "as it was" in outcome.hints[-1], outcome.told()
        assert _counts(shop.playground.target) == (400, 16000) and _beside(shop) == []


def a_killed_refresh_leaves_a_database_that_the_next_removes(shop):
    shop.playground.allow_databases()
    _change_source(shop)
    for end in (signal.SIGKILL, signal.SIGINT):
        config = _config(shop, BESIDE, after="SELECT pg_sleep(60);")
        process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
        _wait_for_script(shop, shop.playground.beside[0], process)
        process.send_signal(end)
        _, stderr = end_of(process)
        assert _counts(shop.playground.target) == (400, 16000)
        if end == signal.SIGINT:
            assert process.returncode == 130 and "as it was" in stderr and _beside(shop) == [], stderr
            continue
        assert _beside(shop) == [shop.playground.beside[0]]
        outcome = shop.refresh(config=_config(shop, 'atomic = "transaction"'))  # whatever way the next one goes
        assert "left the database" in outcome.stderr and _beside(shop) == [], outcome.told()
        with Session(shop.playground.source) as source:
            source.query("INSERT INTO orders SELECT n, n % 500 + 1, 'x' FROM generate_series(2, 20000, 2) AS n")
        shop.refresh()
        _change_source(shop)


def a_database_of_that_name_that_is_not_ours_stays(shop):
    shop.playground.allow_databases()
    name = shop.playground.beside[0]
    shop.playground.admin(f"CREATE DATABASE {identifier(name)} TEMPLATE template0 OWNER {identifier(shop.playground.owner)}")
    outcome = shop.run(config=_config(shop, BESIDE))
    assert outcome.status == 3 and name in outcome.errors[0], outcome.told()
    shop.refresh()
    assert _beside(shop) == [name]


def what_would_be_lost_is_refused(shop):
    shop.playground.allow_databases()
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query("CREATE SCHEMA tools; CREATE TABLE tools.notes (n int); SELECT lo_create(0)")
    outcome = shop.run(config=_config(shop, BESIDE))
    assert outcome.status == 3 and "schema tools" in outcome.errors[0] and "1 large objects" in outcome.errors[0], outcome.told()
    shop.refresh(config=_config(shop, PIECES))
    with Session(shop.playground.target) as target:
        assert target.query("SELECT count(*) FROM tools.notes") == [("0",)]


def what_has_come_to_the_old_twin_meanwhile_is_not_lost(shop):
    shop.playground.allow_databases()
    owner = shop.playground.owner
    for sql, status in (("CREATE SCHEMA scratch; CREATE TABLE scratch.mine (n int)", 3), ("ALTER DATABASE {target} SET geqo = off", 0)):
        config = _config(shop, BESIDE, after="SELECT pg_sleep(2);", lock_timeout="20s")
        process = start_subset(config, shop.playground.source_url(), shop.playground.target_url())
        _wait_for_script(shop, shop.playground.beside[0], process)
        with Session(shop.playground.target, user=owner) as session:
            session.query(sql.format(target=identifier(shop.playground.target)))
        _, stderr = end_of(process)
        assert process.returncode == status and _beside(shop) == [], stderr
        if status:
            assert "schema scratch" in stderr and "as it was" in stderr, stderr
            with Session(shop.playground.target, user=owner) as session:
                session.query("DROP SCHEMA scratch CASCADE")
    with Session(shop.playground.target) as target:
        assert target.value("SHOW geqo") == "off"


def the_rights_that_it_takes_are_named(shop):
    outcome = shop.run(config=_config(shop, BESIDE))
    assert outcome.status == 1 and "may not create databases" in outcome.errors[0] and "CREATEDB" in outcome.hints[0], outcome.told()
    shop.playground.allow_databases()
    with Session(shop.playground.target) as target:
        target.query("CREATE EXTENSION pg_stat_statements")
    outcome = shop.run(config=_config(shop, BESIDE))
    assert outcome.status == 1 and "pg_stat_statements" in outcome.errors[0] and "atomic" in outcome.hints[0], outcome.told()
    shop.refresh(config=_config(shop, PIECES))


def a_role_that_the_url_sets_does_not_wait_for_itself(shop):
    """options=-crole: to that role, sessions of the login are somebody else's, and it may not end them."""
    playground = shop.playground
    group = f"{playground.owner}_group"
    playground.recreate_target()
    playground.admin(f"CREATE ROLE {identifier(group)} CREATEDB")
    try:
        playground.admin(f"GRANT {identifier(group)} TO {identifier(playground.owner)}")
        playground.admin(f"ALTER DATABASE {identifier(playground.target)} OWNER TO {identifier(group)}")
        playground.admin(f"GRANT CONNECT ON DATABASE {identifier(playground.target)} TO {identifier(playground.owner)}")
        url = playground.target_url() + f" options='-crole={group}'"
        with Session(playground.target, user=playground.owner) as idle:  # another session of the login's, which may be ended
            idle.query("SELECT 1")
            for _ in range(2):
                outcome = shop.run(config=_config(shop, BESIDE, lock_timeout="8s"), target_url=url)
                assert outcome.status == 0 and "is in use" not in outcome.stderr and "is left" not in outcome.stderr, outcome.told()
        assert _counts(playground.target) == (400, 16000) and _beside(shop) == []
    finally:
        playground.recreate_target()
        playground.admin(f"DROP ROLE {identifier(group)}")


def the_third_database_that_it_takes_is_named(shop):
    """Before a row is read, with the way that does without."""
    with OwnServer() as server, server.session("postgres") as admin:
        admin.query("CREATE ROLE dev LOGIN CREATEDB; REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        admin.query("CREATE DATABASE twin OWNER dev TEMPLATE template0")
        url = f"host={server.folder} port={server.port} dbname=twin user=dev"
        outcome = shop.run(config=_config(shop, BESIDE), target_url=url)
        assert outcome.status == 1 and "neither postgres nor template1" in outcome.errors[0], outcome.told()
        assert 'atomic = "transaction"' in outcome.hints[0] and "closure:" not in outcome.stderr, outcome.told()
        admin.query("GRANT CONNECT ON DATABASE postgres TO dev")
        outcome = shop.run(config=_config(shop, BESIDE), target_url=url)
        assert outcome.status == 0, outcome.told()


def two_refreshes_wait_for_each_other(shop):
    shop.playground.allow_databases()
    slow = _config(shop, BESIDE, after="SELECT pg_sleep(2);", lock_timeout="20s").rename(shop.folder / "slow.toml")
    first = start_subset(slow, shop.playground.source_url(), shop.playground.target_url())
    building = (f"SELECT count(*) FROM pg_stat_activity WHERE datname = {literal(shop.playground.beside[0])}")
    wait_until(lambda: shop.playground.admin(building) != [("0",)], "the building", first)
    others = [start_subset(_config(shop, way, lock_timeout="20s").rename(shop.folder / f"{number}.toml"), shop.playground.source_url(),
                           shop.playground.target_url()) for number, way in enumerate((BESIDE, 'atomic = "transaction"', PIECES))]
    for process in (first, *others):
        _, stderr = end_of(process)
        assert process.returncode == 0, stderr
        assert process is first or "another refresh of this target is running" in stderr, stderr
    assert _counts(shop.playground.target) == (400, 16000) and _beside(shop) == []


def in_pieces_the_stamp_tells_how_far_it_is(shop):
    _change_source(shop)
    with Session(shop.playground.target, user=shop.playground.owner) as owner:
        owner.query(f"GRANT SELECT ON orders TO {identifier(shop.playground.reader)}")
    with Session(shop.playground.source) as source:
        source.query(f"ALTER TABLE orders ADD CONSTRAINT here CHECK (current_database() = {literal(shop.playground.source)})")
        outcome = shop.run(config=_config(shop, PIECES))
        assert outcome.status == 1 and "here" in outcome.errors[0] and "incomplete" in outcome.hints[-1], outcome.told()
        source.query("ALTER TABLE orders DROP CONSTRAINT here")
    outcome = shop.run(config=_config(shop, PIECES, after="SELECT 1/0;"))
    assert outcome.status == 1 and "incomplete" in outcome.hints[-1] and "as it was" not in outcome.stderr, outcome.told()
    assert '"incomplete":true' in _stamp(shop)
    process = start_subset(_config(shop, PIECES, after="SELECT pg_sleep(60);"), shop.playground.source_url(), shop.playground.target_url())
    _wait_for_script(shop, shop.playground.target, process)
    process.send_signal(signal.SIGINT)
    _, stderr = end_of(process)
    assert process.returncode == 130 and "incomplete" in stderr and "as it was" not in stderr, stderr
    shop.refresh()  # it is an earlier twin, though not a whole one
    assert "incomplete" not in _stamp(shop) and _counts(shop.playground.target) == (400, 8000)
    with Session(shop.playground.target) as target:  # three runs that failed have not forgotten it
        assert target.value(f"SELECT has_table_privilege({literal(shop.playground.reader)}, 'orders', 'SELECT')") == "t"


def a_small_lock_table_is_enough(shop):
    """More tables than one transaction could hold the locks of."""
    tables = "".join(f"CREATE TABLE t{n} (id serial PRIMARY KEY, above int REFERENCES t{max(n - 1, 0)}, note text UNIQUE); "
                     f"INSERT INTO t{n} (id, above) VALUES (1, 1);" for n in range(150))
    with OwnServer(max_locks_per_transaction=20, max_connections=20) as server:
        with server.session("postgres") as admin:
            admin.query("CREATE ROLE maker LOGIN CREATEDB")
            admin.query("CREATE DATABASE dev TEMPLATE template0 OWNER maker")
        with Session(shop.playground.source) as source:
            source.query(tables)
        shop.playground.grant_reader()
        there = {"host": str(server.folder), "port": server.port}
        url = f"postgresql://maker@/dev?host={server.folder}&port={server.port}"
        whole = '[[table]]\nname = "*"\nrows = "all"\n'
        may_create = True
        for way, status in ((PIECES, 0), (BESIDE, 0), (PIECES, 0), ('atomic = "transaction"', 3), ('atomic = "transaction"', 3)):
            (shop.folder / "whole.toml").write_text(f"[target]\n{way}\n{whole}")
            outcome = run_subset(shop.folder / "whole.toml", shop.playground.source_url(), url)
            assert outcome.status == status, f"{way}: {outcome.told()}"
            if status == 3:
                # The one line that works here: by a role that may create databases, and by one that may not.
                works, other = ('atomic = "database"', '"none"') if may_create else ('atomic = "none"', '"database"')
                assert works in outcome.hints[-1] and other not in outcome.hints[-1], outcome.told()
                may_create = False
                with server.session("postgres") as admin:
                    admin.query("ALTER ROLE maker NOCREATEDB")
            else:
                with Session(Database("dev", there)) as dev:
                    references = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
                    assert dev.query(references) == [("151",)], dev.query(references)


def threads_that_are_refused_are_fewer_connections(shop):
    """As another user, who may have so many processes: the limit does not hold root."""
    if os.geteuid() != 0:
        raise NotPossibleHere("only root may run the program as another user")
    shop.playground.allow_databases()
    stamp, somebody = _stamp(shop), 61234
    config, program = _config(shop, BESIDE), shop.folder / "subset"
    shutil.copy(binary(), program)
    for path in (shop.folder, config):
        os.chown(path, somebody, somebody)
    fewer = refused = 0
    for allowed in range(2, 7):
        done = subprocess.run(["prlimit", f"--nproc={allowed}", program, "--config", config], user=somebody, group=somebody, extra_groups=[],
                              env=environment(shop.playground.source_url(), shop.playground.target_url()), cwd=shop.folder,
                              capture_output=True, text=True, timeout=60)
        told = f"{allowed} processes: exit {done.returncode}\n{done.stdout}{done.stderr}"
        assert done.returncode in (0, 1), told
        assert _beside(shop) == [], told
        if done.returncode == 1:
            assert "error: no more threads or processes are allowed here\nhint: Raise the limit" in done.stderr, told
            assert _stamp(shop) == stamp, told
            refused += 1
        fewer += " instead of 4" in done.stderr
        stamp = _stamp(shop)
    assert refused > 0 and fewer > 0, f"{refused} runs refused, {fewer} with fewer connections"


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
