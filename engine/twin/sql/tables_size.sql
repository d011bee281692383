-- Tells how much the tables of these schemas hold, without their indexes and TOAST; it needs no SELECT on them.
-- Variable: schemas, a text[].
SELECT coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(c.oid)), 0)::pg_catalog.int8
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r'
  AND c.relpersistence <> 't'
  AND n.nspname = ANY (:schemas)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e');
