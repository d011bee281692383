-- Lists what in the tables of some schemas of the target stands in the way of writing single rows: rules, which would do
-- something else instead, row security that binds the owner too, rows that no ctid tells apart or that are on another
-- server. Variable: schemas, a text[].
WITH relation AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind, c.relforcerowsecurity, c.relispartition, c.relam
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname::pg_catalog.text = ANY ((:schemas)::pg_catalog.text[])
      AND c.relkind IN ('r', 'p', 'f')
      AND c.relpersistence <> 't'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                        AND d.deptype = 'e')
)
SELECT o.line
FROM (
    SELECT r.name || ' has a rule, ' || w.rulename
    FROM relation AS r
    JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid AND w.ev_type <> '1'
    UNION ALL
    SELECT r.name || ' has FORCE ROW LEVEL SECURITY' FROM relation AS r WHERE r.relforcerowsecurity
    UNION ALL
    SELECT r.name || ' is a partition on another server' FROM relation AS r WHERE r.relkind = 'f' AND r.relispartition
    UNION ALL
    SELECT r.name || ' is stored by the access method ' || m.amname
    FROM relation AS r
    JOIN pg_catalog.pg_am AS m ON m.oid = r.relam AND m.amname <> 'heap'
    WHERE r.relkind = 'r'
) AS o (line)
ORDER BY o.line COLLATE "C";
