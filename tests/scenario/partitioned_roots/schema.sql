CREATE TABLE clerks (clerk_id int PRIMARY KEY);
CREATE TABLE sales (region int, year int, clerk_id int REFERENCES clerks) PARTITION BY LIST (region);
CREATE TABLE sales_north PARTITION OF sales FOR VALUES IN (1) PARTITION BY RANGE (year);
CREATE TABLE sales_north_old PARTITION OF sales_north FOR VALUES FROM (MINVALUE) TO (2020);
CREATE TABLE sales_north_new PARTITION OF sales_north FOR VALUES FROM (2020) TO (MAXVALUE);
CREATE TABLE sales_south PARTITION OF sales FOR VALUES IN (2);
