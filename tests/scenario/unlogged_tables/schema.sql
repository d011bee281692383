CREATE UNLOGGED TABLE users (user_id int PRIMARY KEY);
CREATE UNLOGGED TABLE visits (visit_id int PRIMARY KEY, user_id int REFERENCES users);
