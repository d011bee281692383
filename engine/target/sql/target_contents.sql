-- What a user has put into the database: tables by size, then one line for everything else. Sizes are those of the last
-- VACUUM or ANALYZE (pg_class.relpages): asking the files would wait for locks.
WITH member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
),
user_schema AS MATERIALIZED (
    SELECT n.oid, n.nspname
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
),
relation AS (
    SELECT s.nspname, c.relname, c.relkind, c.relispartition, c.relpages
    FROM pg_catalog.pg_class AS c
    JOIN user_schema AS s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
      AND ('pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
),
other AS (
    SELECT 1
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace IN (SELECT oid FROM user_schema)
      AND ('pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
    UNION ALL
    SELECT 1
    FROM pg_catalog.pg_type AS t
    WHERE t.typnamespace IN (SELECT oid FROM user_schema)
      AND (t.typtype IN ('e', 'd', 'r')
           OR (SELECT c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid) = 'c')
      AND ('pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
)
SELECT (SELECT pg_catalog.count(*) FROM relation) + (SELECT pg_catalog.count(*) FROM other),
       (SELECT pg_catalog.count(*) FROM relation AS r WHERE r.relkind IN ('r', 'p', 'f') AND NOT r.relispartition),
       (SELECT pg_catalog.string_agg(t.text, ', ')
        FROM (SELECT r.nspname || '.' || r.relname
                     || CASE WHEN r.relpages > 0
                             THEN ' (' || pg_catalog.pg_size_pretty(r.relpages * pg_catalog.current_setting('block_size')::pg_catalog.int8) || ')'
                             ELSE '' END
              FROM relation AS r
              WHERE r.relkind IN ('r', 'p', 'f')
              ORDER BY r.relpages DESC, r.nspname, r.relname
              LIMIT 3) AS t (text));
