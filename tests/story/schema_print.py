#!/usr/bin/env python3
"""The fingerprint of a schema (engine/twin/sql/schema_print.sql): every change of the schema changes it, and nothing else does.

    tests/support/with_postgres tests/story/schema_print.py [NAME...]
"""
import random
import sys

from named_tests import run_named_tests
from postgres import Session
from program import CHECKOUT

SQL = (CHECKOUT / "engine/twin/sql/schema_print.sql").read_text().replace(":schemas", "'{public,other}'")
SCHEMA = """
CREATE SCHEMA other; CREATE SCHEMA beside;
CREATE TABLE a (id serial PRIMARY KEY, v text, n numeric);
CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a_id int REFERENCES a, d date) ;
CREATE TABLE parted (k int, v text) PARTITION BY RANGE (k); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE TABLE other.c (x int); CREATE TABLE alone (y int); CREATE INDEX a_v ON a (v); CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN small AS int CHECK (VALUE < 10);
CREATE TYPE pair AS (one int, two int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION trig() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION trig();
CREATE VIEW w AS SELECT id FROM a; CREATE MATERIALIZED VIEW mv AS SELECT id FROM a; CREATE UNIQUE INDEX mv_id ON mv (id);
CREATE SEQUENCE s; CREATE STATISTICS st ON id, v FROM a; CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
ALTER TABLE a ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON a USING (true); CREATE RULE r AS ON DELETE TO alone DO ALSO SELECT 1;
INSERT INTO a (v) SELECT 'v' FROM generate_series(1, 50); INSERT INTO parted SELECT 5, 'v' FROM generate_series(1, 50)
"""
# Each stands alone, and can be done in any order beside the others.
CHANGES = """
ALTER TABLE a ADD COLUMN w int
ALTER TABLE a ADD COLUMN x int DEFAULT 7
ALTER TABLE a ALTER COLUMN n TYPE numeric(20,4)
ALTER TABLE a ALTER COLUMN v SET NOT NULL
ALTER TABLE a ALTER COLUMN v SET DEFAULT 'x'
ALTER TABLE a ALTER COLUMN v SET STATISTICS 500
ALTER TABLE a ALTER COLUMN v SET STORAGE EXTERNAL
ALTER TABLE a ADD CHECK (id > 0)
ALTER TABLE a ADD UNIQUE (id, v)
ALTER TABLE a DISABLE TRIGGER t
ALTER TABLE a SET (fillfactor = 50)
ALTER TABLE a REPLICA IDENTITY FULL
ALTER TABLE b RENAME COLUMN d TO day
ALTER TABLE b ADD CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a NOT VALID
ALTER TABLE b ALTER CONSTRAINT b_a_id_fkey DEFERRABLE
ALTER TABLE alone RENAME TO lonely
ALTER TABLE other.c SET SCHEMA beside
ALTER TABLE parted ADD CHECK (k > 0)
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20)
ALTER TABLE parted DETACH PARTITION parted_1
CREATE TABLE more (id int)
CREATE UNLOGGED TABLE other.quick (id int)
CREATE TABLE heir () INHERITS (a)
CREATE INDEX ON a (lower(v)) WHERE id > 3
DROP INDEX a_v
ALTER TYPE mood ADD VALUE 'bad'
ALTER TYPE mood RENAME VALUE 'good' TO 'fine'
CREATE TYPE other.mood AS ENUM ('x')
ALTER TYPE pair ADD ATTRIBUTE three int
CREATE TYPE span AS RANGE (subtype = float8)
ALTER DOMAIN small ADD CHECK (VALUE > 0)
ALTER DOMAIN small SET NOT NULL
CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'
ALTER FUNCTION f(int) STABLE
ALTER FUNCTION f(int) SET work_mem = '1MB'
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)
CREATE OPERATOR public.=== (leftarg = int, rightarg = int, function = int4eq)
CREATE OPERATOR CLASS mine FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int)
CREATE COLLATION de (locale = 'C')
CREATE TRIGGER u AFTER UPDATE ON a FOR EACH ROW EXECUTE FUNCTION trig()
CREATE OR REPLACE VIEW w AS SELECT id + 0 AS id FROM a
CREATE VIEW other.w AS SELECT 1 AS x
CREATE MATERIALIZED VIEW other.mv AS SELECT 1 AS x
CREATE RULE q AS ON INSERT TO b DO ALSO SELECT 1
DROP RULE r ON alone
CREATE POLICY q ON a FOR SELECT USING (false)
ALTER POLICY p ON a USING (id > 0)
ALTER TABLE a FORCE ROW LEVEL SECURITY
ALTER SEQUENCE s INCREMENT 5
ALTER SEQUENCE s MAXVALUE 1000
ALTER SEQUENCE a_id_seq CYCLE
CREATE SEQUENCE other.s
CREATE STATISTICS more_st ON a_id, d FROM b
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple)
ALTER TEXT SEARCH CONFIGURATION words DROP MAPPING FOR email
COMMENT ON TABLE a IS 'x'
COMMENT ON COLUMN a.v IS 'x'
COMMENT ON FUNCTION f(int) IS 'x'
COMMENT ON CONSTRAINT b_a_id_fkey ON b IS 'x'
CREATE CAST (mood AS int) WITH FUNCTION to_int(mood)
CREATE EXTENSION citext SCHEMA other
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION evt()
"""
# The other schemas, and what no statement about the schema says.
NO_CHANGES = """
ANALYZE
VACUUM
VACUUM FULL a
VACUUM FULL parted
CLUSTER a USING a_pkey
REINDEX TABLE a
REINDEX INDEX mv_id
TRUNCATE b
REFRESH MATERIALIZED VIEW mv
REFRESH MATERIALIZED VIEW CONCURRENTLY mv
SELECT nextval('s')
SELECT setval('a_id_seq', 999)
ALTER SEQUENCE s RESTART WITH 77
CREATE TEMPORARY TABLE x (y int)
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC
GRANT USAGE ON SCHEMA other TO PUBLIC
INSERT INTO a (v) VALUES ('w')
DELETE FROM a WHERE id > 10
UPDATE parted SET v = 'x'
CREATE TABLE beside.more (id int)
ALTER TABLE a DISABLE TRIGGER t; ALTER TABLE a ENABLE TRIGGER t
"""


