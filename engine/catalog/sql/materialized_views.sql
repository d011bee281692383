-- Lists the materialized views in an order in which they can be refreshed: each comes after those that it reads, also
-- through views. A view that reads another one reads all that the other reads, and the other besides, so the numbers of
-- what they read give the order.
WITH RECURSIVE reads (reader, read) AS (
    SELECT DISTINCT r.ev_class, d.refobjid
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
    JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid AND c.relkind IN ('v', 'm')
),
reach (reader, read) AS (
    SELECT m.oid, m.oid FROM pg_catalog.pg_class AS m WHERE m.relkind = 'm'
    UNION
    SELECT h.reader, s.read FROM reach AS h JOIN reads AS s ON s.reader = h.read
)
SELECT m.oid,
       n.nspname,
       m.relname,
       m.relispopulated
FROM pg_catalog.pg_class AS m
JOIN pg_catalog.pg_namespace AS n ON n.oid = m.relnamespace
WHERE m.relkind = 'm'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = m.oid
                    AND e.deptype = 'e')
ORDER BY (SELECT pg_catalog.count(*) FROM reach AS h WHERE h.reader = m.oid),
         n.nspname::text COLLATE "C", m.relname::text COLLATE "C";
