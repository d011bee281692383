-- The user schemas, extensions' own among them (an extension's schema may hold the user's tables too).
SELECT n.nspname
FROM pg_catalog.pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname::text COLLATE "C";
