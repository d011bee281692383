-- Tells which of these schemas the target has, and what the role may do there.
-- Variable: schemas, a text[].
SELECT n.nspname,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'),
       pg_catalog.pg_has_role(n.nspowner, 'USAGE')
FROM pg_catalog.pg_namespace AS n
WHERE n.nspname = ANY (:schemas)
ORDER BY n.nspname::pg_catalog.text COLLATE "C";
