-- Lists the columns of all tables of user schemas that are no partitions. For a generated column, attgenerated is s, or v
-- (18 and later).
WITH RECURSIVE domain_not_null (oid) AS (
    SELECT t.oid FROM pg_catalog.pg_type AS t WHERE t.typtype = 'd' AND t.typnotnull
    UNION
    SELECT t.oid FROM domain_not_null AS d JOIN pg_catalog.pg_type AS t ON t.typtype = 'd' AND t.typbasetype = d.oid
),
partition_not_null (root, name) AS (
    SELECT DISTINCT pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, b.attname
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_attribute AS b ON b.attrelid = c.oid AND b.attnotnull AND b.attnum > 0 AND NOT b.attisdropped
    WHERE c.relispartition AND c.relkind IN ('r', 'p')
)
SELECT a.attrelid,
       a.attname,
       a.attnum,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.atttypid,
       -- also where the type is a domain, or the column of a single partition, that takes no NULL
       a.attnotnull
           OR EXISTS (SELECT FROM domain_not_null AS d WHERE d.oid = a.atttypid)
           OR EXISTS (SELECT FROM partition_not_null AS p WHERE p.root = a.attrelid AND p.name = a.attname),
       a.attgenerated <> '',
       CASE WHEN a.attcollation <> 0
            THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END,
       coalesce(co.collisdeterministic, true),
       k.names
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
-- These CHECKs may be false where a column is NULL. Most are NULL then, which is as good as true. CHECKs that say something
-- of the whole row are not listed.
LEFT JOIN (SELECT c.conrelid, u.attnum,
                  pg_catalog.string_agg(c.conname, pg_catalog.chr(10) ORDER BY c.conname::pg_catalog.text COLLATE "C") AS names
           FROM pg_catalog.pg_constraint AS c
           CROSS JOIN LATERAL pg_catalog.unnest(c.conkey) AS u (attnum)
           WHERE c.contype = 'c' AND c.convalidated AND NOT 0 = ANY (c.conkey)
             AND coalesce((pg_catalog.to_jsonb(c) ->> 'conenforced')::pg_catalog.bool, true)
             -- The nodes of the expression are searched, and num_nulls and num_nonnulls, as rendering it would lock the
             -- table.
             AND (c.conbin::pg_catalog.text ~ '\{(NULLTEST|COALESCE|CASE|BOOLEANTEST|DISTINCT)|:funcid (438|440) '
                  OR EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                             WHERE d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = c.oid
                               AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass))
           GROUP BY c.conrelid, u.attnum) AS k ON k.conrelid = a.attrelid AND k.attnum = a.attnum
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum;
