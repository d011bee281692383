CREATE TABLE plans (plan_id int PRIMARY KEY);
CREATE TABLE users (user_id int PRIMARY KEY, plan_id int REFERENCES plans);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
