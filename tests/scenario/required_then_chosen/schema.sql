CREATE TABLE teams (team_id int PRIMARY KEY);
CREATE TABLE users (user_id int PRIMARY KEY, team_id int REFERENCES teams);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users, seller_id int REFERENCES users);
CREATE TABLE offices (office_id int PRIMARY KEY);
CREATE TABLE moves (team_id int REFERENCES teams, office_id int REFERENCES offices);
ALTER TABLE teams ADD office_id int REFERENCES offices;
