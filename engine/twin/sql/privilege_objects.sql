-- Lists every object of these schemas that can have privileges, and the columns that have privileges of their own.
-- Variable: schemas, a text[].
SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
       pg_catalog.format('%I.%I', n.nspname, c.relname) AS identity,
       a.attname::pg_catalog.text AS col,
       CASE WHEN a.attname IS NOT NULL THEN a.attacl ELSE c.relacl END AS acl,
       (CASE WHEN a.attname IS NOT NULL THEN 'c' WHEN c.relkind = 'S' THEN 's' ELSE 'r' END)::"char" AS acl_kind,
       c.relowner AS owner
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY (:schemas)
LEFT JOIN LATERAL (
    SELECT NULL::pg_catalog.name AS attname, NULL::pg_catalog.aclitem[] AS attacl
    UNION ALL
    SELECT t.attname, t.attacl FROM pg_catalog.pg_attribute AS t
    WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped AND t.attacl IS NOT NULL
) AS a ON true
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'ROUTINE', i.identity, NULL, p.proacl, 'f', p.proowner
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace AND n.nspname = ANY (:schemas)
CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0) AS i
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'TYPE', i.identity, NULL, t.typacl, 'T', t.typowner
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace AND n.nspname = ANY (:schemas)
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0) AS i
WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e')
