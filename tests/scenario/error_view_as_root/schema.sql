CREATE TABLE users (user_id int PRIMARY KEY);
CREATE VIEW recent AS SELECT * FROM users WHERE user_id > 1;
