-- Lists the foreign-data wrappers with which the role may make servers.
SELECT w.fdwname
FROM pg_catalog.pg_foreign_data_wrapper AS w
WHERE pg_catalog.has_foreign_data_wrapper_privilege(w.oid, 'USAGE')
ORDER BY w.fdwname::pg_catalog.text COLLATE "C";
