-- Lists what belongs to extensions, for messages. For their configuration (pg_extension.extconfig, whose tables and
-- sequences have rows that a dump carries) it also lists what is needed to bring it along: the condition, whether the role
-- may read it, its columns and the columns of its key as lists of SQL, and what an extension's script grants everybody. An
-- extension names its tables in the order in which it made them, so that parents come first.
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       e.extname,
       CASE WHEN k.position IS NOT NULL THEN coalesce(e.extcondition[k.position], '') END,
       coalesce(CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                               ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END
                AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false),
       c.relrowsecurity AND pg_catalog.row_security_active(c.oid),
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' '
                                     || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum = ANY (x.numbers)),
       (SELECT pg_catalog.string_agg(pg_catalog.format('%I = excluded.%I', a.attname, a.attname), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
          AND a.attnum <> ALL (x.numbers)),
       coalesce(p.grants LIKE CASE c.relkind WHEN 'S' THEN '%UPDATE%' ELSE '%INSERT%' END, false),
       coalesce(p.grants LIKE '%REFERENCES%', false),
       coalesce(p.grants LIKE '%SELECT%', false)
FROM pg_catalog.pg_depend AS d
JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid
JOIN pg_catalog.pg_class AS c ON c.oid = d.objid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN LATERAL pg_catalog.unnest(e.extconfig) WITH ORDINALITY AS k (relation, position) ON k.relation = c.oid
LEFT JOIN LATERAL (
    SELECT i.indkey::pg_catalog.int2[] AS numbers
    FROM pg_catalog.pg_index AS i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    ORDER BY i.indisprimary DESC, i.indexrelid
    LIMIT 1
) AS x ON true
LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(x.privilege_type, ' ') AS grants
    FROM pg_catalog.pg_init_privs AS i
    CROSS JOIN LATERAL pg_catalog.aclexplode(i.initprivs) AS x
    WHERE i.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.objoid = c.oid AND i.objsubid = 0 AND x.grantee = 0
) AS p ON true
WHERE d.deptype = 'e'
  AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  AND n.nspname !~ '^pg_'
ORDER BY e.extname::pg_catalog.text COLLATE "C", k.position, n.nspname::pg_catalog.text COLLATE "C",
         c.relname::pg_catalog.text COLLATE "C";
