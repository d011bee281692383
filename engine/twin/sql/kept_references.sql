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
       coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true),
       k.convalidated,
       k.confdeltype,
       k.confupdtype,
       p.same_values,
       p.new_values,
       p.old_values
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
-- The parent's columns as SQL: of a new row, n, and of one that is there, o.
CROSS JOIN LATERAL (
    SELECT pg_catalog.string_agg(pg_catalog.format('o.%1$I OPERATOR(%2$I.%3$s) n.%1$I', a.attname, s.nspname, q.oprname),
                                 ' AND ' ORDER BY u.place),
           pg_catalog.string_agg(pg_catalog.format('n.%I', a.attname), ', ' ORDER BY u.place),
           pg_catalog.string_agg(pg_catalog.format('o.%I', a.attname), ', ' ORDER BY u.place)
    FROM ROWS FROM (pg_catalog.unnest(k.confkey), pg_catalog.unnest(k.conppeqop)) WITH ORDINALITY AS u (number, operator, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.number
    JOIN pg_catalog.pg_operator AS q ON q.oid = u.operator
    JOIN pg_catalog.pg_namespace AS s ON s.oid = q.oprnamespace
) AS p (same_values, new_values, old_values)
WHERE k.contype = 'f'
  AND k.conparentid = 0
ORDER BY n.nspname::pg_catalog.text COLLATE "C", c.relname::pg_catalog.text COLLATE "C", k.conname::pg_catalog.text COLLATE "C";
