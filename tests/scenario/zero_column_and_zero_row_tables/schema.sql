CREATE TABLE nothing ();
CREATE TABLE hollow (a int, b text);
ALTER TABLE hollow DROP COLUMN a, DROP COLUMN b;
CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users);
