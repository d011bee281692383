-- Lists the tables that mode = "keep" would empty and that may hold rows: those that the source has too, and those that
-- reference them. The columns of each follow, one a line; the largest table by the last VACUUM or ANALYZE comes first.
-- Variables: schemas, a text[]; tables, a text[] of the source's tables as quoted names.
WITH RECURSIVE emptied (oid) AS (
    SELECT c.oid
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY (:schemas)
    WHERE c.relkind IN ('r', 'p')
      AND pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) = ANY (:tables)
    UNION
    SELECT o.oid
    FROM emptied AS e
    CROSS JOIN LATERAL (
        SELECT k.conrelid FROM pg_catalog.pg_constraint AS k WHERE k.confrelid = e.oid AND k.contype = 'f'
        UNION ALL
        SELECT i.inhrelid
        FROM pg_catalog.pg_inherits AS i
        JOIN pg_catalog.pg_class AS p ON p.oid = i.inhrelid AND p.relispartition
        WHERE i.inhparent = e.oid
    ) AS o (oid)
)
SELECT n.nspname, c.relname,
       (SELECT coalesce(pg_catalog.string_agg(a.attname, E'\n'), '')
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM emptied AS e
JOIN pg_catalog.pg_class AS c ON c.oid = e.oid AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE pg_catalog.pg_relation_size(c.oid) > 0
ORDER BY c.relpages DESC, n.nspname::pg_catalog.text COLLATE "C", c.relname::pg_catalog.text COLLATE "C";
