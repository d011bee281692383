CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE events (user_id int REFERENCES users, detail json);
CREATE TABLE notes (line text);
