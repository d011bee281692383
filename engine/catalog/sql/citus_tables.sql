-- Lists the tables that Citus has on other servers: distributed tables, and reference tables, which are on all servers.
SELECT d.logicalrelid::pg_catalog.oid FROM pg_catalog.pg_dist_partition AS d;
