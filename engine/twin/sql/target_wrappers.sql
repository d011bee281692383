-- The foreign-data wrappers that the role may make servers with.
SELECT w.fdwname
FROM pg_catalog.pg_foreign_data_wrapper AS w
WHERE pg_catalog.has_foreign_data_wrapper_privilege(w.oid, 'USAGE')
ORDER BY w.fdwname::pg_catalog.text COLLATE "C";
