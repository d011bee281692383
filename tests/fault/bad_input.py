#!/usr/bin/env python3
"""Faults that a folder of files cannot show: they need a lock, a lost line, a full disk, another process.

    tests/support/with_postgres tests/fault/bad_input.py [NAME...]

Each fault gives exactly one error: line, a hint: line, the right exit status, and a target that is as it was.
"""
import os
import re
import socket
import subprocess
import sys
import time

from content_hash import content_hash
from named_tests import NotPossibleHere, run_named_tests
from playground import SECRET
from postgres import SKIPPED, Session, conninfo, identifier, run_psql
from program import CHECKOUT, binary
from small_disk import SmallTablespace
from tcp_proxy import TO_SERVER, Proxy


def refuses(shop, status, *patterns, errors=1, run=None, **arguments):
    """The one check that all faults share."""
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = (run or shop.run)(**arguments)
    faults = [f"no line of stderr matches {pattern}" for pattern in patterns
              if not re.search(pattern, outcome.stderr, re.MULTILINE)]
    if outcome.status != status:
        faults.append(f"exit {outcome.status} instead of {status}")
    if len(outcome.errors) != errors:
        faults.append(f"{len(outcome.errors)} error: lines instead of {errors}")
    if not outcome.hints:
        faults.append("no hint: line")
    if content_hash(shop.playground.target, with_comment=True) != before:
        faults.append("the target has changed")
    assert not faults, "; ".join(faults) + "\n" + outcome.told()


def missing_config(shop):
    refuses(shop, 2, r"^error: .*nowhere\.toml", config="nowhere.toml")


def config_is_a_folder(shop):
    refuses(shop, 2, r"^error: .", config=shop.folder)


def unknown_option(shop):
    refuses(shop, 2, r"^error: .*--colour", run=lambda: shop.run("--colour"))


def unset_default_url(shop):
    refuses(shop, 2, r"^error: .*DEV_DATABASE_URL", extra={"DEV_DATABASE_URL": ""})


def unset_url_in_config(shop):
    refuses(shop, 2, r"^error: .*NO_SUCH_URL.*twin\.toml:\d+:\d+", config=shop.config(target='url = "${NO_SUCH_URL}"'))


def source_refused(shop):
    refuses(shop, 1, r"^error: .*source", source_url=shop.playground.source_url(host="127.0.0.1", port=_free_port()))


def target_refused(shop):
    refuses(shop, 1, r"^error: .*target", target_url=shop.playground.target_url(host="127.0.0.1", port=_free_port()))


def no_such_database(shop):
    url = shop.playground.source_url().replace(shop.playground.source, "no_such_database")
    refuses(shop, 1, r"^error: .*no_such_database", source_url=url)


def no_such_role(shop):
    url = shop.playground.target_url().replace(shop.playground.owner, "no_such_role")
    refuses(shop, 1, r"^error: .*no_such_role", target_url=url)


def not_a_connection_string(shop):
    refuses(shop, 2, r"^error: .", source_url="hots=localhost dbname=x")


def source_line_cut_in_closure(shop):
    _cut_line(shop, "source", rb"(?i)COPY \(?\s*SELECT|= ANY")


def target_line_cut_in_copy(shop):
    _cut_line(shop, "target", rb"(?i)COPY [^;]*FROM STDIN")


def target_line_cut_after_drop(shop):
    _cut_line(shop, "target", rb"(?i)DROP (SCHEMA|TABLE)")


def _cut_line(shop, end, words):
    seen = []

    def listen(direction, data, link):
        if direction == TO_SERVER and not seen and re.search(words, data):
            seen.append(True)
            proxy.cut()
            return 0
        return None

    with Proxy(listen) as proxy:
        url = getattr(shop.playground, end + "_url")(host=proxy.host, port=proxy.port)
        refuses(shop, 1, rf"^error: .*{end}", **{end + "_url": url})
        assert seen, f"nothing like {words} went to the {end}"


