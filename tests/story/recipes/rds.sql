-- As a database of RDS often is: an extension that only the platform may create, statistics of statements, a schema for reports, partitions
-- by month that pg_partman's like would make.
CREATE EXTENSION pg_stat_statements;
CREATE SCHEMA reports;
CREATE TABLE accounts (account_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE payments (payment_id bigint GENERATED ALWAYS AS IDENTITY, account_id bigint NOT NULL REFERENCES accounts, cents integer NOT NULL, iban text NOT NULL,
    paid_at timestamptz NOT NULL, PRIMARY KEY (payment_id, paid_at)) PARTITION BY RANGE (paid_at);
CREATE TABLE payments_2025_01 PARTITION OF payments FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE payments_2025_02 PARTITION OF payments FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE INDEX payments_account_id ON payments (account_id);
CREATE TABLE reports.exports (export_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bucket text NOT NULL, line text NOT NULL);

INSERT INTO accounts (email, name, created_at) SELECT 'person' || n || '@mail.test', 'Person ' || n, '2024-06-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 300) AS n;
INSERT INTO payments (account_id, cents, iban, paid_at) SELECT n % 300 + 1, n * 100, 'DE02' || lpad(n::text, 18, '0'), '2025-01-01'::timestamptz + n * interval '1 hour'
    FROM generate_series(1, 1300) AS n;
INSERT INTO reports.exports (bucket, line) SELECT 'statements', 'person' || n || '@mail.test' FROM generate_series(1, 2000) AS n;
