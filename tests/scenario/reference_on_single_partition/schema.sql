CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE events (event_id int, year int NOT NULL, user_id int, cause_id int) PARTITION BY LIST (year);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES IN (2023);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES IN (2024);
ALTER TABLE events_2023 ADD PRIMARY KEY (event_id);
ALTER TABLE events_2024 ADD FOREIGN KEY (user_id) REFERENCES users, ADD FOREIGN KEY (cause_id) REFERENCES events_2023;
