CREATE EXTENSION citext;
CREATE DOMAIN login AS citext CHECK (VALUE <> '');
CREATE TABLE users (name citext PRIMARY KEY);
CREATE TABLE posts (post_id int PRIMARY KEY, author citext NOT NULL REFERENCES users, editor login REFERENCES users);
