CREATE SCHEMA lib;
COMMENT ON SCHEMA lib IS 'tools';
CREATE TYPE lib.point3 AS (x int, y int, z int);
CREATE COLLATION lib.by_bytes (locale = 'C');
CREATE FUNCTION lib.add(state int, value int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT state * value $$;
CREATE AGGREGATE lib.product(int) (SFUNC = lib.add, STYPE = int, INITCOND = '1');
CREATE FUNCTION lib.near(a lib.point3, b lib.point3) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT (a).x = (b).x $$;
CREATE OPERATOR lib.~~~ (LEFTARG = lib.point3, RIGHTARG = lib.point3, FUNCTION = lib.near, COMMUTATOR = OPERATOR(lib.~~~));
CREATE FUNCTION lib.to_text(p lib.point3) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT (p).x::text $$;
CREATE CAST (lib.point3 AS text) WITH FUNCTION lib.to_text(lib.point3) AS ASSIGNMENT;
CREATE PROCEDURE lib.nothing() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE TEXT SEARCH DICTIONARY lib.plain (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH CONFIGURATION lib.words (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION lib.words ADD MAPPING FOR asciiword WITH lib.plain;
CREATE TABLE users (
    user_id int PRIMARY KEY,
    name text COLLATE lib.by_bytes,
    place lib.point3,
    reach numrange,
    words tsvector GENERATED ALWAYS AS (to_tsvector('lib.words'::regconfig, name)) STORED) WITH (fillfactor = 70);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users);
COMMENT ON TABLE users IS 'people; and ''others''';
COMMENT ON COLUMN users.name IS E'two\nlines';
COMMENT ON CONSTRAINT orders_user_id_fkey ON orders IS 'who';
ALTER TABLE users ALTER name SET STATISTICS 200, ALTER name SET STORAGE EXTERNAL, REPLICA IDENTITY FULL;
CREATE STATISTICS user_stats ON user_id, name FROM users;
CREATE INDEX users_words ON users USING gin (words);
CREATE INDEX users_partial ON users (lower(name) text_pattern_ops DESC NULLS LAST) INCLUDE (user_id) WHERE user_id > 0;
CLUSTER users USING users_pkey;
CREATE VIEW named WITH (security_barrier, check_option = local) AS SELECT user_id, name FROM users WHERE name IS NOT NULL;
CREATE RULE no_delete AS ON DELETE TO named DO INSTEAD NOTHING;
CREATE FUNCTION no_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER no_insert INSTEAD OF INSERT ON named FOR EACH ROW EXECUTE FUNCTION no_insert();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_insert();
