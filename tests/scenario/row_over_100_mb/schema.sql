CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE files (file_id int PRIMARY KEY, user_id int REFERENCES users, content text);
ALTER TABLE files ALTER COLUMN content SET STORAGE EXTERNAL;
