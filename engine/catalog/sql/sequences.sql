-- Lists the sequences of user schemas, with the column that owns each (serial: deptype a, identity: deptype i), and what
-- the role may do with it: read it, alter it, set it.
SELECT s.oid,
       n.nspname,
       s.relname,
       d.refobjid,
       a.attname,
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_sequence_privilege(s.oid, 'SELECT'), false),
       pg_catalog.pg_has_role(s.relowner, 'USAGE'),
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_sequence_privilege(s.oid, 'UPDATE'), false)
FROM pg_catalog.pg_class AS s
JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
LEFT JOIN pg_catalog.pg_depend AS d
       ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.oid AND d.objsubid = 0
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S'
  AND s.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = s.oid
                    AND e.deptype = 'e')
ORDER BY n.nspname::text COLLATE "C", s.relname::text COLLATE "C";
