-- Lists what the rows of these tables must satisfy besides their references: validated CHECKs (c), unique indexes (u) and
-- exclusion constraints (x), each with its expressions, as SQL over columns without a qualifier; and the generated columns
-- (g) that such an expression may read. Constraints of single partitions are not among them.
-- Variable: tables, an oid[].
SELECT k.conrelid AS relid,
       'c' AS kind,
       k.conname AS name,
       ARRAY[pg_catalog.pg_get_expr(k.conbin, k.conrelid)] AS expressions,
       NULL::pg_catalog.text[] AS operators,
       NULL::pg_catalog.text AS predicate,
       false AS nulls_equal,
       -- A CHECK over the whole row reads all columns.
       CASE WHEN 0 = ANY (k.conkey)
            THEN (SELECT pg_catalog.array_agg(a.attnum) FROM pg_catalog.pg_attribute AS a
                  WHERE a.attrelid = k.conrelid AND a.attnum > 0 AND NOT a.attisdropped)
            ELSE k.conkey END AS columns,
       false AS plain
FROM pg_catalog.pg_constraint AS k
WHERE k.conrelid = ANY (:tables) AND k.contype = 'c' AND k.convalidated
  AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true)
UNION ALL
SELECT i.indrelid,
       CASE WHEN i.indisexclusion THEN 'x' ELSE 'u' END,
       x.relname,
       ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, n, false)
                    || coalesce((SELECT ' COLLATE ' || pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                                 FROM pg_catalog.unnest(i.indcollation::pg_catalog.oid[]) WITH ORDINALITY AS o (oid, position)
                                 JOIN pg_catalog.pg_collation AS l ON l.oid = o.oid AND l.collname <> 'default'
                                 JOIN pg_catalog.pg_namespace AS s ON s.oid = l.collnamespace
                                 WHERE o.position = n), '')
             FROM pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS n ORDER BY n),
       (SELECT pg_catalog.array_agg('OPERATOR(' || pg_catalog.quote_ident(s.nspname) || '.' || p.oprname || ')' ORDER BY o.position)
        FROM pg_catalog.pg_constraint AS k
        CROSS JOIN LATERAL pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS o (oid, position)
        JOIN pg_catalog.pg_operator AS p ON p.oid = o.oid
        JOIN pg_catalog.pg_namespace AS s ON s.oid = p.oprnamespace
        WHERE k.conindid = i.indexrelid AND k.conexclop IS NOT NULL),
       pg_catalog.pg_get_expr(i.indpred, i.indrelid),
       coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false),
       ARRAY(SELECT q.number
             FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS q (number, position)
             WHERE q.number > 0 AND q.position <= i.indnkeyatts
             UNION
             SELECT d.refobjsubid::pg_catalog.int2
             FROM pg_catalog.pg_depend AS d
             WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0
               AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)),
       i.indexprs IS NULL AND NOT i.indisexclusion
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
WHERE i.indrelid = ANY (:tables) AND (i.indisunique OR i.indisexclusion) AND i.indisvalid
UNION ALL
SELECT a.attrelid,
       'g',
       a.attname,
       ARRAY[pg_catalog.pg_get_expr(f.adbin, f.adrelid)],
       NULL,
       NULL,
       false,
       -- Whether the column or its expression depends on the others, differs between versions.
       ARRAY(SELECT DISTINCT d.refobjsubid::pg_catalog.int2
             FROM pg_catalog.pg_depend AS d
             WHERE ((d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = a.attrelid AND d.objsubid = a.attnum)
                    OR (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid))
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid
               AND d.refobjsubid > 0 AND d.refobjsubid <> a.attnum),
       false
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_attrdef AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
WHERE a.attrelid = ANY (:tables) AND a.attgenerated <> '' AND NOT a.attisdropped
ORDER BY 1, 2, 3;
