-- The target's tables of user schemas that are no partitions: whether this role owns all of it, whether a policy would
-- stop its COPY, how many relations a TRUNCATE locks (the table and its partitions, their indexes and TOAST tables), and
-- another role that owns some of it.
WITH part AS (
    SELECT c.oid, coalesce(pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, c.oid) AS root, c.relowner,
           1 + 2 * (c.reltoastrelid <> 0)::pg_catalog.int4
             + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid) AS relations
    FROM pg_catalog.pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
)
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind = 'p',
       (SELECT pg_catalog.bool_and(pg_catalog.pg_has_role(p.relowner, 'USAGE')) FROM part AS p WHERE p.root = c.oid),
       c.relrowsecurity AND pg_catalog.row_security_active(c.oid),
       (SELECT pg_catalog.sum(p.relations) FROM part AS p WHERE p.root = c.oid),
       (SELECT pg_catalog.min(pg_catalog.pg_get_userbyid(p.relowner)::pg_catalog.text)
        FROM part AS p WHERE p.root = c.oid AND NOT pg_catalog.pg_has_role(p.relowner, 'USAGE'))
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
ORDER BY n.nspname::pg_catalog.text COLLATE "C", c.relname::pg_catalog.text COLLATE "C";
