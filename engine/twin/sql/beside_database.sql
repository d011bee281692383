-- Tells with what another database must be made to be like this one, and what would keep it from taking this one's place.
-- The locale's columns differ by version (pg_database of 15, 16 and 17), so they are looked up by name.
-- Variables: schemas, a text[] of those that are replaced; brought, a text[] of the objects in no schema that a refresh
-- brings or has brought; outside, the query outside_objects; new_name, a literal.
WITH this AS (
    SELECT d.*, pg_catalog.to_json(d) AS fields
    FROM pg_catalog.pg_database AS d
    WHERE d.datname = pg_catalog.current_database()
),
member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
),
lost AS (
    SELECT 1 AS sort, 'schema ' || pg_catalog.quote_ident(n.nspname) AS name
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> ALL (:schemas)
      AND EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = n.oid
                    AND d.classid NOT IN ('pg_catalog.pg_extension'::pg_catalog.regclass,
                                          'pg_catalog.pg_default_acl'::pg_catalog.regclass)
                    AND (d.classid, d.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m))
    UNION ALL
    SELECT 2, pg_catalog.lower(pg_catalog.substring(o.phrase, '^[A-Z ]* ')) || pg_catalog.substring(o.phrase, '^[A-Z ]* (.*)$')
    FROM (:outside) AS o WHERE o.phrase <> ALL (:brought)
    UNION ALL
    SELECT 2, pg_catalog.format('user mapping of %I on server %I', m.usename, m.srvname) FROM pg_catalog.pg_user_mappings AS m
    UNION ALL
    SELECT 3, 'publication ' || pg_catalog.quote_ident(p.pubname) FROM pg_catalog.pg_publication AS p
    UNION ALL
    SELECT 4, 'subscription ' || pg_catalog.quote_ident(s.subname)
    FROM pg_catalog.pg_subscription AS s WHERE s.subdbid = (SELECT t.oid FROM this AS t)
    UNION ALL
    SELECT 5, 'replication slot ' || pg_catalog.quote_ident(s.slot_name)
    FROM pg_catalog.pg_replication_slots AS s WHERE s.database = pg_catalog.current_database()
    UNION ALL
    SELECT 6, 'event trigger ' || pg_catalog.quote_ident(e.evtname)
    FROM pg_catalog.pg_event_trigger AS e
    WHERE ('pg_catalog.pg_event_trigger'::pg_catalog.regclass::pg_catalog.oid, e.oid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
    UNION ALL
    SELECT 7, pg_catalog.count(*) || ' large objects' FROM pg_catalog.pg_largeobject_metadata AS l HAVING pg_catalog.count(*) > 0
    UNION ALL
    -- Before 15 the schema public of a new database belongs to a superuser.
    SELECT 8, 'the owner or the privileges of schema public'
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname = 'public' AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 150000
      AND NOT (SELECT u.rolsuper FROM pg_catalog.pg_roles AS u WHERE u.rolname = current_user)
      AND (n.nspowner <> 10
           OR (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', x.grantee, x.privilege_type), ', ' ORDER BY x.grantee, x.privilege_type)
               FROM pg_catalog.aclexplode(n.nspacl) AS x) <> '0 CREATE, 0 USAGE, 10 CREATE, 10 USAGE')
)
SELECT pg_catalog.format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
                         :new_name, r.rolname, pg_catalog.pg_encoding_to_char(t.encoding), t.datcollate, t.datctype)
       || CASE t.fields ->> 'datlocprovider'
              WHEN 'i' THEN pg_catalog.format(' LOCALE_PROVIDER icu ICU_LOCALE %L',
                                              coalesce(t.fields ->> 'datlocale', t.fields ->> 'daticulocale'))
              WHEN 'b' THEN pg_catalog.format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', t.fields ->> 'datlocale')
              WHEN 'c' THEN ' LOCALE_PROVIDER libc'
              ELSE '' END
       || coalesce(' ICU_RULES ' || pg_catalog.quote_literal(t.fields ->> 'daticurules'), '')
       || CASE WHEN s.spcname = 'pg_default' THEN '' ELSE pg_catalog.format(' TABLESPACE %I', s.spcname) END
       || CASE WHEN t.datconnlimit = -1 THEN '' ELSE ' CONNECTION LIMIT ' || t.datconnlimit END
       || ' ALLOW_CONNECTIONS false',
       (SELECT u.rolcreatedb OR u.rolsuper FROM pg_catalog.pg_roles AS u WHERE u.rolname = current_user),
       (SELECT pg_catalog.string_agg(l.name, ', ' ORDER BY l.sort, l.name) FROM lost AS l),
       t.datistemplate
FROM this AS t
JOIN pg_catalog.pg_roles AS r ON r.oid = t.datdba
JOIN pg_catalog.pg_tablespace AS s ON s.oid = t.dattablespace;
