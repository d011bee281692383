-- Lists the tables that a run will read and lock: tables of user schemas, with partitions one by one, and extensions' own
-- tables whose configuration may be read. A table that was dropped since the snapshot has no privileges but NULL; locking
-- it will show that.
-- Variables: schemas, a text[] literal of the schemas in scope, or NULL for every user schema; may_read, the expression of
-- may_read.sql.
SELECT n.nspname,
       c.relname,
       :may_read,
       c.oid,
       -- This is the table that it is, or that it is a partition of.
       tn.nspname,
       t.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS t
       ON t.oid = CASE WHEN c.relispartition
                       THEN coalesce(pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, c.oid)
                       ELSE c.oid END
LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND ((:schemas)::text[] IS NULL OR n.nspname::text = ANY ((:schemas)::text[]))
  AND (NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                   WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                     AND d.deptype = 'e')
       OR (EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE c.oid = ANY (e.extconfig))
           AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')))
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C";
