-- Finds the objects that will not be in the twin, and all that needs them: objects of schemas that are left out, tables
-- that are absent, objects that only a superuser may create, foreign servers that the config does not name, and what belongs
-- to others whose wrapper the target's role may not use. Members of extensions are never listed. The walk goes the way of DROP ... CASCADE (manual, pg_depend:
-- deptype). Where a column needs an extension that the twin goes without, the column goes and not its table; it then has a
-- line of its own.
-- Variables: left_out, a text[] of schemas; absent, an oid[] of tables; wrappers, a text[] of those that the target has;
-- servers, a text[] of the foreign servers that the config names;
-- skipped, a text[] of extensions that it goes without; superuser, a boolean: whether the target's role is one; present, a
-- text[] of what the target has in spite of that: "function public.sounds(pg_catalog.text)".
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
-- Single columns of these tables can be left out; those of a type cannot.
table_with_columns AS MATERIALIZED (
    SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relkind IN ('r', 'p') AND c.reloftype = 0
),
-- A table cannot be partitioned by a column that it does not have.
partition_key AS MATERIALIZED (
    SELECT p.partrelid AS oid, k.attnum
    FROM pg_catalog.pg_partitioned_table AS p
    CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) AS k (attnum)
),
-- A column of an absent table owns the sequence, but another table takes its values from it.
shared_sequence AS MATERIALIZED (
    SELECT o.objid
    FROM pg_catalog.pg_depend AS o
    JOIN pg_catalog.pg_depend AS u
      ON u.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
     AND u.refclassid = o.classid AND u.refobjid = o.objid
    JOIN pg_catalog.pg_attrdef AS f ON f.oid = u.objid AND NOT f.adrelid = ANY (:absent)
    WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype = 'a'
      AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjid = ANY (:absent)
),
seed (classid, objid, objsubid, obstacle) AS (
    SELECT d.classid, d.objid, 0, 'schema'
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_namespace AS n ON n.oid = d.refobjid AND n.nspname = ANY (:left_out)
    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.oid, 0, 'absent'
    FROM pg_catalog.unnest(:absent) AS a (oid)
    UNION ALL
    SELECT d.classid, d.objid,
           CASE WHEN d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                     AND d.objid IN (SELECT t.oid FROM table_with_columns AS t)
                     AND (d.objid, d.objsubid) NOT IN (SELECT k.oid, k.attnum FROM partition_key AS k)
                THEN d.objsubid ELSE 0 END,
           'extension'
    FROM pg_catalog.pg_depend AS d
    WHERE d.deptype IN ('n', 'a', 'i')
      AND ((d.refclassid, d.refobjid) IN (SELECT s.classid, s.objid FROM skipped_member AS s)
           OR (d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
               AND d.refobjid IN (SELECT e.oid FROM pg_catalog.pg_extension AS e WHERE e.extname = ANY (:skipped))))
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, 0, 'superuser' FROM pg_catalog.pg_event_trigger AS e
    UNION ALL
    SELECT 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, u.umid, 0, 'foreign' FROM pg_catalog.pg_user_mappings AS u
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0, 'server'
    FROM pg_catalog.pg_foreign_server AS s
    JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    WHERE NOT w.fdwname = ANY (:wrappers)
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0, 'foreign'
    FROM pg_catalog.pg_foreign_server AS s
    WHERE NOT s.srvname = ANY (:servers)
    UNION ALL
    -- A server may be an extension's own, where the walk does not begin.
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, f.ftrelid, 0, 'foreign'
    FROM pg_catalog.pg_foreign_table AS f
    JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
    WHERE NOT s.srvname = ANY (:servers)
    UNION ALL
    SELECT o.classid, o.objid, 0, 'superuser'
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
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_identify_object(o.classid, o.objid, 0) AS i
                      WHERE i.type || ' ' || i.identity = ANY (:present))
),
-- The third value is a column's number, or 0 for the whole object; `own` means that it is a part of what was reached
-- before.
reach (classid, objid, objsubid, obstacle, own) AS (
    SELECT s.classid, s.objid, s.objsubid, s.obstacle, false FROM seed AS s
    WHERE s.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (s.classid, s.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
    UNION
    SELECT n.classid,
           n.objid,
           CASE WHEN r.obstacle = 'extension' AND n.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                     AND n.objid IN (SELECT t.oid FROM table_with_columns AS t)
                     AND (n.objid, n.objsubid) NOT IN (SELECT k.oid, k.attnum FROM partition_key AS k)
                THEN n.objsubid ELSE 0 END,
           r.obstacle,
           n.own
    FROM reach AS r
    CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid, (r.objsubid = 0 AND d.deptype <> 'n')
               OR d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AS own
        FROM pg_catalog.pg_depend AS d
        WHERE d.refclassid = r.classid AND d.refobjid = r.objid AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
          AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid)
          AND NOT (r.obstacle = 'absent' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND d.objid IN (SELECT q.objid FROM shared_sequence AS q))
        UNION ALL
        SELECT d.refclassid, d.refobjid, d.refobjsubid, false
        FROM pg_catalog.pg_depend AS d
        WHERE d.classid = r.classid AND d.objid = r.objid AND d.deptype = 'i' AND r.objsubid = 0
    ) AS n
    WHERE n.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (n.classid, n.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
),
-- An object that goes as a whole needs no line for a column.
reached AS MATERIALIZED (
    SELECT r.classid, r.objid, r.objsubid, pg_catalog.min(r.obstacle) AS obstacle, pg_catalog.bool_or(r.own) AS own
    FROM reach AS r
    WHERE r.objsubid = 0
       OR NOT EXISTS (SELECT FROM reach AS w WHERE w.classid = r.classid AND w.objid = r.objid AND w.objsubid = 0)
    GROUP BY r.classid, r.objid, r.objsubid
),
-- These are the things that each object needs; for a view, the things that its query needs.
need AS MATERIALIZED (
    SELECT d.classid, d.objid, r.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
    FROM reached AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = r.classid AND d.objid = r.objid AND (r.objsubid = 0 OR d.objsubid = r.objsubid)
    WHERE d.deptype IN ('n', 'a')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, w.ev_class, 0, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
    FROM pg_catalog.pg_rewrite AS w
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid AND d.deptype = 'n'
    WHERE w.rulename = '_RETURN'
      AND ('pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, w.ev_class)
          IN (SELECT r.classid, r.objid FROM reached AS r)
),
because AS MATERIALIZED (
    SELECT DISTINCT ON (n.classid, n.objid, n.objsubid)
           n.classid, n.objid, n.objsubid, n.refclassid, n.refobjid, t.objsubid AS refobjsubid
    FROM need AS n
    JOIN (SELECT o.classid, o.objid, o.objsubid FROM reached AS o
          UNION
          SELECT s.classid, s.objid, 0 FROM skipped_member AS s) AS t
      ON t.classid = n.refclassid AND t.objid = n.refobjid AND (t.objsubid = 0 OR t.objsubid = n.refobjsubid)
    WHERE (n.classid, n.objid, n.objsubid) <> (t.classid, t.objid, t.objsubid)
    ORDER BY n.classid, n.objid, n.objsubid, n.deptype DESC, n.refclassid, n.refobjid, t.objsubid
),
-- A default or a check is written into its table or domain, unless pg_dump gives it an entry of its own.
part AS MATERIALIZED (
    SELECT DISTINCT ON (n.classid, n.objid) n.classid, n.objid, n.refclassid, n.refobjid
    FROM need AS n
    LEFT JOIN pg_catalog.pg_constraint AS k
           ON n.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = n.objid
    WHERE n.deptype = 'a'
      AND NOT EXISTS (SELECT FROM reached AS t
                      WHERE t.classid = n.refclassid AND t.objid = n.refobjid
                        AND (t.objsubid = 0 OR k.oid IS NULL AND t.objsubid = n.refobjsubid))
      AND (n.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass OR k.contype = 'c')
    ORDER BY n.classid, n.objid, n.refclassid, n.refobjid
)
SELECT r.classid,
       r.objid,
       r.obstacle,
       i.type || ' ' || i.identity,
       (SELECT o.type || ' ' || o.identity FROM pg_catalog.pg_identify_object(p.refclassid, p.refobjid, 0) AS o),
       (SELECT o.type || ' ' || o.identity FROM pg_catalog.pg_identify_object(b.refclassid, b.refobjid, b.refobjsubid) AS o),
       r.own AND NOT (d.oid IS NOT NULL AND p.refobjid IS NOT NULL)
           -- It is told of the partitioned table, or of the table from which it is inherited.
           OR ((r.objsubid <> 0 OR d.oid IS NOT NULL) AND c.relispartition)
           OR NOT coalesce(k.conislocal, true)
           OR EXISTS (SELECT FROM pg_catalog.pg_rewrite AS w
                      WHERE r.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = r.objid
                        AND w.rulename = '_RETURN')
           OR EXISTS (SELECT FROM pg_catalog.pg_trigger AS t
                      WHERE r.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND t.oid = r.objid
                        AND t.tgisinternal),
       -- CREATE TABLE uses this name: of a column, or of a check in its table; a default has its column's name.
       CASE WHEN r.objsubid <> 0
            THEN (SELECT a.attname FROM pg_catalog.pg_attribute AS a
                  WHERE a.attrelid = r.objid AND a.attnum = r.objsubid)
            ELSE coalesce(k.conname, d.attname) END,
       c.oid,
       cn.nspname,
       c.relname,
       r.objsubid <> 0,
       i.type,
       d.oid IS NOT NULL
FROM reached AS r
LEFT JOIN because AS b ON b.classid = r.classid AND b.objid = r.objid AND b.objsubid = r.objsubid
LEFT JOIN part AS p ON p.classid = r.classid AND p.objid = r.objid
LEFT JOIN pg_catalog.pg_constraint AS k
       ON r.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = r.objid AND k.contype IN ('c', 'n')
          AND k.conrelid <> 0
LEFT JOIN (SELECT f.oid, f.adrelid, a.attname
           FROM pg_catalog.pg_attrdef AS f
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated = '') AS d
       ON r.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.oid = r.objid
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = CASE WHEN r.objsubid <> 0 THEN r.objid ELSE coalesce(k.conrelid, d.adrelid) END
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
CROSS JOIN LATERAL pg_catalog.pg_identify_object(r.classid, r.objid, r.objsubid) AS i
-- pg_dump writes nothing of a schema that is left out.
WHERE (i.schema IS NULL OR i.schema <> ALL (:left_out))
  -- A check of an extension's own domain is no member, but comes and goes with it.
  AND (p.refobjid IS NULL OR (p.refclassid, p.refobjid) NOT IN (SELECT m.classid, m.objid FROM member AS m))
ORDER BY i.type, i.identity, r.classid, r.objid;
