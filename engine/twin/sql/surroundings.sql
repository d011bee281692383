-- Lists what a database has beside its schemas: settings of its own (also of roles in it), who owns what is in the schemas,
-- publications and subscriptions. There is a line for each: kind, name, detail, value.
-- Variable: schemas, a text[].
SELECT 'setting', coalesce(r.rolname, ''), p.name, p.value
FROM pg_catalog.pg_db_role_setting AS c
JOIN pg_catalog.pg_database AS d ON d.oid = c.setdatabase AND d.datname = pg_catalog.current_database()
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = c.setrole
CROSS JOIN LATERAL pg_catalog.unnest(c.setconfig) AS u (line)
CROSS JOIN LATERAL (SELECT pg_catalog.split_part(u.line, '=', 1),
                           pg_catalog.substr(u.line, pg_catalog.strpos(u.line, '=') + 1)) AS p (name, value)
WHERE c.setrole = 0 OR r.oid IS NOT NULL
UNION ALL
SELECT 'owner', r.rolname, (pg_catalog.count(*))::pg_catalog.text, ''
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = ANY (:schemas)
JOIN pg_catalog.pg_roles AS r ON r.oid = c.relowner
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
GROUP BY r.rolname
UNION ALL
SELECT 'publication', p.pubname, '', '' FROM pg_catalog.pg_publication AS p
UNION ALL
SELECT 'subscription', s.subname, '', ''
FROM pg_catalog.pg_subscription AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
ORDER BY 1, 2, 3;