def target_locked(shop):
    """Somebody reads the old twin in a transaction that does not end: who, is told."""
    url = {"application_name": "someone's report"}
    with Session(shop.playground.target, **url) as reader:
        reader.query("BEGIN; SELECT * FROM users LIMIT 1")
        started = time.monotonic()
        refuses(shop, 1, r"^error: .*lock", rf"\b{reader.pid}\b", "someone's report")
        assert time.monotonic() - started < 60, "lock_timeout did not hold"


def source_locked(shop):
    with Session(shop.playground.source, application_name="a migration") as migration:
        migration.query("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        refuses(shop, 1, r"^error: .*orders", rf"\b{migration.pid}\b|a migration")


def source_statement_timeout(shop):
    config = shop.config(source='statement_timeout = "1s"')
    config.write_text(config.read_text() + '\n[[root]]\ntable = "users"\nwhere = "pg_sleep(3) IS NULL"\n')
    refuses(shop, 1, r"^error: .*(timeout|twin\.toml)", config=config)


def after_script_fails(shop):
    script = shop.folder / "logins.sql"
    script.write_text("INSERT INTO public.users VALUES (0, 'dev');\nSELECT * FROM no_such_table;\n")
    refuses(shop, 1, r"^error: .*no_such_table", config=shop.config(target='after = "logins.sql"'))


def after_script_missing(shop):
    refuses(shop, 2, r"^error: .*nowhere\.sql.*twin\.toml:\d+", config=shop.config(target='after = "nowhere.sql"'))


def after_script_breaks_a_reference(shop):
    """The proof comes after the script, and before COMMIT."""
    script = shop.folder / "breaks.sql"
    script.write_text("ALTER TABLE public.orders DROP CONSTRAINT orders_user_id_fkey;\n"
                      "DELETE FROM public.users WHERE user_id = 200;\n")
    refuses(shop, 4, r"^error: .*orders", config=shop.config(target='after = "breaks.sql"'))


def after_script_ends_the_transaction(shop):
    """A COMMIT in it would show half a twin: it is refused, or has no effect."""
    script = shop.folder / "commits.sql"
    script.write_text("COMMIT;\nSELECT * FROM no_such_table;\n")
    before = content_hash(shop.playground.target, with_comment=True)
    outcome = shop.run(config=shop.config(target='after = "commits.sql"'))
    assert outcome.status in (1, 2) and len(outcome.errors) == 1, outcome.told()
    assert content_hash(shop.playground.target, with_comment=True) == before, "the target has changed\n" + outcome.told()


def target_is_the_source(shop):
    """Whatever the URLs say: here one goes by the socket, the other by TCP, and another role."""
    playground = shop.playground
    playground.admin(f"GRANT ALL ON DATABASE {identifier(playground.source)} TO {identifier(playground.owner)}")
    url = conninfo({"host": "127.0.0.1", "port": os.environ["PGPORT"], "dbname": playground.source, "user": playground.owner})
    before = content_hash(playground.source, with_comment=True)
    refuses(shop, 3, r"^error: .*same database", target_url=url)
    assert content_hash(playground.source, with_comment=True) == before, "the source has changed"


def target_role_may_not_create(shop):
    playground = shop.playground
    playground.admin(f"ALTER DATABASE {identifier(playground.target)} OWNER TO postgres")
    playground.admin(f"GRANT CONNECT ON DATABASE {identifier(playground.target)} TO {identifier(playground.owner)}")
    refuses(shop, 1, r"^error: .")


OWN_SERVER = "SUBSET_TEST_ON_OWN_SERVER"


def _done_on_own_server(name, options=""):
    """Runs the test of that name, unless this is that run already: what it does to its server would disturb other tests."""
    if os.environ.get(OWN_SERVER) == name:
        return False
    done = subprocess.run([CHECKOUT / "tests/support/with_postgres", __file__, name], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**os.environ, "SUBSET_TEST_PGOPTIONS": options, OWN_SERVER: name})
    if done.returncode == SKIPPED:
        raise NotPossibleHere(done.stdout.strip())
    assert done.returncode == 0, done.stdout
    return True


