-- Lists the materialized views in an order in which they can be refreshed: each comes after those that it reads, also
-- through views. A view that reads another one reads all that the other reads, and the other besides, so the numbers of
-- what they read give the order. The last column says which of them bring rows from elsewhere when they are refreshed: they
-- read a foreign table, or call a function that may ask another server or read a file. What a function's body does is known
-- by its text alone, where the catalog knows nothing: such a function names one of these things.
WITH RECURSIVE elsewhere (oid) AS (
    -- The foreign tables, and the tables that they are partitions or heirs of.
    SELECT f.ftrelid FROM pg_catalog.pg_foreign_table AS f
    UNION
    SELECT i.inhparent FROM elsewhere AS e JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = e.oid
),
far_extension_function AS MATERIALIZED (
    SELECT d.objid AS oid
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_extension AS x ON x.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
      AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      AND x.extname IN ('adminpack', 'aws_s3', 'azure_storage', 'dblink', 'file_fdw', 'http', 'oracle_fdw', 'pg_background',
                        'pg_net', 'plproxy', 'postgres_fdw')
),
body AS MATERIALIZED (
    SELECT p.oid, p.proname, p.prosrc
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind <> 'a'
),
far_word (word) AS (
    SELECT DISTINCT c.relname::pg_catalog.text
    FROM elsewhere AS e JOIN pg_catalog.pg_class AS c ON c.oid = e.oid
    UNION
    SELECT DISTINCT p.proname::pg_catalog.text
    FROM far_extension_function AS f JOIN pg_catalog.pg_proc AS p ON p.oid = f.oid
    UNION
    SELECT b.proname::pg_catalog.text
    FROM far_word AS w
    JOIN body AS b
      ON b.prosrc ~ ('\y' || pg_catalog.regexp_replace(w.word, '([^[:alnum:]_])', '\\\1', 'g') || '\y')
),
far_function AS MATERIALIZED (
    SELECT f.oid FROM far_extension_function AS f
    UNION
    SELECT b.oid FROM body AS b WHERE b.proname::pg_catalog.text IN (SELECT w.word FROM far_word AS w)
    UNION
    -- A body that the catalog has parsed.
    SELECT d.objid
    FROM pg_catalog.pg_depend AS d
    JOIN elsewhere AS e ON e.oid = d.refobjid
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'n'
),
reads (reader, read, far) AS (
    SELECT DISTINCT r.ev_class, d.refobjid, d.refobjid IN (SELECT e.oid FROM elsewhere AS e)
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
    JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
    WHERE c.relkind IN ('v', 'm') OR d.refobjid IN (SELECT e.oid FROM elsewhere AS e)
),
calls_far (reader) AS MATERIALIZED (
    SELECT DISTINCT r.ev_class
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
     AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    JOIN far_function AS f ON f.oid = d.refobjid
),
reach (reader, read, far) AS (
    SELECT m.oid, m.oid, false FROM pg_catalog.pg_class AS m WHERE m.relkind = 'm'
    UNION
    SELECT h.reader, s.read, s.far FROM reach AS h JOIN reads AS s ON s.reader = h.read
)
SELECT m.oid,
       n.nspname,
       m.relname,
       m.relispopulated,
       EXISTS (SELECT FROM reach AS h
               WHERE h.reader = m.oid AND (h.far OR h.read IN (SELECT c.reader FROM calls_far AS c)))
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
