-- Lists the types of all columns of user tables, and every type inside those: domains' base types, elements, attributes of
-- composite types, subtypes of ranges. There is one line for each pair of a type and a type directly inside it, if there is
-- one.
-- Variable: more, the oids of further types, as a text array literal.
WITH RECURSIVE used (oid) AS (
    SELECT pg_catalog.unnest((:more)::pg_catalog.oid[])
    UNION
    SELECT a.atttypid
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
      AND NOT c.relispartition
      AND n.nspname !~ '^pg_'
      AND n.nspname <> 'information_schema'
      AND a.attnum > 0
      AND NOT a.attisdropped
    UNION
    SELECT i.inner_type
    FROM used AS u
    JOIN pg_catalog.pg_type AS t ON t.oid = u.oid
    CROSS JOIN LATERAL (
        SELECT t.typbasetype AS inner_type
        UNION ALL SELECT t.typelem
        UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid
        UNION ALL SELECT r.rngtypid FROM pg_catalog.pg_range AS r
                  WHERE pg_catalog.to_jsonb(r) ->> 'rngmultitypid' = t.oid::pg_catalog.text
        UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute AS a
                  WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    ) AS i
    WHERE i.inner_type <> 0
)
SELECT t.oid,
       t.typtype,
       t.typbasetype,
       t.typcategory = 'A' AND t.typelem <> 0 AND t.typlen = -1 AS is_array,
       t.typsend <> 0 AND t.typreceive <> 0 AS has_binary,
       -- Oids of objects travel as numbers in binary, and differ between databases.
       n.nspname = 'pg_catalog' AND t.typname IN ('regclass', 'regtype', 'regproc', 'regprocedure', 'regoper',
           'regoperator', 'regnamespace', 'regrole', 'regconfig', 'regdictionary', 'regcollation') AS is_reg,
       pg_catalog.format_type(t.oid, -1),
       pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.proname),
       (SELECT pg_catalog.string_agg(i.inner_type::pg_catalog.text, ' ')
        FROM (SELECT t.typbasetype AS inner_type
              UNION ALL SELECT t.typelem
              UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid
              UNION ALL SELECT r.rngtypid FROM pg_catalog.pg_range AS r
                        WHERE pg_catalog.to_jsonb(r) ->> 'rngmultitypid' = t.oid::pg_catalog.text
              UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute AS a
                        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS i
        WHERE i.inner_type <> 0),
       -- This is the equality of the type's default btree operator class: strategy 3 (manual, "Index Method Strategies").
       -- Some types borrow it from a type to which they are binary coercible: varchar from text, cidr from inet.
       (SELECT 'OPERATOR(' || pg_catalog.quote_ident(en.nspname) || '.' || eo.oprname || ')'
        FROM pg_catalog.pg_opclass AS oc
        JOIN pg_catalog.pg_am AS am ON am.oid = oc.opcmethod AND am.amname = 'btree'
        JOIN pg_catalog.pg_amop AS ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype
             AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 3
        JOIN pg_catalog.pg_operator AS eo ON eo.oid = ao.amopopr
        JOIN pg_catalog.pg_namespace AS en ON en.oid = eo.oprnamespace
        JOIN pg_catalog.pg_type AS ot ON ot.oid = oc.opcintype
        CROSS JOIN LATERAL (
            SELECT CASE WHEN t.typtype = 'e' THEN 'pg_catalog.anyenum'::pg_catalog.regtype::pg_catalog.oid
                        WHEN t.typcategory = 'A' AND t.typelem <> 0
                            THEN 'pg_catalog.anyarray'::pg_catalog.regtype::pg_catalog.oid
                        WHEN t.typtype = 'r' THEN 'pg_catalog.anyrange'::pg_catalog.regtype::pg_catalog.oid
                        -- 14 and later
                        WHEN t.typtype = 'm' THEN pg_catalog.to_regtype('pg_catalog.anymultirange')::pg_catalog.oid
                        WHEN t.typtype = 'c' THEN 'pg_catalog.record'::pg_catalog.regtype::pg_catalog.oid
                        ELSE t.oid END AS operand) AS o
        WHERE oc.opcdefault
          AND (oc.opcintype = o.operand
               OR EXISTS (SELECT FROM pg_catalog.pg_cast AS ca
                          WHERE ca.castsource = o.operand AND ca.casttarget = oc.opcintype
                            AND ca.castmethod = 'b' AND ca.castcontext = 'i'))
        ORDER BY oc.opcintype = o.operand DESC, ot.typispreferred DESC, oc.opcintype
        LIMIT 1),
       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
       -- refcursor's output function is text's, and does not take it; a pseudo type takes the type that it stands for.
       CASE WHEN pa.typtype <> 'p' AND pa.oid <> t.oid THEN pg_catalog.format_type(pa.oid, -1) END,
       -- Whether two values of the type print one text only where they are the same, on whichever server. money prints by
       -- lc_monetary, xml without its declaration, reg* types names; of a type that an extension or a user has written in C
       -- nobody knows. What is put together of other types is as sure as those.
       CASE WHEN t.typtype IN ('c', 'd', 'e', 'm', 'r') OR (t.typcategory = 'A' AND t.typelem <> 0 AND t.typlen = -1) THEN true
            WHEN n.nspname = 'pg_catalog' AND t.oid < 16384 THEN t.typname IN (
                'bit', 'bool', 'box', 'bpchar', 'bytea', 'char', 'cid', 'cidr', 'circle', 'date', 'float4', 'float8', 'inet', 'int2',
                'int2vector', 'int4', 'int8', 'interval', 'json', 'jsonb', 'jsonpath', 'line', 'lseg', 'macaddr', 'macaddr8', 'name',
                'numeric', 'oid', 'oidvector', 'path', 'pg_lsn', 'pg_snapshot', 'point', 'polygon', 'refcursor', 'text', 'tid', 'time',
                'timestamp', 'timestamptz', 'timetz', 'tsquery', 'tsvector', 'txid_snapshot', 'uuid', 'varbit', 'varchar', 'xid', 'xid8')
            ELSE EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                         JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid
                         WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid
                           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
                           AND (e.extname, t.typname) IN (('citext', 'citext'), ('hstore', 'hstore'), ('ltree', 'ltree'))) END
FROM used AS u
JOIN pg_catalog.pg_type AS t ON t.oid = u.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_proc AS p ON p.oid = t.typoutput
JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace
JOIN pg_catalog.pg_type AS pa ON pa.oid = p.proargtypes[0]
ORDER BY t.oid;
