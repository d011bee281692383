-- Lists the user schemas, with those of extensions (an extension's schema may hold the user's tables too), and whether each
-- holds anything that belongs to no extension.
SELECT n.nspname,
       EXISTS (SELECT FROM pg_catalog.pg_depend AS d
               WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
                 AND d.classid NOT IN (SELECT c.oid FROM pg_catalog.pg_class AS c
                                       WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
                                         AND c.relname IN ('pg_extension', 'pg_default_acl', 'pg_publication_namespace'))
                 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                                 WHERE m.classid = d.classid AND m.objid = d.objid AND m.deptype = 'e'))
FROM pg_catalog.pg_namespace AS n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname::text COLLATE "C"
