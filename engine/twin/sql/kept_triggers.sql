-- The users' triggers, with the state in which each is (pg_trigger.tgenabled); those of a partitioned table before the
-- ones that its partitions have of it, which before 15 are called internal.
WITH RECURSIVE own (oid) AS (
    SELECT t.oid FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal
    UNION
    SELECT t.oid FROM own AS o JOIN pg_catalog.pg_trigger AS t ON t.tgparentid = o.oid
)
SELECT coalesce(pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid, c.oid),
       n.nspname,
       c.relname,
       t.tgname,
       t.tgenabled,
       c.relispartition
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.oid IN (SELECT o.oid FROM own AS o)
  AND c.relkind IN ('r', 'p')
  AND n.nspname !~ '^pg_'
  AND n.nspname <> 'information_schema'
ORDER BY (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_ancestors(c.oid)),
         n.nspname::pg_catalog.text COLLATE "C", c.relname::pg_catalog.text COLLATE "C", t.tgname::pg_catalog.text COLLATE "C";
