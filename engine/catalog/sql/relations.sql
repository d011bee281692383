-- Every table, partition, view and foreign table of user schemas, without extensions' own. reltuples is -1 where the
-- table was never analysed (pg_class.reltuples); before 14 it is 0 and so is relpages, as for an empty table.
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid END AS partition_root,
       (SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid AND c.relispartition) AS partition_parent,
       CASE WHEN c.relpages = 0 AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 140000
            THEN -1 ELSE c.reltuples::pg_catalog.float8 END,
       -- pg_table_size() opens the relation: only where we hold a lock on it already
       CASE WHEN c.relkind IN ('r', 'p')
                 AND c.oid IN (SELECT l.relation FROM pg_catalog.pg_locks AS l
                               WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid())
            THEN pg_catalog.pg_table_size(c.oid)
            ELSE (c.relpages::pg_catalog.int8 + coalesce(t.relpages, 0))
                 * pg_catalog.current_setting('block_size')::pg_catalog.int8 END,
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'), true),
       c.relrowsecurity AND pg_catalog.row_security_active(c.oid)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C";
