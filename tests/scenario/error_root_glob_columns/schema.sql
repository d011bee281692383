CREATE TABLE users (user_id int PRIMARY KEY, plan text NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE notes (line text);
