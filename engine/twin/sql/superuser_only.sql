-- Lists objects of user schemas that only a superuser may make, and that a target may have already: functions in C and in
-- untrusted languages, LEAKPROOF functions, base types, and what is made of them: operators, operator classes and families.
-- Members of extensions and constructors of ranges are left out. The list is empty where the role could make them again.
-- Variable: superuser, a boolean: whether it could.
SELECT o.classid, o.objid
FROM (
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AS classid, p.oid AS objid, p.pronamespace AS namespace
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
    WHERE p.prokind <> 'a' AND (p.proleakproof OR (NOT l.lanpltrusted AND l.lanname <> 'sql'))
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace
    FROM pg_catalog.pg_type AS t
    WHERE t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, x.oid, x.oprnamespace
    FROM pg_catalog.pg_operator AS x
    JOIN pg_catalog.pg_proc AS p ON p.oid = x.oprcode
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND NOT l.lanpltrusted AND l.lanname <> 'sql'
    WHERE p.pronamespace = x.oprnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, c.oid, c.opcnamespace FROM pg_catalog.pg_opclass AS c
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, f.oid, f.opfnamespace FROM pg_catalog.pg_opfamily AS f
) AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
WHERE NOT :superuser
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = o.classid AND d.objid = o.objid
                    AND (d.deptype = 'e'
                         OR (d.deptype = 'i' AND o.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)))
