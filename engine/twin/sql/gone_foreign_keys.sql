-- Lists foreign keys that a twin had when it was made and no longer has, while both tables and all columns are there: the
-- child table as "schema.table", the constraint, the parent table, the FROM in which rows without a parent are counted, and
-- the columns that refer. The operator went with the constraint, so only values are compared that pg_catalog can compare:
-- both ends have one type there, an enum, or integers of any size.
-- Variable: line, the stamp without its first word, a literal.
WITH stamped AS (
    SELECT pg_catalog.split_part(k.key, '.', 1) AS child_schema,
           pg_catalog.substr(k.key, pg_catalog.strpos(k.key, '.') + 1) AS child_name,
           pg_catalog.json_array_element_text(n.definition, 0) AS name,
           pg_catalog.json_array_element_text(n.definition, 1) AS columns,
           pg_catalog.json_array_element_text(pg_catalog.json_array_element(n.definition, 2), 0) AS parent_schema,
           pg_catalog.json_array_element_text(pg_catalog.json_array_element(n.definition, 2), 1) AS parent_name,
           pg_catalog.json_array_element_text(n.definition, 3) AS parent_columns
    FROM (SELECT (:line)::pg_catalog.json AS fields) AS s
    CROSS JOIN LATERAL pg_catalog.json_each(pg_catalog.json_object_field(s.fields, 'foreign_keys')) AS k
    CROSS JOIN LATERAL pg_catalog.json_array_elements(k.value) AS n (definition)
), gone AS (
    SELECT s.*, c.oid AS child, p.oid AS parent,
           CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END AS child_only,
           CASE p.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END AS parent_only
    FROM stamped AS s
    JOIN pg_catalog.pg_namespace AS cn ON cn.nspname = s.child_schema
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = cn.oid AND c.relname = s.child_name
    JOIN pg_catalog.pg_namespace AS pn ON pn.nspname = s.parent_schema
    JOIN pg_catalog.pg_class AS p ON p.relnamespace = pn.oid AND p.relname = s.parent_name
    WHERE c.relkind IN ('r', 'p') AND p.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                      WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conname = s.name)
), pairs AS (
    SELECT g.child, g.name, pg_catalog.count(*) AS wanted,
           pg_catalog.count(*) FILTER (WHERE t.oid IS NOT NULL) AS found,
           pg_catalog.string_agg(pg_catalog.format('c.%I IS NOT NULL', l.name), ' AND ' ORDER BY l.place) AS present,
           pg_catalog.string_agg(pg_catalog.format('p.%I OPERATOR(pg_catalog.=) c.%I', r.name, l.name), ' AND ' ORDER BY l.place) AS matches,
           pg_catalog.string_agg(pg_catalog.format('c.%I::text', l.name), ', ' ORDER BY l.place) AS keys
    FROM gone AS g
    CROSS JOIN LATERAL pg_catalog.json_array_elements_text(g.columns::pg_catalog.json) WITH ORDINALITY AS l (name, place)
    JOIN LATERAL pg_catalog.json_array_elements_text(g.parent_columns::pg_catalog.json) WITH ORDINALITY AS r (name, place)
        ON r.place = l.place
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = g.child AND a.attname = l.name AND NOT a.attisdropped
    LEFT JOIN pg_catalog.pg_attribute AS b ON b.attrelid = g.parent AND b.attname = r.name AND NOT b.attisdropped
    LEFT JOIN pg_catalog.pg_type AS t
        ON t.oid = a.atttypid
       AND (a.atttypid = b.atttypid AND (t.typtype = 'e' OR t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace)
            OR a.atttypid IN ('int2'::pg_catalog.regtype, 'int4'::pg_catalog.regtype, 'int8'::pg_catalog.regtype)
               AND b.atttypid IN ('int2'::pg_catalog.regtype, 'int4'::pg_catalog.regtype, 'int8'::pg_catalog.regtype))
    GROUP BY g.child, g.name
)
SELECT g.child_schema || '.' || g.child_name, g.name, g.parent_schema || '.' || g.parent_name,
       pg_catalog.format('FROM %s%I.%I AS c WHERE %s AND NOT EXISTS (SELECT FROM %s%I.%I AS p WHERE %s)',
                         g.child_only, g.child_schema, g.child_name, p.present,
                         g.parent_only, g.parent_schema, g.parent_name, p.matches),
       p.keys, pg_catalog.pg_table_size(g.child)
FROM gone AS g
JOIN pairs AS p ON p.child = g.child AND p.name = g.name
WHERE p.found = p.wanted
ORDER BY 1, 2;
