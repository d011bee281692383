-- Tables of ten rows, each with three references to those before it. Variable: tables.
--   psql -v tables=2000 -f many_tables.sql
\set ON_ERROR_STOP on
SELECT format('CREATE TABLE t%1$s (id int PRIMARY KEY, a int REFERENCES t%2$s, b int REFERENCES t%3$s, c int REFERENCES t%4$s, note text);
INSERT INTO t%1$s SELECT n, n, n, n, ''row '' || n FROM generate_series(1, 10) AS n;', n, greatest(n - 1, 1), greatest(n - 7, 1), greatest(n / 2, 1))
FROM generate_series(1, :tables) AS n \gexec
ANALYZE;
