-- The columns of the target's tables: their types, and what a row must bring. An identity column, and one whose type is
-- a domain with a default, has a value of its own.
WITH RECURSIVE domain (oid, base, not_null, has_default) AS (
    SELECT t.oid, t.typbasetype, t.typnotnull, t.typdefault IS NOT NULL FROM pg_catalog.pg_type AS t WHERE t.typtype = 'd'
    UNION ALL
    SELECT d.oid, t.typbasetype, d.not_null OR t.typnotnull, d.has_default OR t.typdefault IS NOT NULL
    FROM domain AS d
    JOIN pg_catalog.pg_type AS t ON t.oid = d.base AND t.typtype = 'd'
)
SELECT a.attrelid,
       a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull OR EXISTS (SELECT FROM domain AS d WHERE d.oid = a.atttypid AND d.not_null),
       a.atthasdef OR a.attidentity <> '' OR EXISTS (SELECT FROM domain AS d WHERE d.oid = a.atttypid AND d.has_default),
       a.attgenerated <> '',
       a.attidentity = 'a'
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum;
