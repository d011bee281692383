-- The tables that Citus has on other servers: distributed ones, and reference tables, which are on all of them.
SELECT d.logicalrelid::pg_catalog.oid FROM pg_catalog.pg_dist_partition AS d;
