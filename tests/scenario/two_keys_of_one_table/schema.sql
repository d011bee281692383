CREATE TABLE users (user_id int PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE letters (letter_id int PRIMARY KEY, email text NOT NULL REFERENCES users (email), sender_id int REFERENCES users);
