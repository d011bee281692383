-- Lists the foreign keys, with a line for each pair of columns. The keys that PostgreSQL derived for single partitions have
-- a conparentid. conpfeqop compares parent = child; its commutator compares child = parent, where the types differ. A NOT
-- ENFORCED key (conenforced, 18 and later) was never validated. The last operator of a PERIOD (conperiod, 18 and later) is
-- containment.
SELECT k.oid,
       k.conname,
       k.conrelid,
       k.confrelid,
       k.convalidated AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true),
       pair.child_number,
       pair.parent_number,
       pair.child_name,
       pair.parent_name,
       opn.nspname,
       op.oprname,
       cmn.nspname,
       cm.oprname,
       CASE WHEN lt.typtype = 'p' THEN NULL ELSE pg_catalog.format_type(op.oprleft, -1) END,
       CASE WHEN rt.typtype = 'p' THEN NULL ELSE pg_catalog.format_type(op.oprright, -1) END,
       coalesce((pg_catalog.to_jsonb(k) ->> 'conperiod')::pg_catalog.bool, false)
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
    SELECT u.child_number, u.parent_number, u.operator, u.position, ca.attname AS child_name, pa.attname AS parent_name
    FROM ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey), pg_catalog.unnest(k.conpfeqop))
         WITH ORDINALITY AS u (child_number, parent_number, operator, position)
    JOIN pg_catalog.pg_attribute AS ca ON ca.attrelid = k.conrelid AND ca.attnum = u.child_number
    JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = k.confrelid AND pa.attnum = u.parent_number
) AS pair
JOIN pg_catalog.pg_operator AS op ON op.oid = pair.operator
JOIN pg_catalog.pg_namespace AS opn ON opn.oid = op.oprnamespace
JOIN pg_catalog.pg_type AS lt ON lt.oid = op.oprleft
JOIN pg_catalog.pg_type AS rt ON rt.oid = op.oprright
LEFT JOIN pg_catalog.pg_operator AS cm ON cm.oid = op.oprcom
LEFT JOIN pg_catalog.pg_namespace AS cmn ON cmn.oid = cm.oprnamespace
WHERE k.contype = 'f'
  AND k.conparentid = 0
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY n.nspname::text COLLATE "C", c.relname::text COLLATE "C", k.conname::text COLLATE "C", k.oid, pair.position;
