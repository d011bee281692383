CREATE TABLE users (old1 int, user_id int, old2 text, name text);
ALTER TABLE users DROP COLUMN old1, DROP COLUMN old2, ADD PRIMARY KEY (user_id);
CREATE TABLE orders (order_id int PRIMARY KEY, gone int REFERENCES users, user_id int REFERENCES users);
ALTER TABLE orders DROP COLUMN gone;
ALTER TABLE orders ADD note text DEFAULT 'none';
CREATE TABLE hollow (was int);
ALTER TABLE hollow DROP COLUMN was;
