CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE visits (visit_id int, user_id int REFERENCES users, day date, note text) PARTITION BY RANGE (day);
CREATE TABLE visits_old (note text, gone int, day date, user_id int, visit_id int);
ALTER TABLE visits_old DROP COLUMN gone;
ALTER TABLE visits ATTACH PARTITION visits_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE visits_new (day date, gone text, visit_id int, note text, user_id int);
ALTER TABLE visits_new DROP COLUMN gone;
ALTER TABLE visits ATTACH PARTITION visits_new FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
