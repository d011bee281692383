-- Makes the statements that give each object which exists again to the role that owned it, where that can be done.
-- Variables: owners, the query saved_owners; droppable, the query target_objects.
SELECT pg_catalog.format('ALTER %s %s OWNER TO %I', d.keyword, d.identity, o.owner)
FROM (:owners) AS o
JOIN (:droppable) AS d ON o.kind = 'OWNER ' || d.keyword AND o.identity = d.identity
WHERE o.may_become AND o.may_create AND o.owner <> d.owner AND NOT d.goes_with_table
ORDER BY d.position, d.keyword, d.identity;
