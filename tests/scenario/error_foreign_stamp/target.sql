CREATE TABLE precious (id int);
SELECT current_database() AS database \gset
COMMENT ON DATABASE :"database" IS 'subset {"version":"0.1.0","database":"elsewhere","oid":1,"cluster":"1"}';
