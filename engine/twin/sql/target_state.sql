-- Tells of the target which database and cluster it is, as which role we are connected, and how many locks its server has
-- room for. The lock table has max_locks_per_transaction slots for each possible backend (POSTGRES.md 36; lock.c,
-- NLOCKENTS).
SELECT d.oid,
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), ''),
       pg_catalog.current_setting('server_version_num'),
       pg_catalog.current_setting('server_version'),
       current_user,
       (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user),
       pg_catalog.pg_has_role(d.datdba, 'USAGE'),
       pg_catalog.has_database_privilege(d.oid, 'CREATE'),
       pg_catalog.current_setting('max_locks_per_transaction'),
       pg_catalog.current_setting('max_connections')::pg_catalog.int8
           + coalesce(pg_catalog.current_setting('autovacuum_worker_slots', true),
                      pg_catalog.current_setting('autovacuum_max_workers'))::pg_catalog.int8
           + pg_catalog.current_setting('max_worker_processes')::pg_catalog.int8
           + pg_catalog.current_setting('max_wal_senders')::pg_catalog.int8
           + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8 + 1,
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
       (SELECT r.rolname FROM pg_catalog.pg_roles AS r WHERE r.oid = d.datdba),
       d.datname
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database();
