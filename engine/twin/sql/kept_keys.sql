-- Lists the columns of the target's unique indexes over all rows of a table, with the operator by which each is unique:
-- the primary key first, and then those without NULL. A key WITHOUT OVERLAPS (18) is no btree; its columns are compared by
-- their usual equality. The rules that a statement would set off follow: without columns, and with their state.
SELECT i.indrelid,
       n.nspname,
       t.relname,
       c.relname AS name,
       i.indisprimary,
       coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false),
       a.attname,
       a.attnotnull,
       coalesce((SELECT 'OPERATOR(' || pg_catalog.quote_ident(s.nspname) || '.' || o.oprname || ')'
                 FROM pg_catalog.pg_opclass AS p
                 JOIN pg_catalog.pg_am AS m ON m.oid = p.opcmethod AND m.amname = 'btree'
                 JOIN pg_catalog.pg_amop AS x ON x.amopfamily = p.opcfamily AND x.amopstrategy = 3
                                             AND x.amoplefttype = p.opcintype AND x.amoprighttype = p.opcintype
                 JOIN pg_catalog.pg_operator AS o ON o.oid = x.amopopr
                 JOIN pg_catalog.pg_namespace AS s ON s.oid = o.oprnamespace
                 WHERE p.oid = k.opclass),
                'OPERATOR(pg_catalog.=)'),
       NULL::pg_catalog."char"
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid AND NOT t.relispartition
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indclass::pg_catalog.oid[]))
                   WITH ORDINALITY AS k (number, opclass, nth)
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
WHERE i.indisunique
  AND i.indisvalid
  AND i.indpred IS NULL
  AND i.indexprs IS NULL
  AND k.nth <= i.indnkeyatts
UNION ALL
SELECT r.ev_class, n.nspname, t.relname, r.rulename, false, false, NULL, false, NULL, r.ev_enabled
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS t ON t.oid = r.ev_class AND t.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
WHERE r.ev_enabled IN ('O', 'A')
  AND r.ev_type IN ('2', '3')
ORDER BY 1, 5 DESC, 4, 7;
