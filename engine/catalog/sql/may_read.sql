-- Says whether the role may read the table c in the schema n, at least some of its columns: an expression that stands in
-- other queries, as their variable may_read. With SELECT on some columns a table can be read where another privilege lets it be locked
-- (LOCK, from 16 on).
coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE')
         AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
              OR (pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000
                  AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
                  AND pg_catalog.has_table_privilege(
                          c.oid, CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
                                      THEN 'INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN'
                                      ELSE 'INSERT, UPDATE, DELETE, TRUNCATE' END))), true)
