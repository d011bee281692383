CREATE TABLE users (user_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE visits (visit_id int PRIMARY KEY, user_id int);
CREATE TABLE likes (user_id int, what text);
CREATE TABLE notes (note_id int PRIMARY KEY, user_id text);
CREATE TABLE units (code text PRIMARY KEY);
