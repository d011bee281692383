-- As a database of Heroku has it that was made in 2022 or 2023: extensions in heroku_ext, functions of the platform in _heroku.
CREATE SCHEMA _heroku;
CREATE SCHEMA heroku_ext;
CREATE FUNCTION _heroku.validate_extension() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EXTENSION pg_stat_statements WITH SCHEMA heroku_ext;
CREATE EXTENSION citext WITH SCHEMA heroku_ext;
CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer);
CREATE TABLE members (id serial PRIMARY KEY, email heroku_ext.citext NOT NULL UNIQUE, name text NOT NULL, stripe_customer_id text, joined_at timestamptz NOT NULL);
CREATE TABLE bookings (id serial PRIMARY KEY, member_id integer NOT NULL REFERENCES members, room text NOT NULL, during tstzrange NOT NULL);
CREATE INDEX bookings_member_id ON bookings (member_id);

INSERT INTO knex_migrations (name, batch, migration_time) SELECT n || '_step.js', 1, now() FROM generate_series(1, 6) AS n;
INSERT INTO knex_migrations_lock (is_locked) VALUES (0);
INSERT INTO members (email, name, stripe_customer_id, joined_at)
    SELECT 'person' || n || '@mail.test', 'Person ' || n, 'cus_' || md5(n::text), '2025-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 300) AS n;
INSERT INTO bookings (member_id, room, during) SELECT n % 300 + 1, 'Room ' || n % 7, tstzrange('2025-01-01'::timestamptz + n * interval '1 hour', '2025-01-01'::timestamptz + n * interval '1 hour' + interval '30 min')
    FROM generate_series(1, 900) AS n;
