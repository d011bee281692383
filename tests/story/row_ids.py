#!/usr/bin/env python3
"""Tables whose rows have no ids of their own: refused by name, and only where rows would come of them.

    tests/support/with_postgres tests/story/row_ids.py [NAME...]

What only other servers have is made up here: the catalogs by which they are known.
"""
import sys

from named_tests import run_named_tests
from postgres import Session

LEAVE_OUT = '[[table]]\nname = "orders"\nrows = "none"\n'


def _is_refused(shop, message, without_orders=True):
    for command in ((), ("plan",)):
        outcome = shop.run(command=command)
        assert outcome.status == 3 and message in outcome.errors[0], outcome.told()
    if without_orders:
        path = shop.config()
        path.write_text(path.read_text() + LEAVE_OUT)
        outcome = shop.run(config=path)
        assert outcome.status == 0, outcome.told()


def an_access_method_other_than_heap_is_refused(shop):
    """On a table and on a partition; one from which no row comes is in nobody's way."""
    with Session(shop.playground.source) as source:
        source.query("CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;"
                     "CREATE TABLE idle (id int) USING heap2; ALTER TABLE orders RENAME TO plain;"
                     "CREATE TABLE orders (LIKE plain INCLUDING ALL) USING heap2;"
                     "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users; INSERT INTO orders SELECT * FROM plain;"
                     "DROP TABLE plain")
        shop.playground.grant_reader()
        with Session(shop.playground.target) as target:
            target.query("CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler")
        _is_refused(shop, "public.orders has the access method heap2", without_orders=False)
        source.query("CREATE TABLE parts (id int) PARTITION BY LIST (id);"
                     "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1) USING heap2;"
                     "DROP TABLE orders")
        shop.playground.grant_reader()
        path = shop.config()
        path.write_text(path.read_text() + '[[table]]\nname = "parts"\nrows = "all"\n')
        outcome = shop.run(config=path)
        assert outcome.status == 3 and "public.parts has a partition, public.parts_1, that has the access method" in outcome.errors[0], outcome.told()


def a_distributed_table_is_refused(shop):
    with Session(shop.playground.source) as source:
        source.query("SET allow_system_table_mods = on;"
                     "CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, partmethod \"char\");"
                     "INSERT INTO pg_catalog.pg_dist_partition VALUES ('orders', 'h');"
                     "GRANT SELECT ON pg_catalog.pg_dist_partition TO public")
        _is_refused(shop, "public.orders is a distributed table of Citus")


def a_hypertable_is_refused(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE SCHEMA _timescaledb_catalog; CREATE TABLE _timescaledb_catalog.hypertable (schema_name name, table_name name);"
                     "INSERT INTO _timescaledb_catalog.hypertable VALUES ('public', 'orders')")
        shop.playground.grant_reader()
        _is_refused(shop, "public.orders is a hypertable of TimescaleDB")


def a_server_that_only_speaks_like_postgresql_is_refused(shop):
    with Session(shop.playground.source) as source:
        source.query("CREATE SCHEMA crdb_internal")
        _is_refused(shop, "the source is CockroachDB", without_orders=False)


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
