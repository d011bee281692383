-- The privileges of every object in these schemas that can have some, as one JSON array. acl is null where it is the
-- default of the role's own object; grantee is null for PUBLIC. Members of extensions are not dropped and not here.
-- Variable: schemas, a text[].
SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
           'kind', o.kind, 'identity', o.identity, 'col', o.col, 'owner', r.rolname,
           'acl', CASE WHEN o.acl IS NULL AND r.rolname = current_user THEN NULL ELSE (
               SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
                          'grantee', g.rolname, 'privilege', x.privilege_type, 'grantable', x.is_grantable)), '[]')
               FROM pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault(o.acl_kind, o.owner))) AS x
               LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
               WHERE x.grantee = 0 OR g.oid IS NOT NULL
           ) END)), '[]')::pg_catalog.text
FROM (:objects) AS o
JOIN pg_catalog.pg_roles AS r ON r.oid = o.owner
WHERE o.col IS NULL OR o.acl IS NOT NULL;
