-- Lists the extensions that pg_dump will write; those that initdb made are everywhere (FirstNormalObjectId is 16384). The
-- last column says whether the twin needs the extension: its schema is not left out, or something in a schema that is not
-- left out depends on it, or another extension that is needed does. Bodies of functions that are mere text do not show what
-- they need.
-- Variables: left_out, a text[] of schemas; servers, a text[] of the foreign servers that come along.
WITH RECURSIVE
member AS MATERIALIZED (
    SELECT d.classid, d.objid, d.refobjid AS extension
    FROM pg_catalog.pg_depend AS d
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid >= 16384
),
needed (oid) AS (
    SELECT e.oid
    FROM pg_catalog.pg_extension AS e
    JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    WHERE n.nspname <> ALL (:left_out)
      -- One with a foreign-data wrapper is there for its servers.
      AND NOT EXISTS (SELECT FROM member AS m
                      WHERE m.extension = e.oid
                        AND m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass)
    UNION
    -- A part of a table belongs to the schema of the table.
    SELECT m.extension
    FROM member AS m
    JOIN pg_catalog.pg_depend AS d ON d.refclassid = m.classid AND d.refobjid = m.objid AND d.deptype IN ('n', 'a', 'i')
    CROSS JOIN LATERAL (
        SELECT CASE d.classid
            WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                THEN (SELECT a.adrelid FROM pg_catalog.pg_attrdef AS a WHERE a.oid = d.objid)
            WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass
                THEN (SELECT t.tgrelid FROM pg_catalog.pg_trigger AS t WHERE t.oid = d.objid)
            WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                THEN (SELECT w.ev_class FROM pg_catalog.pg_rewrite AS w WHERE w.oid = d.objid)
            WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass
                THEN (SELECT p.polrelid FROM pg_catalog.pg_policy AS p WHERE p.oid = d.objid)
            WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass
                THEN (SELECT nullif(k.conrelid, 0) FROM pg_catalog.pg_constraint AS k WHERE k.oid = d.objid)
        END
    ) AS t (relation)
    CROSS JOIN LATERAL pg_catalog.pg_identify_object(
        CASE WHEN t.relation IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
        coalesce(t.relation, d.objid), 0) AS i
    WHERE (i.schema IS NULL OR i.schema <> ALL (:left_out))
      AND (d.classid, d.objid) NOT IN (SELECT o.classid, o.objid FROM member AS o)
      AND d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (d.classid <> 'pg_catalog.pg_foreign_server'::pg_catalog.regclass
           OR d.objid IN (SELECT s.oid FROM pg_catalog.pg_foreign_server AS s WHERE s.srvname = ANY (:servers)))
    UNION
    SELECT d.refobjid
    FROM needed AS n
    JOIN pg_catalog.pg_depend AS d
      ON d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.objid = n.oid
     AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
)
SELECT e.oid, e.extname, n.nspname, e.extversion, e.oid IN (SELECT d.oid FROM needed AS d)
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.oid >= 16384
ORDER BY e.extname::pg_catalog.text COLLATE "C";
