-- Computes one hash over the columns and files of the tables in scope. It is asked for under the snapshot, and again by a
-- session with a fresh view, after the locks are held. Where the answers differ, a schema change, a policy or a TRUNCATE
-- was committed in between, and what the snapshot says about the schema is not what its tables hold.
-- Variables: schemas, as in scope.sql; absent, an oid[] literal of the tables that are not locked, as the twin will not
-- have them.
SELECT pg_catalog.md5(pg_catalog.string_agg(
           pg_catalog.concat_ws(' ', c.oid, c.relnamespace, c.relname, c.relfilenode, c.relnatts, a.attnum, a.attname,
                                a.atttypid, a.atttypmod, a.attisdropped, a.attgenerated,
                                c.relforcerowsecurity,
                                CASE WHEN c.relrowsecurity
                                     THEN (SELECT pg_catalog.string_agg(p.oid || ':' || p.xmin, ' ' ORDER BY p.oid)
                                           FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid) END),
           ',' ORDER BY c.oid, a.attnum))
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
  AND ((:schemas)::text[] IS NULL OR n.nspname::text = ANY ((:schemas)::text[]))
  AND NOT c.oid = ANY ((:absent)::pg_catalog.oid[]);
