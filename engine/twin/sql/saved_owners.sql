-- Lists the saved owners, with a line for each object that belonged to another role and who may give it back. That is a
-- role which may become the other one (16: SET), and the other one must be allowed to create in the schema.
-- Variable: saved, the JSON text of saved_privileges.
SELECT s.kind, s.identity, s.owner, n.oid AS namespace, n.nspname,
       coalesce(pg_catalog.pg_has_role(r.oid, CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000
                                                   THEN 'SET' ELSE 'MEMBER' END), false) AS may_become,
       coalesce(pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE'), true) AS may_create
FROM pg_catalog.json_to_recordset(:saved) AS s (kind text, identity text, owner text)
LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = s.owner
-- A name is quoted by the same rules wherever it stands.
LEFT JOIN pg_catalog.pg_namespace AS n ON pg_catalog.strpos(s.identity, pg_catalog.quote_ident(n.nspname) || '.') = 1
WHERE s.kind LIKE 'OWNER %'
