-- The target's foreign keys, with the tables that their ends are or belong to. Those that PostgreSQL derived for single
-- partitions have a conparentid, and cannot be altered by themselves.
SELECT coalesce(pg_catalog.pg_partition_root(k.conrelid)::pg_catalog.oid, k.conrelid),
       coalesce(pg_catalog.pg_partition_root(k.confrelid)::pg_catalog.oid, k.confrelid),
       n.nspname,
       c.relname,
       k.conname,
       k.condeferrable,
       k.condeferred,
       pg_catalog.pg_get_constraintdef(k.oid),
       coalesce(pg_catalog.obj_description(k.oid, 'pg_constraint'), ''),
       -- NOT ENFORCED (18 and later) has no triggers
       coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true)
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE k.contype = 'f'
  AND k.conparentid = 0
ORDER BY n.nspname::pg_catalog.text COLLATE "C", c.relname::pg_catalog.text COLLATE "C", k.conname::pg_catalog.text COLLATE "C";
