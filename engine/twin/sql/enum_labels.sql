-- Lists the labels of each enum of user schemas, and of domains over them, with a line for each: the type as format_type()
-- gives it under an empty search_path, and the label.
WITH RECURSIVE named (oid, enum) AS (
    SELECT t.oid, t.oid FROM pg_catalog.pg_type AS t WHERE t.typtype = 'e'
    UNION ALL
    SELECT t.oid, n.enum FROM named AS n JOIN pg_catalog.pg_type AS t ON t.typtype = 'd' AND t.typbasetype = n.oid
)
SELECT pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(t.typname), e.enumlabel
FROM named AS n
JOIN pg_catalog.pg_type AS t ON t.oid = n.oid
JOIN pg_catalog.pg_namespace AS s ON s.oid = t.typnamespace
JOIN pg_catalog.pg_enum AS e ON e.enumtypid = n.enum
ORDER BY 1, e.enumsortorder;
