-- Lists what will be dropped one by one: every object of these schemas that can be named in a DROP, except the members of
-- extensions and what goes with its owner (pg_depend.deptype i: a view's rule, an identity's sequence). An object may also
-- be dropped by the owner of its schema.
-- Variables: schemas, a text[]; superuser_only, the query of that name: what stays, as the role could not make it again.
SELECT o.position,
       o.keyword,
       i.identity,
       pg_catalog.pg_has_role(o.owner, 'USAGE') OR pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS may_drop,
       w.rolname AS owner,
       n.oid AS namespace,
       -- Its owner is the owner of its table.
       o.keyword = 'SEQUENCE' AND EXISTS (
           SELECT FROM pg_catalog.pg_depend AS d
           WHERE d.classid = o.classid AND d.objid = o.objid AND d.deptype = 'a' AND d.refobjsubid > 0
             AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass) AS goes_with_table,
       CASE o.classid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN o.objid END AS relation
FROM (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS classid, c.oid AS objid,
           c.relnamespace AS namespace, c.relowner AS owner,
           CASE c.relkind WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                          WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS keyword,
           CASE c.relkind WHEN 'r' THEN 1 WHEN 'p' THEN 1 WHEN 'S' THEN 3 ELSE 2 END AS position
    FROM pg_catalog.pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.pronamespace, p.proowner, 'ROUTINE', 7
    FROM pg_catalog.pg_proc AS p
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, p.oid, p.oprnamespace, p.oprowner, 'OPERATOR', 6
    FROM pg_catalog.pg_operator AS p
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, p.oid, p.opcnamespace, p.opcowner,
           'OPERATOR CLASS', 4
    FROM pg_catalog.pg_opclass AS p
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, p.oid, p.opfnamespace, p.opfowner,
           'OPERATOR FAMILY', 5
    FROM pg_catalog.pg_opfamily AS p
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, p.oid, p.collnamespace, p.collowner, 'COLLATION', 10
    FROM pg_catalog.pg_collation AS p
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, p.oid, p.connamespace, p.conowner, 'CONVERSION', 11
    FROM pg_catalog.pg_conversion AS p
    UNION ALL
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, p.oid, p.stxnamespace, p.stxowner, 'STATISTICS', 3
    FROM pg_catalog.pg_statistic_ext AS p
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, p.oid, p.cfgnamespace, p.cfgowner,
           'TEXT SEARCH CONFIGURATION', 12
    FROM pg_catalog.pg_ts_config AS p
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, p.oid, p.dictnamespace, p.dictowner,
           'TEXT SEARCH DICTIONARY', 13
    FROM pg_catalog.pg_ts_dict AS p
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace, t.typowner, 'TYPE', 9
    FROM pg_catalog.pg_type AS t
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
    WHERE t.typtype IN ('e', 'd', 'r', 'b') AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
       OR c.relkind = 'c'
) AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace AND n.nspname = ANY (:schemas)
JOIN pg_catalog.pg_roles AS w ON w.oid = o.owner
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, 0) AS i
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = o.classid AND d.objid = o.objid
                    AND (d.deptype = 'e' OR (d.deptype = 'i' AND d.refobjid <> o.objid)))
  AND (o.classid, o.objid) NOT IN (SELECT s.classid, s.objid FROM (:superuser_only) AS s)
ORDER BY o.position, o.keyword, i.identity
