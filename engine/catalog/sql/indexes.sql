-- Lists valid indexes over all rows of the tables that are no partitions; for partitioned tables, the indexes on the table
-- itself. indkey holds 0 for an expression.
SELECT i.indrelid,
       i.indisprimary,
       i.indisunique,
       pg_catalog.array_to_string(
           (SELECT pg_catalog.array_agg(k.attnum ORDER BY k.position)
            FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, position)
            WHERE k.position <= i.indnkeyatts), ' '),
       -- For a primary key, this is the equality by which its columns are unique (btree strategy 3): schema, operator,
       -- schema ... A key WITHOUT OVERLAPS (18 and later) is GiST, whose strategies are others; for it the types' default
       -- btree is asked.
       (SELECT pg_catalog.string_agg(n.nspname || pg_catalog.chr(10) || o.oprname, pg_catalog.chr(10) ORDER BY k.position)
        FROM pg_catalog.unnest(i.indclass::pg_catalog.oid[]) WITH ORDINALITY AS k (class, position)
        JOIN pg_catalog.pg_opclass AS g ON g.oid = k.class
        JOIN pg_catalog.pg_am AS m ON m.amname = 'btree'
        JOIN pg_catalog.pg_opclass AS l ON l.opcmethod = m.oid AND l.opcintype = g.opcintype
             AND CASE WHEN g.opcmethod = m.oid THEN l.oid = g.oid ELSE l.opcdefault END
        JOIN pg_catalog.pg_amop AS a ON a.amopfamily = l.opcfamily AND a.amopstrategy = 3
             AND a.amoplefttype = l.opcintype AND a.amoprighttype = l.opcintype
        JOIN pg_catalog.pg_operator AS o ON o.oid = a.amopopr
        JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
        WHERE i.indisprimary),
       i.indnkeyatts,
       -- These are the columns whose elements a GIN index finds by the operator &&.
       pg_catalog.array_to_string(
           (SELECT pg_catalog.array_agg(k.attnum)
            FROM ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indclass::pg_catalog.oid[]))
                 AS k (attnum, class)
            JOIN pg_catalog.pg_opclass AS g ON g.oid = k.class
            JOIN pg_catalog.pg_am AS m ON m.oid = g.opcmethod
            WHERE m.amname = 'gin'
              AND g.opcintype = 'pg_catalog.anyarray'::pg_catalog.regtype), ' ')
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND i.indisvalid
  AND i.indpred IS NULL
ORDER BY i.indrelid, i.indexrelid;
