-- Accounts and their entries with uuid keys: a million rows at scale 1. Variable: scale.
--   psql -v scale=0.01 -f uuid_shop.sql
\set ON_ERROR_STOP on
SELECT greatest(1, round(200000 * :scale))::int AS accounts \gset

CREATE TABLE accounts (
    account_id uuid PRIMARY KEY,
    parent_id uuid REFERENCES accounts,
    name text NOT NULL);
CREATE TABLE entries (
    entry_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    corrects uuid REFERENCES entries,
    amount numeric(12, 2) NOT NULL);

INSERT INTO accounts
SELECT md5('account ' || n)::uuid, CASE WHEN n > 10 THEN md5('account ' || n / 10)::uuid END, 'account ' || n
FROM generate_series(1, :accounts) AS n;
INSERT INTO entries
SELECT md5('entry ' || n)::uuid, md5('account ' || n % :accounts + 1)::uuid,
       CASE WHEN n % 10 = 0 THEN md5('entry ' || n / 2)::uuid END, n % 100000 / 100.0
FROM generate_series(1, 4 * :accounts) AS n;
CREATE INDEX ON entries (account_id);
VACUUM ANALYZE;
