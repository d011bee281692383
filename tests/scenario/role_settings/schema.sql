CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.users (nothing int);
CREATE TABLE users (user_id int PRIMARY KEY, born date, seen timestamptz, score float8, photo bytea, wait interval, doc xml, name text);
CREATE TABLE orders (placed date, user_id int REFERENCES users, path text, PRIMARY KEY (placed, path));
CREATE TABLE lines (line_id int PRIMARY KEY, placed date, path text, FOREIGN KEY (placed, path) REFERENCES orders);
