CREATE TABLE users (user_id int PRIMARY KEY, plan text NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE notes (line text);
CREATE TABLE payments (paid_at date) PARTITION BY RANGE (paid_at);
CREATE TABLE payments_2023 PARTITION OF payments DEFAULT;
