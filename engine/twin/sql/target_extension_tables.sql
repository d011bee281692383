-- Tells what the role may do with tables and sequences of extensions in the target: whether each is there, INSERT (for a
-- sequence, UPDATE), REFERENCES, SELECT, and the same for its columns; and whether it would belong to this role where it
-- must still be made.
-- Variables: names, a text[] as SQL writes them; extensions, a text[] of those that they belong to.
SELECT c.oid IS NOT NULL,
       coalesce(CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'UPDATE')
                               ELSE pg_catalog.has_table_privilege(c.oid, 'INSERT') END
                AND pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE'), false),
       coalesce(CASE c.relkind WHEN 'S' THEN false ELSE pg_catalog.has_table_privilege(c.oid, 'REFERENCES') END, false),
       coalesce(CASE c.relkind WHEN 'S' THEN false ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END, false),
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
           OR EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions AS v
                      WHERE v.name = w.extension AND NOT v.superuser)
FROM ROWS FROM (pg_catalog.unnest(:names), pg_catalog.unnest(:extensions)) WITH ORDINALITY AS w (name, extension, position)
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(w.name)
ORDER BY w.position;
