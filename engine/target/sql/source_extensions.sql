-- The extensions that pg_dump will write: those that initdb made are everywhere (FirstNormalObjectId is 16384).
SELECT e.oid, e.extname, n.nspname, e.extversion
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.oid >= 16384
ORDER BY e.extname::pg_catalog.text COLLATE "C";
