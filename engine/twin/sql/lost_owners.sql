-- Counts what other roles own and cannot be given back to them, by role: how many objects, whether this role may become
-- that one, and a schema in which that role may not create.
-- Variable: owners, the query saved_owners.
SELECT o.owner, pg_catalog.count(*), pg_catalog.bool_and(o.may_become), pg_catalog.min(o.nspname::text) FILTER (WHERE NOT o.may_create)
FROM (:owners) AS o
WHERE NOT (o.may_become AND o.may_create)
GROUP BY o.owner
ORDER BY o.owner::pg_catalog.text COLLATE "C";