def _print(session):
    return session.value(SQL)


def _begin(shop):
    with Session(shop.playground.source) as session:
        session.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        session.query(SCHEMA)
        session.query("CREATE FUNCTION to_int(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'; "
                      "CREATE FUNCTION evt() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'")


def _lines(text):
    return [line for line in text.splitlines() if line]


def each_change_of_the_schema_changes_it(shop):
    _begin(shop)
    with Session(shop.playground.source) as session:
        unseen = []
        for sql in _lines(CHANGES):
            session.query("SET search_path = ''")
            before = _print(session)
            session.query("RESET search_path; BEGIN")
            session.query(sql)
            session.query("SET LOCAL search_path = ''")
            if _print(session) == before:
                unseen.append(sql)
            session.query("ROLLBACK")
        assert not unseen, unseen


def in_a_random_order_too(shop):
    _begin(shop)
    chance = random.Random(7)
    with Session(shop.playground.source) as session:
        seen, failed = set(), 0
        for sql in chance.sample(_lines(CHANGES), 30):
            session.query("RESET search_path")
            try:
                session.query(sql)
            except Exception:  # an earlier one stands in its way
                failed += 1
                continue
            session.query("SET search_path = ''")
            assert _print(session) not in seen, sql
            seen.add(_print(session))
        assert failed < 10, failed


def nothing_else_does(shop):
    _begin(shop)
    with Session(shop.playground.source) as session:
        for sql in _lines(NO_CHANGES):
            session.query("SET search_path = ''")
            before = _print(session)
            session.query("RESET search_path")
            session.query(sql)
            session.query("SET search_path = ''")
            assert _print(session) == before, sql


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
