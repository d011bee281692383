-- Tells which server this is if it only speaks like PostgreSQL, by something that only that server has. NULL: it is no
-- known one.
SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'crdb_internal') THEN 'CockroachDB'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                         WHERE n.nspname = 'pg_catalog' AND p.proname = 'yb_servers') THEN 'YugabyteDB'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                         WHERE n.nspname = 'pg_catalog' AND c.relname = 'gp_segment_configuration') THEN 'Greenplum' END;
