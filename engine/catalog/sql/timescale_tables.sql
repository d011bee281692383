-- Lists the hypertables of TimescaleDB. They are parents without rows, and their chunks may be compressed.
SELECT c.oid
FROM _timescaledb_catalog.hypertable AS h
JOIN pg_catalog.pg_namespace AS n ON n.nspname = h.schema_name
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = h.table_name;
