-- Tells what the guards must know of the source, before its snapshot: which database it is, its comment (which holds a
-- stamp where it is a twin), and the schemas in scope that hold something of the user's; where none does, all of them.
-- Variables: schemas, a text[] literal of the schemas in scope, or NULL for every user schema; user_schemas, the query
-- schemas.
SELECT d.oid,
       d.datname,
       pg_catalog.pg_is_in_recovery(),
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE'),
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), ''),
       n.nspname
FROM pg_catalog.pg_database AS d
LEFT JOIN (:user_schemas) AS n (nspname, filled)
       ON (n.filled OR NOT EXISTS (SELECT FROM (:user_schemas) AS f (nspname, filled) WHERE f.filled))
      AND ((:schemas)::text[] IS NULL OR n.nspname::text = ANY ((:schemas)::text[]))
WHERE d.datname = pg_catalog.current_database()
ORDER BY n.nspname::text COLLATE "C";
