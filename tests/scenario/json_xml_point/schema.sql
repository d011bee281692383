CREATE TYPE pair AS (a int, b text);
CREATE TABLE things (
    thing_id int PRIMARY KEY,
    j json, jb jsonb, x xml, p point, b box, r int4range, mr int4multirange, a int[][], c pair, ca pair[],
    m money, i interval, ip inet, mac macaddr, bits bit varying(9), ts tsvector, tq tsquery, by bytea, f float8, n numeric,
    t timestamp, lsn pg_lsn, ch "char", nm name, reg regclass, regs regtype[], snap pg_snapshot);
CREATE TABLE owners (owner_id int PRIMARY KEY, thing_id int REFERENCES things);
