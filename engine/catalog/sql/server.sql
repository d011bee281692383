-- Tells what the source is. Where it is itself a twin, its comment holds a stamp.
SELECT pg_catalog.current_database(),
       pg_catalog.current_setting('server_version'),
       pg_catalog.current_setting('server_version_num'),
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), ''),
       current_user,
       -- These extensions keep tables in a way of their own.
       pg_catalog.to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL,
       EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
               WHERE n.nspname = '_timescaledb_catalog' AND c.relname = 'hypertable'
                 AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database();
