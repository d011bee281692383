-- Lists what would be dropped together with the objects of these schemas: objects outside of them, and objects in no
-- schema. The walk goes the way of DROP ... CASCADE (manual, pg_depend: deptype) and stops at what is outside. The schemas
-- themselves stay, and so do their default privileges and publications.
-- Variables: schemas, a text[]; superuser_only, the query of that name: what stays where it is; going, a text[] of objects
-- in no schema that go, as DROP names them.
WITH RECURSIVE
member AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
),
-- An object belongs to its own schema, or to that of the table of which it is a part.
inside AS MATERIALIZED (
    SELECT n.oid
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname = ANY (:schemas) OR n.nspname ~ '^pg_(toast|temp_)'
),
stays AS MATERIALIZED (
    SELECT s.classid, s.objid FROM (:superuser_only) AS s
),
doomed (classid, objid, home, within) AS (
    SELECT d.classid, d.objid, d.refobjid, true
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_namespace AS n ON n.oid = d.refobjid AND n.nspname = ANY (:schemas)
    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
      AND d.classid NOT IN (SELECT c.oid FROM pg_catalog.pg_class AS c
                            WHERE c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
                              AND c.relname IN ('pg_extension', 'pg_default_acl', 'pg_publication_namespace'))
      AND (d.classid, d.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
      AND (d.classid, d.objid) NOT IN (SELECT t.classid, t.objid FROM stays AS t)
    UNION
    -- What is internal to an object inside is inside too, such as the trigger of a foreign key on a table outside to which
    -- it points.
    SELECT d.classid, d.objid, h.home,
           (d.deptype = 'i' OR coalesce(h.home IN (SELECT i.oid FROM inside AS i), false))
               AND (d.classid, d.objid) NOT IN (SELECT t.classid, t.objid FROM stays AS t)
    FROM doomed AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.refclassid = r.classid AND d.refobjid = r.objid AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
    CROSS JOIN LATERAL (
        SELECT CASE d.classid
            WHEN 'pg_catalog.pg_class'::pg_catalog.regclass
                THEN (SELECT c.relnamespace FROM pg_catalog.pg_class AS c WHERE c.oid = d.objid)
            WHEN 'pg_catalog.pg_type'::pg_catalog.regclass
                THEN (SELECT t.typnamespace FROM pg_catalog.pg_type AS t WHERE t.oid = d.objid)
            WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass
                THEN (SELECT p.pronamespace FROM pg_catalog.pg_proc AS p WHERE p.oid = d.objid)
            WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass
                THEN (SELECT k.connamespace FROM pg_catalog.pg_constraint AS k WHERE k.oid = d.objid)
            WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                THEN (SELECT c.relnamespace FROM pg_catalog.pg_attrdef AS a
                      JOIN pg_catalog.pg_class AS c ON c.oid = a.adrelid WHERE a.oid = d.objid)
            WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass
                THEN (SELECT c.relnamespace FROM pg_catalog.pg_trigger AS t
                      JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid WHERE t.oid = d.objid)
            WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                THEN (SELECT c.relnamespace FROM pg_catalog.pg_rewrite AS w
                      JOIN pg_catalog.pg_class AS c ON c.oid = w.ev_class WHERE w.oid = d.objid)
            WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass
                THEN (SELECT c.relnamespace FROM pg_catalog.pg_policy AS p
                      JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid WHERE p.oid = d.objid)
            ELSE (SELECT n.oid FROM pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS i
                  JOIN pg_catalog.pg_namespace AS n ON n.nspname = i.schema)
        END
    ) AS h (home)
    WHERE r.within
      AND d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
      AND (d.classid, d.objid) NOT IN (SELECT m.classid, m.objid FROM member AS m)
),
counted AS (
    SELECT pg_catalog.count(*) FILTER (WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass) AS relations,
           pg_catalog.count(*) FILTER (WHERE d.classid <> 'pg_catalog.pg_class'::pg_catalog.regclass) AS others
    FROM (SELECT DISTINCT o.classid, o.objid FROM doomed AS o) AS d
)
SELECT 'locks', c.relations::pg_catalog.text, c.others::pg_catalog.text FROM counted AS c
UNION ALL
(SELECT CASE d.classid
            WHEN 'pg_catalog.pg_publication_rel'::pg_catalog.regclass THEN 'publication'
            WHEN 'pg_catalog.pg_cast'::pg_catalog.regclass THEN 'part'
            WHEN 'pg_catalog.pg_transform'::pg_catalog.regclass THEN 'part'
            WHEN 'pg_catalog.pg_amop'::pg_catalog.regclass THEN 'part'
            WHEN 'pg_catalog.pg_amproc'::pg_catalog.regclass THEN 'part'
            ELSE CASE WHEN pg_catalog.upper(pg_catalog.replace(named.type, '-', ' ')) || ' ' || named.identity = ANY (:going)
                      THEN 'part' ELSE 'outside' END
        END,
        CASE d.classid WHEN 'pg_catalog.pg_publication_rel'::pg_catalog.regclass THEN '' ELSE named.type || ' ' END
        || named.identity,
        (SELECT pg_catalog.min(o.type || ' ' || o.identity)
         FROM pg_catalog.pg_depend AS p
         JOIN doomed AS s ON s.classid = p.refclassid AND s.objid = p.refobjid AND s.within
         CROSS JOIN LATERAL pg_catalog.pg_identify_object(p.refclassid, p.refobjid, p.refobjsubid) AS o
         WHERE p.classid = d.classid AND p.objid = d.objid)
 FROM (SELECT DISTINCT o.classid, o.objid FROM doomed AS o WHERE NOT o.within) AS d
 LEFT JOIN pg_catalog.pg_rewrite AS w
        ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
 -- For people, the rule that makes a view is the view.
 CROSS JOIN LATERAL pg_catalog.pg_identify_object(
     CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
     coalesce(w.ev_class, d.objid), 0) AS named
 ORDER BY 1, 2)
