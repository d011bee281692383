-- What the source is; where it is itself a twin, its comment holds a stamp.
SELECT pg_catalog.current_database(),
       pg_catalog.current_setting('server_version'),
       pg_catalog.current_setting('server_version_num'),
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), ''),
       current_user
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database();
