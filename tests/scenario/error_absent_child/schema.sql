CREATE TABLE users (user_id int PRIMARY KEY, plan text NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO users VALUES (1, 'pro'), (2, 'free');
INSERT INTO orders VALUES (10, 1), (11, 2);
