-- The objects that cannot be in the twin, and all that needs them: those of schemas that are left out, those that only
-- a superuser may create, and what belongs to foreign servers whose wrapper the target's role may not use. Members of
-- extensions never are among them. The walk goes the way of DROP ... CASCADE (manual 52.18, pg_depend.deptype).
-- Variables: left_out, a text[] of schemas; wrappers, a text[] of those that the target has; skipped, a text[] of
-- extensions that it goes without; superuser, a boolean: whether the target's role is one.
WITH RECURSIVE
member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
),
skipped_member AS MATERIALIZED (
    SELECT d.classid, d.objid
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid AND e.extname = ANY (:skipped)
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
),
user_schema AS MATERIALIZED (
    SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
),
seed (classid, objid, obstacle) AS (
    SELECT d.classid, d.objid, 'schema'
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_namespace AS n ON n.oid = d.refobjid AND n.nspname = ANY (:left_out)
    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
    UNION ALL
    SELECT d.classid, d.objid, 'extension'
    FROM pg_catalog.pg_depend AS d
    WHERE d.deptype IN ('n', 'a', 'i')
      AND ((d.refclassid, d.refobjid) IN (SELECT s.classid, s.objid FROM skipped_member AS s)
           OR (d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
               AND d.refobjid IN (SELECT e.oid FROM pg_catalog.pg_extension AS e WHERE e.extname = ANY (:skipped))))
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, 'superuser' FROM pg_catalog.pg_event_trigger AS e
    UNION ALL
    SELECT 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, u.umid, 'server' FROM pg_catalog.pg_user_mappings AS u
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 'server'
    FROM pg_catalog.pg_foreign_server AS s
    JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE NOT w.fdwname = ANY (:wrappers)
    UNION ALL
    SELECT o.classid, o.objid, 'superuser'
    FROM (
        SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
        WHERE p.pronamespace IN (SELECT oid FROM user_schema) AND p.prokind <> 'a'
          AND (p.proleakproof OR (NOT l.lanpltrusted AND l.lanname <> 'sql'))
          -- A range's constructors come with it.
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                          WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                            AND d.deptype = 'i')
        UNION ALL
        SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_opclass AS c
        WHERE c.opcnamespace IN (SELECT oid FROM user_schema)
        UNION ALL
        SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, f.oid FROM pg_catalog.pg_opfamily AS f
        WHERE f.opfnamespace IN (SELECT oid FROM user_schema)
        UNION ALL
        SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_parser AS t
        WHERE t.prsnamespace IN (SELECT oid FROM user_schema)
        UNION ALL
        SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_ts_template AS t
        WHERE t.tmplnamespace IN (SELECT oid FROM user_schema)
        UNION ALL
        SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid FROM pg_catalog.pg_am AS a WHERE a.oid >= 16384
        UNION ALL
        SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid FROM pg_catalog.pg_language AS l
        WHERE l.oid >= 16384 AND NOT l.lanpltrusted
        UNION ALL
        SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid
        FROM pg_catalog.pg_foreign_data_wrapper AS w
        UNION ALL
        SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_transform AS t
        UNION ALL
        SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid
        FROM pg_catalog.pg_cast AS c
        JOIN pg_catalog.pg_type AS s ON s.oid = c.castsource
        JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
        WHERE c.oid >= 16384
          AND (c.castmethod = 'b' OR NOT (s.typnamespace IN (SELECT oid FROM user_schema)
                                          OR t.typnamespace IN (SELECT oid FROM user_schema)))
    ) AS o (classid, objid)
    WHERE NOT :superuser
),
reach (classid, objid, obstacle) AS (
    SELECT s.classid, s.objid, s.obstacle FROM seed AS s
    WHERE s.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (s.classid, s.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
    UNION
    SELECT n.classid, n.objid, r.obstacle
    FROM reach AS r
    CROSS JOIN LATERAL (
        SELECT d.classid, d.objid
        FROM pg_catalog.pg_depend AS d
        WHERE d.refclassid = r.classid AND d.refobjid = r.objid AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
        UNION ALL
        SELECT d.refclassid, d.refobjid
        FROM pg_catalog.pg_depend AS d
        WHERE d.classid = r.classid AND d.objid = r.objid AND d.deptype = 'i'
    ) AS n
    WHERE n.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (n.classid, n.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
),
reached AS MATERIALIZED (
    SELECT r.classid, r.objid, pg_catalog.min(r.obstacle) AS obstacle FROM reach AS r GROUP BY r.classid, r.objid
),
-- What each needs; a view, what its query needs.
need AS MATERIALIZED (
    SELECT d.classid, d.objid, d.refclassid, d.refobjid, d.deptype
    FROM reached AS r
    JOIN pg_catalog.pg_depend AS d ON d.classid = r.classid AND d.objid = r.objid
    WHERE d.deptype IN ('n', 'a')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, w.ev_class, d.refclassid, d.refobjid, d.deptype
    FROM pg_catalog.pg_rewrite AS w
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid AND d.deptype = 'n'
    WHERE w.rulename = '_RETURN'
      AND ('pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, w.ev_class)
          IN (SELECT r.classid, r.objid FROM reached AS r)
),
because AS MATERIALIZED (
    SELECT DISTINCT ON (n.classid, n.objid) n.classid, n.objid, n.refclassid, n.refobjid
    FROM need AS n
    JOIN (SELECT o.classid, o.objid FROM reached AS o
          UNION
          SELECT s.classid, s.objid FROM skipped_member AS s) AS t ON t.classid = n.refclassid AND t.objid = n.refobjid
    WHERE (n.classid, n.objid) <> (n.refclassid, n.refobjid)
    ORDER BY n.classid, n.objid, n.deptype DESC, n.refclassid, n.refobjid
),
-- A default or a check is written into its table or domain, unless pg_dump gives it an entry of its own.
part AS MATERIALIZED (
    SELECT DISTINCT ON (n.classid, n.objid) n.classid, n.objid, n.refclassid, n.refobjid
    FROM need AS n
    LEFT JOIN pg_catalog.pg_constraint AS k
           ON n.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = n.objid
    WHERE n.deptype = 'a' AND (n.refclassid, n.refobjid) NOT IN (SELECT t.classid, t.objid FROM reached AS t)
      AND (n.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass OR k.contype = 'c')
    ORDER BY n.classid, n.objid, n.refclassid, n.refobjid
)
SELECT r.classid,
       r.objid,
       r.obstacle,
       i.type || ' ' || i.identity,
       (SELECT o.type || ' ' || o.identity FROM pg_catalog.pg_identify_object(p.refclassid, p.refobjid, 0) AS o),
       (SELECT o.type || ' ' || o.identity FROM pg_catalog.pg_identify_object(b.refclassid, b.refobjid, 0) AS o)
FROM reached AS r
LEFT JOIN because AS b ON b.classid = r.classid AND b.objid = r.objid
LEFT JOIN part AS p ON p.classid = r.classid AND p.objid = r.objid
CROSS JOIN LATERAL pg_catalog.pg_identify_object(r.classid, r.objid, 0) AS i
-- pg_dump writes nothing that is in a schema left out.
WHERE (i.schema IS NULL OR i.schema <> ALL (:left_out))
  -- A check of an extension's own domain is no member, but comes and goes with it.
  AND (p.refobjid IS NULL OR (p.refclassid, p.refobjid) NOT IN (SELECT m.classid, m.objid FROM member AS m))
ORDER BY i.type, i.identity, r.classid, r.objid;
