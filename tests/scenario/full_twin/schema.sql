CREATE SCHEMA audit;
CREATE TABLE users (user_id int PRIMARY KEY, boss_id int REFERENCES users);
CREATE TABLE audit.log (at date NOT NULL, user_id int REFERENCES users) PARTITION BY RANGE (at);
CREATE TABLE audit.log_old PARTITION OF audit.log FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE audit.log_new PARTITION OF audit.log FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE TABLE nothing ();
CREATE TABLE empty (id int);
