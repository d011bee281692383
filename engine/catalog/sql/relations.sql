-- Lists every table, partition, view and foreign table of user schemas, and those of extensions' own tables that others'
-- foreign keys reference. reltuples is -1 where the table was never analysed (pg_class.reltuples); before 14 it is 0 there,
-- and so is relpages, as for an empty table.
-- Variable: may_read, the expression of may_read.sql.
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid END AS partition_root,
       (SELECT i.inhparent FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid AND c.relispartition) AS partition_parent,
       CASE WHEN c.relpages = 0 AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 140000
            THEN -1 ELSE c.reltuples::pg_catalog.float8 END,
       -- pg_table_size() opens the relation, so it is called only where we hold a lock on it already.
       CASE WHEN c.relkind IN ('r', 'p')
                 AND c.oid IN (SELECT l.relation FROM pg_catalog.pg_locks AS l
                               WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid())
            THEN pg_catalog.pg_table_size(c.oid)
            ELSE (c.relpages::pg_catalog.int8 + coalesce(t.relpages, 0))
                 * pg_catalog.current_setting('block_size')::pg_catalog.int8 END,
       :may_read,
       c.relrowsecurity AND pg_catalog.row_security_active(c.oid),
       -- Where row security is active, these are the policies that would hide rows of a table in scope from this role. It
       -- is NULL where one policy lets the role see all of them by the condition "true" and no restrictive policy narrows
       -- that.
       CASE WHEN c.relrowsecurity AND pg_catalog.row_security_active(c.oid)
            THEN (SELECT CASE WHEN pg_catalog.bool_or(p.condition = 'true' AND NOT p.narrows)
                                   AND NOT pg_catalog.bool_or(p.narrows)
                              THEN NULL
                              ELSE coalesce(pg_catalog.string_agg(p.polname, ', ' ORDER BY p.polname)
                                                FILTER (WHERE p.narrows),
                                            pg_catalog.string_agg(p.polname, ', ' ORDER BY p.polname)
                                                FILTER (WHERE p.condition IS NOT NULL), '') END
                  FROM (SELECT q.polname::pg_catalog.text, q.condition,
                               NOT q.polpermissive AND q.condition <> 'true' AS narrows
                        -- pg_get_expr() may lock the relation, so it is called only where we hold a lock on it already.
                        FROM (SELECT o.*, CASE WHEN o.polrelid IN (SELECT l.relation FROM pg_catalog.pg_locks AS l
                                                                   WHERE l.locktype = 'relation'
                                                                     AND l.pid = pg_catalog.pg_backend_pid())
                                               THEN pg_catalog.pg_get_expr(o.polqual, o.polrelid)
                                               ELSE o.polqual::pg_catalog.text END AS condition
                              FROM pg_catalog.pg_policy AS o) AS q
                        WHERE q.polrelid = c.oid AND q.polcmd IN ('r', '*')
                          AND EXISTS (SELECT FROM pg_catalog.unnest(q.polroles) AS r (oid)
                                      WHERE CASE WHEN r.oid = 0 THEN true
                                                 ELSE pg_catalog.pg_has_role(r.oid, 'USAGE') END)) AS p)
            ELSE '' END,
       e.extname,
       -- These are the tables that it inherits from, and how many relations inherit from it.
       (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.oid::pg_catalog.text, ' ')
        FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid AND NOT c.relispartition),
       CASE WHEN c.relhassubclass AND c.relkind <> 'p'
            THEN (SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid) ELSE 0 END,
       (SELECT a.amname FROM pg_catalog.pg_am AS a WHERE a.oid = c.relam AND c.relkind = 'r')
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_depend AS d
       ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND (e.oid IS NULL
       OR (c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                       WHERE k.contype = 'f' AND k.confrelid = c.oid
                         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                                         WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                           AND m.objid = k.conrelid AND m.deptype = 'e'))))
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C";
