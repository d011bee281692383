-- Tells for each of these extensions whether the target has it and where, and whether this role could create it (manual,
-- "Extension Files": trusted; CREATE EXTENSION).
-- Variable: names, a text[].
SELECT w.name,
       n.nspname,
       a.name IS NOT NULL,
       coalesce(a.creatable, false)
FROM pg_catalog.unnest(:names) WITH ORDINALITY AS w (name, position)
LEFT JOIN pg_catalog.pg_extension AS e ON e.extname = w.name
LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
LEFT JOIN LATERAL (
    SELECT v.name,
           pg_catalog.bool_or((SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
                              OR NOT v.superuser
                              OR (v.trusted AND pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')))
               AS creatable
    FROM pg_catalog.pg_available_extension_versions AS v
    WHERE v.name = w.name
    GROUP BY v.name
) AS a ON true
ORDER BY w.position;
