CREATE TABLE users (user_id int PRIMARY KEY, plan text NOT NULL);
CREATE TABLE staff (desk int) INHERITS (users);
CREATE TABLE orders (order_id int PRIMARY KEY);
INSERT INTO users VALUES (1, 'pro'), (2, 'free');
INSERT INTO orders VALUES (10);
