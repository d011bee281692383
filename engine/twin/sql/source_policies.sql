-- Lists the row-security policies that name roles, with a line for each role; PUBLIC, which is 0, is left out.
SELECT p.oid, n.nspname, c.relname, p.polname, r.rolname
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_roles AS r ON r.oid = ANY (p.polroles)
WHERE n.nspname = ANY (:schemas)
ORDER BY p.oid, r.rolname::pg_catalog.text COLLATE "C";
