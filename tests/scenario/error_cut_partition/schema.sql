CREATE TABLE users (user_id int PRIMARY KEY, name text NOT NULL, plan text NOT NULL, referred_by int REFERENCES users);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, status text NOT NULL, placed_at date NOT NULL);
CREATE TABLE visits (user_id int REFERENCES users) PARTITION BY LIST (user_id);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);
