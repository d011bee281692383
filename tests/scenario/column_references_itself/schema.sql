CREATE TABLE users (user_id int PRIMARY KEY REFERENCES users);
CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users, bio text);
