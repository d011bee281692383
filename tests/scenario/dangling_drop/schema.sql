CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int);
CREATE TABLE lines (line_id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, sku text);
CREATE TABLE gifts (gift_id int PRIMARY KEY, line_id int REFERENCES lines);
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users;
