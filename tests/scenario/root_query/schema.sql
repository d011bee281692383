CREATE TABLE users (user_id int PRIMARY KEY, name text);
CREATE TABLE seats (row_no int, seat_no int, user_id int REFERENCES users, PRIMARY KEY (row_no, seat_no));
