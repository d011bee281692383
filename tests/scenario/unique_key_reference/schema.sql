CREATE TABLE users (nick text UNIQUE, number int NOT NULL);
CREATE UNIQUE INDEX users_number ON users (number);
CREATE TABLE posts (post_id int PRIMARY KEY, nick varchar(20) REFERENCES users (nick), number int REFERENCES users (number));
