CREATE TABLE users (user_id int PRIMARY KEY, came date);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, placed_at date NOT NULL);
