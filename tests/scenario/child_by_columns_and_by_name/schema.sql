CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE messages (message_id int PRIMARY KEY, sender_id int REFERENCES users, receiver_id int CONSTRAINT reads REFERENCES users);
