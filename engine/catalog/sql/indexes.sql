-- Valid indexes over all rows of the tables that are no partitions, those of partitioned tables on the table itself.
-- indkey holds 0 for an expression.
SELECT i.indrelid,
       i.indisprimary,
       i.indisunique,
       pg_catalog.array_to_string(
           (SELECT pg_catalog.array_agg(k.attnum ORDER BY k.position)
            FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, position)
            WHERE k.position <= i.indnkeyatts), ' '),
       i.indnkeyatts
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
