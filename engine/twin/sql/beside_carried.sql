-- Makes the statements that give another database what belongs to this database itself, in their order: whether the twin
-- needs it, whether it waits for the swap, the statement, and how it is shown where its value is secret. They are run in
-- the other database, which the same role owns, before anything else is in it.
-- Variable: new_name, a literal.
WITH this AS (
    SELECT d.oid, d.datdba, d.datacl FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
),
-- These are all schemas but those that an extension makes. A schema with something in it that is not replaced is refused.
wanted_schema AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl,
           -- Since 15 the schema public of a new database belongs to its owner.
           n.nspname <> 'public' OR pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000
               OR (SELECT u.rolsuper FROM pg_catalog.pg_roles AS u WHERE u.rolname = current_user) AS granted_by_us
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objid = n.oid AND d.deptype = 'e')
),
acl AS (
    SELECT 1 AS sort, 'DATABASE ' || pg_catalog.quote_ident(:new_name) AS object, t.datdba AS owner, x.grantee,
           x.privilege_type, x.is_grantable
    FROM this AS t CROSS JOIN LATERAL pg_catalog.aclexplode(t.datacl) AS x
    UNION ALL
    SELECT 4, 'SCHEMA ' || pg_catalog.quote_ident(s.nspname), s.nspowner, x.grantee, x.privilege_type, x.is_grantable
    FROM wanted_schema AS s CROSS JOIN LATERAL pg_catalog.aclexplode(s.nspacl) AS x
    WHERE s.granted_by_us
),
granted AS (
    SELECT a.sort, a.object, a.grantee, a.is_grantable,
           pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS privileges
    FROM acl AS a
    WHERE a.grantee <> a.owner
    GROUP BY a.sort, a.object, a.grantee, a.is_grantable
),
default_kind (letter, name) AS (
    VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'), ('L', 'LARGE OBJECTS')
),
default_object AS (
    SELECT d.defaclrole, d.defaclnamespace, d.defaclacl, k.name AS kind,
           'ALTER DEFAULT PRIVILEGES FOR ROLE ' || pg_catalog.quote_ident(r.rolname)
           || coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(s.nspname), '') AS head
    FROM pg_catalog.pg_default_acl AS d
    JOIN pg_catalog.pg_roles AS r ON r.oid = d.defaclrole
    JOIN default_kind AS k ON k.letter = d.defaclobjtype::pg_catalog.text
    LEFT JOIN wanted_schema AS s ON s.oid = d.defaclnamespace
    WHERE d.defaclnamespace = 0 OR s.oid IS NOT NULL
),
statement (sort, name, essential, sql) AS (
    -- Nobody else comes in before the swap.
    SELECT 0, '', false, pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :new_name)
    UNION ALL
    SELECT 1, '', false, pg_catalog.format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC', :new_name)
    FROM this AS t WHERE t.datacl IS NULL
    UNION ALL
    -- A list keeps the quotes that it has (pg_dump's dumputils.c, variable_is_guc_list_quote).
    SELECT 2, r.rolname || p.name, false,
           CASE WHEN r.rolname IS NULL THEN pg_catalog.format('ALTER DATABASE %I', :new_name)
                ELSE pg_catalog.format('ALTER ROLE %I IN DATABASE %I', r.rolname, :new_name) END
           || ' SET ' || pg_catalog.quote_ident(p.name) || ' TO '
           || CASE WHEN p.name IN ('local_preload_libraries', 'search_path', 'session_preload_libraries',
                                   'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories')
                        AND p.value <> ''
                   THEN p.value ELSE pg_catalog.quote_literal(p.value) END
    FROM pg_catalog.pg_db_role_setting AS c
    JOIN this AS t ON t.oid = c.setdatabase
    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = c.setrole
    CROSS JOIN LATERAL pg_catalog.unnest(c.setconfig) AS u (line)
    CROSS JOIN LATERAL (SELECT pg_catalog.split_part(u.line, '=', 1),
                               pg_catalog.substr(u.line, pg_catalog.strpos(u.line, '=') + 1)) AS p (name, value)
    WHERE c.setrole = 0 OR r.oid IS NOT NULL
    UNION ALL
    SELECT 3, '', false, 'DROP SCHEMA public'
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'public')
      AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000 -- before, a superuser owns it
    UNION ALL
    SELECT 3, s.nspname, true, pg_catalog.format('CREATE SCHEMA IF NOT EXISTS %I', s.nspname) FROM wanted_schema AS s
    UNION ALL
    -- A schema that another role owns stays that role's where that is possible, and is open to it in any case.
    SELECT 5, s.nspname, false,
           CASE WHEN pg_catalog.pg_has_role(s.nspowner, 'MEMBER')
                THEN pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', s.nspname, r.rolname)
                ELSE pg_catalog.format('GRANT ALL ON SCHEMA %I TO %I', s.nspname, r.rolname) END
    FROM wanted_schema AS s
    JOIN pg_catalog.pg_roles AS r ON r.oid = s.nspowner
    WHERE s.granted_by_us AND r.rolname NOT IN (current_user, 'pg_database_owner')
    UNION ALL
    SELECT 3, s.nspname || '.', false, pg_catalog.format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', s.nspname)
    FROM wanted_schema AS s WHERE s.nspacl IS NOT NULL AND s.granted_by_us
    UNION ALL
    SELECT g.sort, g.object || g.grantee, false,
           pg_catalog.format('GRANT %s ON %s TO %s%s', g.privileges, g.object,
                             CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END,
                             CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM granted AS g
    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = g.grantee
    WHERE g.grantee = 0 OR r.oid IS NOT NULL
    UNION ALL
    SELECT 6, pg_catalog.to_char(e.oid::pg_catalog.int8, 'FM0000000000'), true,
           pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I', e.extname, n.nspname)
           || coalesce((SELECT pg_catalog.format(' VERSION %L', v.version)
                        FROM pg_catalog.pg_available_extension_versions AS v
                        WHERE v.name = e.extname AND v.version = e.extversion), '')
    FROM pg_catalog.pg_extension AS e
    JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname <> 'plpgsql'
    UNION ALL
    SELECT 7, d.head || d.kind, false,
           d.head || ' REVOKE ALL ON ' || d.kind || ' FROM PUBLIC, ' || pg_catalog.quote_ident(r.rolname)
    FROM default_object AS d
    JOIN pg_catalog.pg_roles AS r ON r.oid = d.defaclrole
    WHERE d.defaclnamespace = 0
    UNION ALL
    SELECT 8, d.head || d.kind || a.grantee, false,
           pg_catalog.format('%s GRANT %s ON %s TO %s%s', d.head,
                             pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), d.kind,
                             CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END,
                             CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM default_object AS d
    CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS a
    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
    WHERE a.grantee = 0 OR r.oid IS NOT NULL
    GROUP BY d.head, d.kind, a.grantee, r.rolname, a.is_grantable
)
SELECT s.essential, s.sort = 1, s.sql,
       CASE WHEN s.sort = 2 THEN pg_catalog.regexp_replace(s.sql, ' TO .*$', ' TO ...') ELSE s.sql END
FROM statement AS s
ORDER BY s.sort, s.name COLLATE "C", s.sql COLLATE "C";
