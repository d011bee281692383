-- Makes the GRANT and REVOKE statements that restore the privileges of each object that exists again. An object that is new
-- keeps what the default privileges gave it. Where another role owned the old object, the new owner keeps its own
-- privileges, and that role keeps its privileges as grants.
-- Variables: saved, the JSON text of saved_privileges; objects, the query privilege_objects.
WITH saved AS MATERIALIZED (
    SELECT s.*
    FROM pg_catalog.json_to_recordset(:saved) AS s (kind text, identity text, col text, owner text, acl json)
),
present AS MATERIALIZED (
    SELECT o.kind, o.identity, o.col, o.owner, o.acl_kind, o.acl FROM (:objects) AS o
),
wanted AS (
    SELECT s.kind, s.identity, s.col, coalesce(w.grantee, '') AS grantee, w.privilege,
           pg_catalog.bool_or(w.grantable) AS grantable
    FROM saved AS s
    JOIN present AS p ON p.kind = s.kind AND p.identity = s.identity AND p.col IS NULL
    CROSS JOIN LATERAL (
        SELECT j.grantee, j.privilege, j.grantable
        FROM pg_catalog.json_to_recordset(s.acl) AS j (grantee text, privilege text, grantable boolean)
        WHERE s.acl IS NOT NULL AND pg_catalog.json_typeof(s.acl) = 'array'
        UNION ALL
        SELECT g.rolname, x.privilege_type, x.is_grantable
        FROM pg_catalog.aclexplode(pg_catalog.acldefault(p.acl_kind, p.owner)) AS x
        LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
        WHERE s.acl IS NULL OR pg_catalog.json_typeof(s.acl) = 'null'
    ) AS w
    WHERE (w.grantee IS NULL OR EXISTS (SELECT FROM pg_catalog.pg_roles AS g WHERE g.rolname = w.grantee))
      AND (s.col IS NULL
           OR EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                      WHERE a.attrelid = pg_catalog.to_regclass(s.identity) AND a.attname = s.col
                        AND NOT a.attisdropped))
    GROUP BY s.kind, s.identity, s.col, w.grantee, w.privilege
),
current AS (
    SELECT p.kind, p.identity, p.col, coalesce(g.rolname, '') AS grantee, x.privilege_type AS privilege,
           pg_catalog.bool_or(x.is_grantable) AS grantable
    FROM present AS p
    JOIN saved AS s ON s.kind = p.kind AND s.identity = p.identity AND s.col IS NOT DISTINCT FROM p.col
    CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(p.acl, pg_catalog.acldefault(p.acl_kind, p.owner))) AS x
    LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
    WHERE NOT (x.grantee = p.owner AND s.owner <> g.rolname)
    GROUP BY p.kind, p.identity, p.col, g.rolname, x.privilege_type
),
change AS (
    SELECT w.kind, w.identity, w.col, w.grantee, w.privilege,
           CASE WHEN w.grantable THEN 3 ELSE 2 END AS action
    FROM wanted AS w
    LEFT JOIN current AS c
           ON (c.kind, c.identity, c.grantee, c.privilege) = (w.kind, w.identity, w.grantee, w.privilege)
          AND c.col IS NOT DISTINCT FROM w.col
    WHERE c.kind IS NULL OR (w.grantable AND NOT c.grantable)
    UNION ALL
    SELECT c.kind, c.identity, c.col, c.grantee, c.privilege,
           CASE WHEN w.kind IS NULL THEN 0 ELSE 1 END
    FROM current AS c
    LEFT JOIN wanted AS w
           ON (c.kind, c.identity, c.grantee, c.privilege) = (w.kind, w.identity, w.grantee, w.privilege)
          AND c.col IS NOT DISTINCT FROM w.col
    WHERE w.kind IS NULL OR (c.grantable AND NOT w.grantable)
)
SELECT (ARRAY['REVOKE ', 'REVOKE GRANT OPTION FOR ', 'GRANT ', 'GRANT '])[c.action + 1]
       || pg_catalog.string_agg(c.privilege || CASE WHEN c.col IS NULL THEN '' ELSE pg_catalog.format(' (%I)', c.col) END,
                                ', ' ORDER BY c.col, c.privilege)
       || ' ON ' || c.kind || ' ' || c.identity
       || CASE WHEN c.action < 2 THEN ' FROM ' ELSE ' TO ' END
       || CASE WHEN c.grantee = '' THEN 'PUBLIC' ELSE pg_catalog.quote_ident(c.grantee) END
       || (ARRAY[' CASCADE', ' CASCADE', '', ' WITH GRANT OPTION'])[c.action + 1]
FROM change AS c
GROUP BY c.kind, c.identity, c.grantee, c.action
ORDER BY c.action, c.kind, c.identity, c.grantee;
