CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE orders (order_id bigint PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE photos (photo_id int PRIMARY KEY);
CREATE TABLE comments (comment_id int PRIMARY KEY, subject_type text, subject_id int, line text);
