-- Computes one hash over the contents of the catalog rows that describe the objects of some schemas, and of what is in no
-- schema. Schema changes change it; what no schema change decides is left out: files and their sizes, statistics, owners,
-- privileges, TOAST tables, tablespaces, and what VACUUM, REFRESH and the planner note for themselves.
-- Variable: schemas, a text[].
WITH space AS (
    SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname::pg_catalog.text = ANY ((:schemas)::pg_catalog.text[])
),
relation AS MATERIALIZED (
    SELECT c.oid, c.relkind FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace IN (SELECT s.oid FROM space AS s) AND c.relpersistence <> 't'
),
described (catalog, oid, contents) AS (
    SELECT 'pg_namespace', s.oid, pg_catalog.to_jsonb(s.nspname) FROM space AS s
    UNION ALL
    SELECT 'pg_class', c.oid,
           pg_catalog.to_jsonb(c) - '{relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relowner,relacl,relhasindex,relhasrules,relhastriggers,relhassubclass,relispopulated,relrewrite,reltoastrelid,reltablespace}'::pg_catalog.text[]
    FROM pg_catalog.pg_class AS c WHERE c.oid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_attrdef', d.oid, pg_catalog.to_jsonb(d)
    FROM pg_catalog.pg_attrdef AS d WHERE d.adrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_constraint', k.oid, pg_catalog.to_jsonb(k)
    FROM pg_catalog.pg_constraint AS k WHERE k.connamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_type', t.oid, pg_catalog.to_jsonb(t) - '{typowner,typacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_type AS t WHERE t.typnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_proc', p.oid, pg_catalog.to_jsonb(p) - '{proowner,proacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_proc AS p WHERE p.pronamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_operator', o.oid, pg_catalog.to_jsonb(o) - '{oprowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_operator AS o WHERE o.oprnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_opclass', o.oid, pg_catalog.to_jsonb(o) - '{opcowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_opclass AS o WHERE o.opcnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_opfamily', o.oid, pg_catalog.to_jsonb(o) - '{opfowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_opfamily AS o WHERE o.opfnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_collation', o.oid, pg_catalog.to_jsonb(o) - '{collowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_collation AS o WHERE o.collnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_trigger', t.oid, pg_catalog.to_jsonb(t)
    FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_rewrite', w.oid, pg_catalog.to_jsonb(w)
    FROM pg_catalog.pg_rewrite AS w WHERE w.ev_class IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_policy', p.oid, pg_catalog.to_jsonb(p)
    FROM pg_catalog.pg_policy AS p WHERE p.polrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_statistic_ext', x.oid, pg_catalog.to_jsonb(x) - '{stxowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_statistic_ext AS x WHERE x.stxnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_ts_config', x.oid, pg_catalog.to_jsonb(x) - '{cfgowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_ts_config AS x WHERE x.cfgnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_ts_dict', x.oid, pg_catalog.to_jsonb(x) - '{dictowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_ts_dict AS x WHERE x.dictnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_ts_parser', x.oid, pg_catalog.to_jsonb(x)
    FROM pg_catalog.pg_ts_parser AS x WHERE x.prsnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_ts_template', x.oid, pg_catalog.to_jsonb(x)
    FROM pg_catalog.pg_ts_template AS x WHERE x.tmplnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    -- Objects of the users' own that are in no schema; those with lower numbers are the server's.
    SELECT 'pg_extension', x.oid, pg_catalog.to_jsonb(x) - '{extowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_extension AS x
    UNION ALL
    SELECT 'pg_cast', x.oid, pg_catalog.to_jsonb(x) FROM pg_catalog.pg_cast AS x WHERE x.oid >= 16384
    UNION ALL
    SELECT 'pg_transform', x.oid, pg_catalog.to_jsonb(x) FROM pg_catalog.pg_transform AS x WHERE x.oid >= 16384
    UNION ALL
    SELECT 'pg_am', x.oid, pg_catalog.to_jsonb(x) FROM pg_catalog.pg_am AS x WHERE x.oid >= 16384
    UNION ALL
    SELECT 'pg_language', x.oid, pg_catalog.to_jsonb(x) - '{lanowner,lanacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_language AS x WHERE x.oid >= 16384
    UNION ALL
    SELECT 'pg_event_trigger', x.oid, pg_catalog.to_jsonb(x) - '{evtowner}'::pg_catalog.text[]
    FROM pg_catalog.pg_event_trigger AS x
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', x.oid, pg_catalog.to_jsonb(x) - '{fdwowner,fdwacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_foreign_data_wrapper AS x
    UNION ALL
    SELECT 'pg_foreign_server', x.oid, pg_catalog.to_jsonb(x) - '{srvowner,srvacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_foreign_server AS x
),
attached (catalog, contents) AS (
    SELECT 'pg_attribute', pg_catalog.to_jsonb(a) - '{attcacheoff,attmissingval,atthasmissing,attacl}'::pg_catalog.text[]
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attnum > 0 AND a.attrelid IN (SELECT r.oid FROM relation AS r WHERE r.relkind <> 'S')
    UNION ALL
    SELECT 'pg_index', pg_catalog.to_jsonb(i) - '{indisclustered,indcheckxmin,indisready,indislive}'::pg_catalog.text[]
    FROM pg_catalog.pg_index AS i WHERE i.indexrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_inherits', pg_catalog.to_jsonb(i)
    FROM pg_catalog.pg_inherits AS i
    WHERE i.inhrelid IN (SELECT r.oid FROM relation AS r) OR i.inhparent IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_partitioned_table', pg_catalog.to_jsonb(p)
    FROM pg_catalog.pg_partitioned_table AS p WHERE p.partrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_sequence', pg_catalog.to_jsonb(q)
    FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_foreign_table', pg_catalog.to_jsonb(f)
    FROM pg_catalog.pg_foreign_table AS f WHERE f.ftrelid IN (SELECT r.oid FROM relation AS r)
    UNION ALL
    SELECT 'pg_enum', pg_catalog.to_jsonb(e)
    FROM pg_catalog.pg_enum AS e
    JOIN pg_catalog.pg_type AS t ON t.oid = e.enumtypid AND t.typnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_range', pg_catalog.to_jsonb(g)
    FROM pg_catalog.pg_range AS g
    JOIN pg_catalog.pg_type AS t ON t.oid = g.rngtypid AND t.typnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_aggregate', pg_catalog.to_jsonb(g)
    FROM pg_catalog.pg_aggregate AS g
    JOIN pg_catalog.pg_proc AS p ON p.oid = g.aggfnoid AND p.pronamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_amop', pg_catalog.to_jsonb(m)
    FROM pg_catalog.pg_amop AS m
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = m.amopfamily AND f.opfnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_amproc', pg_catalog.to_jsonb(m)
    FROM pg_catalog.pg_amproc AS m
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = m.amprocfamily AND f.opfnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_ts_config_map', pg_catalog.to_jsonb(m)
    FROM pg_catalog.pg_ts_config_map AS m
    JOIN pg_catalog.pg_ts_config AS f ON f.oid = m.mapcfg AND f.cfgnamespace IN (SELECT s.oid FROM space AS s)
    UNION ALL
    SELECT 'pg_description', pg_catalog.to_jsonb(x)
    FROM pg_catalog.pg_description AS x
    JOIN described AS d ON d.oid = x.objoid AND ('pg_catalog.' || d.catalog)::pg_catalog.regclass = x.classoid
    UNION ALL
    SELECT 'pg_seclabel', pg_catalog.to_jsonb(x)
    FROM pg_catalog.pg_seclabel AS x
    JOIN described AS d ON d.oid = x.objoid AND ('pg_catalog.' || d.catalog)::pg_catalog.regclass = x.classoid
),
line (hash) AS (
    SELECT pg_catalog.sha256(pg_catalog.convert_to(d.catalog || d.contents::pg_catalog.text, 'UTF8')) FROM described AS d
    UNION ALL
    SELECT pg_catalog.sha256(pg_catalog.convert_to(a.catalog || a.contents::pg_catalog.text, 'UTF8')) FROM attached AS a
)
SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.string_agg(l.hash, ''::pg_catalog.bytea ORDER BY l.hash)), 'hex')
FROM line AS l;
