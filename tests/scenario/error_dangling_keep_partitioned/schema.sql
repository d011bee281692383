CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE visits (visit_id int, user_id int REFERENCES users) PARTITION BY LIST (visit_id);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1, 2);