def full_disk(shop):
    if _done_on_own_server("full_disk"):  # a standby that another test makes would want the tablespace too
        return
    with SmallTablespace() as tablespace:
        playground = shop.playground
        playground.admin(f"ALTER DATABASE {identifier(playground.target)} SET TABLESPACE {tablespace}")
        try:
            with Session(playground.source) as source:
                source.query("INSERT INTO orders SELECT n, 200, repeat(md5(n::text), 30) FROM generate_series(100000, 140000) AS n")
            refuses(shop, 1, r"^error: .*(No space left|disk)", r"^hint: .*(disk|space)")
        finally:
            playground.admin(f"ALTER DATABASE {identifier(playground.target)} SET TABLESPACE pg_default")


def lock_table_too_small(shop):
    """More tables than one transaction of the target's server can lock: the setting is named, and nothing is touched."""
    if _done_on_own_server("lock_table_too_small", "-c max_locks_per_transaction=10 -c max_connections=20"):
        return
    run_psql(shop.playground.source, text="SELECT format('CREATE TABLE t%s (id int PRIMARY KEY, line text)', n) "
                                          "FROM generate_series(1, 150) AS n\n\\gexec\n")
    shop.playground.grant_reader()
    refuses(shop, 3, r"^error: .*lock", r"max_locks_per_transaction")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def a_variables_value_stays_a_value(shop):
    """Whoever sets a variable, such as the input of a workflow, does not write the SQL."""
    with Session(shop.playground.source) as source:
        source.query("INSERT INTO users VALUES (1000, 'O''Neil')")
    config = shop.folder / "named.toml"
    config.write_text('[source]\n[[root]]\ntable = "users"\nwhere = "name = \'${WHO}\' AND user_id >= ${LEAST}"\n')
    outcome = shop.run(config=config, command=["plan"], extra={"WHO": "O'Neil", "LEAST": "-1"})
    assert outcome.status == 0 and outcome.report["rows"] == 1, outcome.told()
    outcome = shop.run(config=config, command=["plan"], extra={"WHO": "x' OR 'a' = 'a", "LEAST": "1"})
    assert outcome.status == 2 and "no row" in outcome.stderr, outcome.told()
    outcome = shop.run(config=config, command=["plan"], extra={"WHO": "x", "LEAST": "1 OR 4711 = 4711"})
    assert outcome.status == 2 and "LEAST" in outcome.stderr and "4711" not in outcome.stderr and outcome.hints, outcome.told()


def urls_of_other_programs(shop):
    """As they stand in the environments of applications; what is left out is noted."""
    url = shop.playground.source_url()
    for pasted, noted in ((url + "&schema=public&pgbouncer=true&connection_limit=1", ("schema", "pgbouncer", "connection_limit")),
                          (url + "&pool=5", ("pool",)), (url.replace("postgresql:", "postgresql+psycopg2:"), ()),
                          ("jdbc:" + url, ()), (url + "\n", ("white space",))):
        outcome = shop.run(source_url=pasted, command=["plan"])
        assert outcome.status == 0 and all(word in outcome.stderr for word in noted), f"{pasted}\n{outcome.told()}"
    for pasted, named in ((url + "&colour=red", "colour"), (url.replace("postgresql:", "mysql:"), "mysql"),
                          (url.replace(":not", ":n@ot"), "percent-encode"), (f'"{url}"', "has quotes around it")):
        outcome = shop.run(source_url=pasted, command=["plan"])
        assert outcome.status == 2 and named in outcome.stderr and "red" not in outcome.stderr, f"{pasted}\n{outcome.told()}"


def a_url_where_a_file_belongs(shop):
    url = shop.playground.source_url()
    for arguments in (["--config", url], ["--config", "twin.toml", "--report", url], ["--config", "twin.toml", "--html", url]):
        done = subprocess.run([binary(), "run", *arguments], capture_output=True, text=True)
        assert done.returncode == 2 and "this is a url, not a file" in done.stderr and SECRET not in done.stderr, done.stderr
    outcome = shop.run(config=shop.config(target=f'file = "{url}"'))
    assert outcome.status == 2 and "this is a url, not a file" in outcome.stderr, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
