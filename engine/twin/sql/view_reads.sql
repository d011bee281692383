-- Lists the materialized views of some schemas of the target, with what they read, also through views: a line for each
-- table (a partition by its partitioned table), and one without a table where a function of the users' own may read any.
-- `keyed` says whether the view can be refreshed while others read it: a unique index over plain columns, and over all rows.
-- Variable: schemas, a text[].
WITH RECURSIVE reads (reader, class, read) AS (
    SELECT r.ev_class, d.refclassid, d.refobjid
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
    WHERE d.refobjid <> r.ev_class
      AND d.refclassid IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
),
reach (view, class, read) AS (
    SELECT m.oid, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, m.oid
    FROM pg_catalog.pg_class AS m
    JOIN pg_catalog.pg_namespace AS n ON n.oid = m.relnamespace
    WHERE m.relkind = 'm' AND n.nspname::pg_catalog.text = ANY ((:schemas)::pg_catalog.text[])
    UNION
    SELECT h.view, s.class, s.read
    FROM reach AS h
    JOIN reads AS s ON s.reader = h.read AND h.class = 'pg_catalog.pg_class'::pg_catalog.regclass
)
SELECT n.nspname,
       m.relname,
       EXISTS (SELECT FROM pg_catalog.pg_index AS i
               WHERE i.indrelid = m.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
                 AND i.indexprs IS NULL),
       CASE WHEN h.class = 'pg_catalog.pg_class'::pg_catalog.regclass
            THEN coalesce(pg_catalog.pg_partition_root(h.read)::pg_catalog.oid, h.read) END
FROM reach AS h
JOIN pg_catalog.pg_class AS m ON m.oid = h.view
JOIN pg_catalog.pg_namespace AS n ON n.oid = m.relnamespace
WHERE h.class = 'pg_catalog.pg_class'::pg_catalog.regclass
   OR EXISTS (SELECT FROM pg_catalog.pg_proc AS p
              JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
              WHERE p.oid = h.read AND h.read >= 16384);
