#!/usr/bin/env python3
"""What a dump holds and DROP SCHEMA does not take along: made anew by each refresh, gone where production has it no more.

    tests/support/with_postgres tests/story/second_refresh.py [NAME...]
"""
import sys

from named_tests import NotPossibleHere, run_named_tests
from postgres import Session, identifier

WAYS = ('', 'atomic = "none"', 'atomic = "database"')
# All need a superuser, as a development server in a container often has.
SOURCE = """
CREATE CAST (bigint AS inet) WITH INOUT;
CREATE FUNCTION to_point(bigint) RETURNS point LANGUAGE sql AS 'SELECT point($1, $1)';
CREATE CAST (bigint AS point) WITH FUNCTION to_point(bigint);
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE FUNCTION plother_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE plother HANDLER plother_handler;
CREATE FUNCTION other() RETURNS int LANGUAGE plother AS 'BEGIN RETURN 1; END';
CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true');
CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing OPTIONS (host 'a');
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
COMMENT ON CAST (bigint AS inet) IS 'first';
COMMENT ON ACCESS METHOD heap_again IS 'first';
COMMENT ON LANGUAGE plother IS 'first';
COMMENT ON FOREIGN DATA WRAPPER nothing IS 'first';
"""
CHANGES = """
DROP CAST (bigint AS point);
DROP ACCESS METHOD heap_again;
DROP TRANSFORM FOR int LANGUAGE sql;
DROP CAST (bigint AS inet);
CREATE CAST (bigint AS inet) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (bigint AS inet) IS 'second';
COMMENT ON LANGUAGE plother IS 'second';
ALTER FOREIGN DATA WRAPPER nothing OPTIONS (SET debug 'false');
ALTER SERVER nowhere OPTIONS (SET host 'b');
"""
OBJECTS = """
SELECT i.type, i.identity, o.detail, d.description FROM (
    SELECT 'pg_cast'::regclass AS class, oid, castcontext::text || castmethod::text AS detail FROM pg_cast
    UNION ALL SELECT 'pg_am'::regclass, oid, amhandler::text FROM pg_am
    UNION ALL SELECT 'pg_transform'::regclass, oid, trffromsql::regproc::text FROM pg_transform
    UNION ALL SELECT 'pg_language'::regclass, oid, lanplcallfoid::regproc::text FROM pg_language
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwoptions::text FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvoptions::text FROM pg_foreign_server
) AS o CROSS JOIN LATERAL pg_identify_object(o.class, o.oid, 0) AS i
LEFT JOIN pg_description AS d ON d.classoid = o.class AND d.objoid = o.oid AND d.objsubid = 0
WHERE o.oid >= 16384 ORDER BY 1, 2"""


def _superuser(shop):
    shop.playground.recreate_target()
    with Session(shop.playground.target) as admin:
        admin.query(f"ALTER ROLE {identifier(shop.playground.owner)} SUPERUSER")


def _same(shop, way, besides=()):
    with Session(shop.playground.source) as source, Session(shop.playground.target) as target:
        has, wanted = target.query(OBJECTS), sorted([*source.query(OBJECTS), *besides])
        assert has == wanted, f"{way}: only there {[each for each in has if each not in wanted]}, only in the source " \
                              f"{[each for each in wanted if each not in has]}"


def _try(shop, way):
    _superuser(shop)
    with Session(shop.playground.source) as source:
        source.query(SOURCE)
    config = shop.config(target=f'foreign_servers = ["nowhere"]\n{way}')
    for _ in range(3):  # the server waits for its wrapper to be there
        shop.refresh(config=config)
    _same(shop, way)
    own = []
    if "database" not in way:
        with Session(shop.playground.target) as target:
            target.query("CREATE CAST (inet AS bigint) WITH INOUT; CREATE PUBLICATION ours")
        own = [("cast", "(pg_catalog.inet AS bigint)", "ei", None)]
    with Session(shop.playground.source) as source:
        source.query(CHANGES)
    for _ in range(2):
        shop.refresh(config=config)
    _same(shop, way, own)
    if own:
        with Session(shop.playground.target) as target:
            assert target.query("SELECT pubname FROM pg_publication") == [("ours",)]


def in_one_transaction(shop):
    _try(shop, WAYS[0])


def in_pieces(shop):
    _try(shop, WAYS[1])


def in_a_database_beside(shop):
    _try(shop, WAYS[2])


def a_database_beside_does_not_lose_the_targets_own(shop):
    """What only the target has would be gone with the old database: refused, and named."""
    _superuser(shop)
    shop.refresh()
    with Session(shop.playground.target) as target:
        target.query("CREATE CAST (inet AS bigint) WITH INOUT; CREATE FOREIGN DATA WRAPPER ours")
        outcome = shop.run(config=shop.config(target=WAYS[2]))
        assert outcome.status == 3 and "cast (pg_catalog.inet AS bigint)" in outcome.stderr, outcome.told()
        assert "foreign data wrapper ours" in outcome.stderr, outcome.told()


def what_something_else_needs_stays(shop):
    """A wrapper that the source has too, and that a server of the target's own needs, is left as it is and told."""
    _superuser(shop)
    with Session(shop.playground.source) as source, Session(shop.playground.target) as target:
        source.query("CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true')")
        target.query("CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER ours FOREIGN DATA WRAPPER nothing")
        for _ in range(2):
            outcome = shop.refresh()
            assert "FOREIGN DATA WRAPPER nothing stays as the target has it" in outcome.stderr, outcome.told()
        assert target.query("SELECT fdwoptions FROM pg_foreign_data_wrapper") == [(None,)]


def a_membership_without_inheritance(shop):
    """Since 16, the GRANT that gives the owner's rights has to say so."""
    with Session(shop.playground.target) as admin:
        if int(admin.value("SHOW server_version_num")) < 160000:
            raise NotPossibleHere("before 16 a membership has no options")
        other, owner = identifier(shop.playground.reader), identifier(shop.playground.owner)
        target = identifier(shop.playground.target)
        admin.query(f"GRANT {other} TO {owner} WITH INHERIT FALSE; ALTER DATABASE {target} OWNER TO {other};"
                    f"GRANT CONNECT, TEMPORARY ON DATABASE {target} TO {owner}")
        outcome = shop.run()
        assert outcome.status == 1 and f"GRANT {other} TO {owner} WITH INHERIT TRUE;" in outcome.hints[0], outcome.told()
        admin.query(f"GRANT {other} TO {owner} WITH INHERIT TRUE")
        shop.refresh()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
