-- Lists objects that pg_dump writes and that are dropped with no schema, without those of extensions and those that initdb
-- made: the catalog and oid of each, how DROP names it, and whether the role may drop it. An object that another one needs
-- comes after it.
SELECT o.classid, o.objid, o.phrase, coalesce(o.own, false) OR u.rolsuper AS own, o.sort
FROM (
    SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass::pg_catalog.oid AS classid, c.oid AS objid, 1 AS sort,
           'CAST ' || i.identity AS phrase,
           pg_catalog.pg_has_role(s.typowner, 'USAGE') OR pg_catalog.pg_has_role(t.typowner, 'USAGE') AS own
    FROM pg_catalog.pg_cast AS c
    JOIN pg_catalog.pg_type AS s ON s.oid = c.castsource
    JOIN pg_catalog.pg_type AS t ON t.oid = c.casttarget
    CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, 0) AS i
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, f.oid, 2,
           'TRANSFORM FOR ' || i.identity || ' LANGUAGE ' || pg_catalog.quote_ident(l.lanname),
           pg_catalog.pg_has_role(t.typowner, 'USAGE')
    FROM pg_catalog.pg_transform AS f
    JOIN pg_catalog.pg_type AS t ON t.oid = f.trftype
    JOIN pg_catalog.pg_language AS l ON l.oid = f.trflang
    CROSS JOIN LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass, f.trftype, 0) AS i
    UNION ALL
    SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid, 3, 'ACCESS METHOD ' || pg_catalog.quote_ident(a.amname), false
    FROM pg_catalog.pg_am AS a
    WHERE a.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 4,
           'SERVER ' || pg_catalog.quote_ident(s.srvname), pg_catalog.pg_has_role(s.srvowner, 'USAGE')
    FROM pg_catalog.pg_foreign_server AS s
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 5,
           'FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname), pg_catalog.pg_has_role(w.fdwowner, 'USAGE')
    FROM pg_catalog.pg_foreign_data_wrapper AS w
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 6,
           'LANGUAGE ' || pg_catalog.quote_ident(l.lanname), pg_catalog.pg_has_role(l.lanowner, 'USAGE')
    FROM pg_catalog.pg_language AS l
    WHERE l.oid >= 16384
) AS o
JOIN pg_catalog.pg_roles AS u ON u.rolname = current_user
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = o.classid AND d.objid = o.objid AND d.deptype = 'e')
ORDER BY o.sort, o.phrase
