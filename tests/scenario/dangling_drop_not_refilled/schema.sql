CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE shops (shop_id int PRIMARY KEY);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, shop_id int REFERENCES shops);
