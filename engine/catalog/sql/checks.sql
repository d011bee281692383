-- Lists the validated CHECK constraints of tables that are no partitions, as SQL over columns without a qualifier.
SELECT k.conrelid,
       k.conname,
       pg_catalog.pg_get_expr(k.conbin, k.conrelid)
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype = 'c'
  AND k.convalidated
  AND NOT c.relispartition
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY k.conrelid, k.conname::text COLLATE "C";
