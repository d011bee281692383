-- Lists columns of tables that are no partitions and that limit what a mask may do: columns in a unique index, its
-- expressions included; and columns in the key of a partitioned table, at any level, that has no partition for some values
-- (a hash partitioned table has one for each value, and so has a table with a default partition).
WITH unique_columns (relid, number) AS (
    SELECT i.indrelid, k.number
    FROM pg_catalog.pg_index AS i
    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (number, position)
    WHERE i.indisunique AND k.number > 0 AND k.position <= i.indnkeyatts
    UNION
    SELECT i.indrelid, d.refobjsubid
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0
    WHERE i.indisunique AND 0 = ANY (i.indkey::pg_catalog.int2[])
),
routing_columns (relid, name) AS (
    SELECT coalesce(pg_catalog.pg_partition_root(p.partrelid)::pg_catalog.oid, p.partrelid), a.attname
    FROM pg_catalog.pg_partitioned_table AS p
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid
    WHERE p.partstrat <> 'h' AND p.partdefid = 0
      -- an expression's columns are among what the table itself depends on
      AND (a.attnum = ANY (p.partattrs::pg_catalog.int2[])
           OR EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = p.partrelid AND d.objsubid = 0
                        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = p.partrelid
                        AND d.refobjsubid = a.attnum))
)
SELECT a.attrelid,
       a.attname,
       EXISTS (SELECT FROM unique_columns AS u WHERE u.relid = a.attrelid AND u.number = a.attnum),
       EXISTS (SELECT FROM routing_columns AS r WHERE r.relid = a.attrelid AND r.name = a.attname)
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND (EXISTS (SELECT FROM unique_columns AS u WHERE u.relid = a.attrelid AND u.number = a.attnum)
       OR EXISTS (SELECT FROM routing_columns AS r WHERE r.relid = a.attrelid AND r.name = a.attname));
