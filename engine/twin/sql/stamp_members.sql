-- Lists what a stamp says, with a line for each thing: its kind, its name and its value. The age is in seconds. A stamp
-- that somebody has changed may be no JSON, or hold something else where numbers should be; that is an error of class 22.
-- Variable: line, the stamp without its first word, a literal.
WITH stamp AS (SELECT (:line)::pg_catalog.json AS fields)
SELECT 'member', m.key, m.value
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_each_text(s.fields) AS m
WHERE m.key NOT IN ('privileges', 'made', 'dangling', 'schemas', 'foreign_keys', 'tables', 'masked', 'cases', 'prints',
                    'by_transaction')
UNION ALL
SELECT 'age', m.key,
       (pg_catalog.date_part('epoch', pg_catalog.now() - m.value::pg_catalog.timestamptz))::pg_catalog.text
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_each_text(s.fields) AS m
WHERE m.key = 'snapshot_time'
UNION ALL
SELECT 'rows', t.key, (t.value::pg_catalog.int8)::pg_catalog.text
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_each_text(pg_catalog.json_object_field(s.fields, 'tables')) AS t
UNION ALL
SELECT 'schema', '', n.name
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_array_elements_text(pg_catalog.json_object_field(s.fields, 'schemas')) AS n (name)
UNION ALL
SELECT 'dangling', d.key, (d.value::pg_catalog.int8)::pg_catalog.text
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_each_text(pg_catalog.json_object_field(s.fields, 'dangling')) AS d
UNION ALL
SELECT 'foreign key', k.key, pg_catalog.json_array_element_text(n.definition, 0)
FROM stamp AS s
CROSS JOIN LATERAL pg_catalog.json_each(pg_catalog.json_object_field(s.fields, 'foreign_keys')) AS k
CROSS JOIN LATERAL pg_catalog.json_array_elements(k.value) AS n (definition);
