-- Tells of the target's objects that are in no schema how DROP names each, whether the role may drop it, and whether
-- something that stays needs it: something that is neither in a replaced schema, nor a part of something there, nor one of
-- these objects that goes.
-- Variables: outside, the query outside_objects; schemas, a text[] of those that are replaced; going, a text[] of the
-- objects that may go.
WITH outside AS MATERIALIZED (SELECT o.* FROM (:outside) AS o),
looked_at AS MATERIALIZED (
    SELECT o.*,
           EXISTS (
               SELECT
               FROM pg_catalog.pg_depend AS d
               CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS i
               WHERE d.refclassid = o.classid AND d.refobjid = o.objid AND d.deptype IN ('n', 'a')
                 AND (d.classid, d.objid) NOT IN (SELECT x.classid, x.objid FROM outside AS x)
                 AND CASE WHEN i.schema IS NULL
                          THEN d.classid NOT IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass,
                                                 'pg_catalog.pg_trigger'::pg_catalog.regclass,
                                                 'pg_catalog.pg_attrdef'::pg_catalog.regclass,
                                                 'pg_catalog.pg_constraint'::pg_catalog.regclass)
                          ELSE i.schema <> ALL (:schemas) END) AS needed
    FROM outside AS o
)
SELECT o.phrase,
       o.own,
       o.needed
       OR EXISTS (SELECT
                  FROM pg_catalog.pg_depend AS d
                  JOIN looked_at AS x ON x.classid = d.classid AND x.objid = d.objid
                  WHERE d.refclassid = o.classid AND d.refobjid = o.objid AND d.deptype IN ('n', 'a')
                    AND (x.needed OR NOT x.own OR x.phrase <> ALL (:going)))
FROM looked_at AS o
ORDER BY o.sort, o.phrase;
