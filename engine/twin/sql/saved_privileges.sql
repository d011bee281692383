-- Collects the privileges of every object in these schemas that can have some, as one JSON array, and after them a line for
-- each object that belongs to another role, of the kind "OWNER TABLE" and the like. acl is null where it is the default of
-- the role's own object; grantee is null for PUBLIC. Members of extensions are not dropped, so they are not listed.
-- Variables: objects, the query privilege_objects; droppable, the query target_objects.
SELECT coalesce(pg_catalog.json_agg(s.line), '[]')::pg_catalog.text
FROM (
    SELECT pg_catalog.json_build_object(
               'kind', o.kind, 'identity', o.identity, 'col', o.col, 'owner', r.rolname,
               'acl', CASE WHEN o.acl IS NULL AND r.rolname = current_user THEN NULL ELSE (
                   SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
                              'grantee', g.rolname, 'privilege', x.privilege_type, 'grantable', x.is_grantable)), '[]')
                   FROM pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault(o.acl_kind, o.owner))) AS x
                   LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
                   WHERE x.grantee = 0 OR g.oid IS NOT NULL
               ) END) AS line
    FROM (:objects) AS o
    JOIN pg_catalog.pg_roles AS r ON r.oid = o.owner
    WHERE o.col IS NULL OR o.acl IS NOT NULL
    UNION ALL
    SELECT pg_catalog.json_build_object('kind', 'OWNER ' || d.keyword, 'identity', d.identity, 'owner', d.owner)
    FROM (:droppable) AS d
    WHERE d.owner <> current_user AND NOT d.goes_with_table
) AS s;
