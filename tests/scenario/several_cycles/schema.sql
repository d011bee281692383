CREATE TABLE a (a_id int PRIMARY KEY, b_id int NOT NULL, e_id int);
CREATE TABLE b (b_id int PRIMARY KEY, c_id int NOT NULL);
CREATE TABLE c (c_id int PRIMARY KEY, a_id int NOT NULL, d_id int);
CREATE TABLE d (d_id int PRIMARY KEY, c_id int, e_id int);
CREATE TABLE e (e_id int PRIMARY KEY, d_id int NOT NULL);
CREATE TABLE tail (tail_id int PRIMARY KEY, e_id int NOT NULL REFERENCES e);
CREATE TABLE tail_end (tail_end_id int PRIMARY KEY, tail_id int NOT NULL REFERENCES tail);
