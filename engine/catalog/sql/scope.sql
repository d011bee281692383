-- Lists the tables that a run will read and lock: tables of user schemas, with partitions one by one, and extensions' own
-- tables whose configuration may be read. A table that was dropped since the snapshot has no privileges but NULL; locking
-- it will show that.
-- Variable: schemas, a text[] literal of the schemas in scope, or NULL for every user schema.
SELECT n.nspname,
       c.relname,
       -- With SELECT on some columns a table can be read where another privilege lets it be locked (LOCK, from 16 on).
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
                     OR (pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000
                         AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
                         AND pg_catalog.has_table_privilege(
                                 c.oid, CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
                                             THEN 'INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN'
                                             ELSE 'INSERT, UPDATE, DELETE, TRUNCATE' END))), true),
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
