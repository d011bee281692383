-- Lists the columns of tables that are no partitions which a rule of the schema looks at together: a CHECK, an exclusion
-- constraint, a generated column, an index over an expression. Each line is a column of one such rule; a rule named 'partition'
-- is the key of a partitioned table.
WITH rules (relid, rule, number) AS (
    SELECT k.conrelid, 'constraint ' || k.oid, n.number
    FROM pg_catalog.pg_constraint AS k
    CROSS JOIN LATERAL pg_catalog.unnest(k.conkey) AS n (number)
    WHERE k.contype IN ('c', 'x')
    UNION
    -- an exclusion constraint's expressions are its index's
    SELECT i.indrelid, CASE WHEN k.oid IS NULL THEN 'index ' || i.indexrelid ELSE 'constraint ' || k.oid END, d.refobjsubid
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indrelid AND d.refobjsubid > 0
    LEFT JOIN pg_catalog.pg_constraint AS k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype = 'x'
    WHERE i.indexprs IS NOT NULL
    UNION
    -- before PostgreSQL 15 the generated column depends on the others itself, later its expression does
    SELECT a.adrelid, 'column ' || a.adnum, d.refobjsubid
    FROM pg_catalog.pg_attrdef AS a
    JOIN pg_catalog.pg_attribute AS g ON g.attrelid = a.adrelid AND g.attnum = a.adnum AND g.attgenerated <> ''
    JOIN pg_catalog.pg_depend AS d
      ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.adrelid AND d.refobjsubid > 0
     AND ((d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = a.oid)
          OR (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = a.adrelid AND d.objsubid = a.adnum))
    UNION
    SELECT coalesce(pg_catalog.pg_partition_root(p.partrelid)::pg_catalog.oid, p.partrelid), 'partition', n.number
    FROM pg_catalog.pg_partitioned_table AS p
    CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) AS n (number)
    WHERE pg_catalog.pg_partition_root(p.partrelid)::pg_catalog.oid = p.partrelid
)
SELECT r.relid,
       r.rule,
       a.attname
FROM rules AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.relid
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.relid AND a.attnum = r.number
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY r.relid, r.rule, a.attnum;
