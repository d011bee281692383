CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL);
