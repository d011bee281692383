-- Lists foreign keys that do not vouch for their rows: schema, table, constraint, whether it is NOT ENFORCED (18 and
-- later), and whether its triggers are disabled on either end; otherwise it is NOT VALID. The keys that PostgreSQL derived
-- for single partitions have a conparentid.
-- Variable: schemas, a text[] of those in scope.
SELECT n.nspname, c.relname, k.conname, f.not_enforced, f.disabled
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT NOT coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true) AS not_enforced,
           EXISTS (SELECT FROM pg_catalog.pg_trigger AS t
                   WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A')) AS disabled
) AS f
WHERE k.contype = 'f'
  AND k.conparentid = 0
  AND n.nspname = ANY (:schemas)
  AND (f.not_enforced OR f.disabled OR NOT k.convalidated)
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C", k.conname::text COLLATE "C";
