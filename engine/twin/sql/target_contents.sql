-- Lists what a replace would drop: the tables by size, then everything else, each kind with how many there are and the
-- first few by name. A partition goes with its table, an owned sequence with its column. Sizes are those of the last VACUUM
-- or ANALYZE (pg_class.relpages), as reading the files' sizes would wait for locks.
-- Variable: objects, the query target_objects.
WITH object AS MATERIALIZED (
    SELECT o.keyword, o.identity, o.position, o.relation
    FROM (:objects) AS o
),
thing AS MATERIALIZED (
    SELECT CASE WHEN o.keyword = 'TABLE' THEN 'table' ELSE 'other' END AS kind, o.position, coalesce(c.relpages, 0) AS pages,
           CASE WHEN o.keyword = 'TABLE' THEN n.nspname || '.' || c.relname
                ELSE CASE o.keyword WHEN 'ROUTINE' THEN 'function' ELSE pg_catalog.lower(o.keyword) END
                     || ' ' || o.identity END AS name
    FROM object AS o
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = o.relation
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT coalesce(c.relispartition, false)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
                        AND d.deptype = 'a')
),
numbered AS (
    SELECT t.*, pg_catalog.row_number() OVER (PARTITION BY t.kind ORDER BY t.pages DESC, t.position, t.name COLLATE "C") AS place
    FROM thing AS t
)
SELECT t.kind,
       pg_catalog.count(*),
       pg_catalog.string_agg(
           t.name || CASE WHEN t.kind = 'table' AND t.pages > 0
                          THEN ' (' || pg_catalog.pg_size_pretty(t.pages * pg_catalog.current_setting('block_size')::pg_catalog.int8) || ')'
                          ELSE '' END, ', ' ORDER BY t.place) FILTER (WHERE t.place <= 3)
FROM numbered AS t
GROUP BY t.kind
ORDER BY t.kind DESC;
