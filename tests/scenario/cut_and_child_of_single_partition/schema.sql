CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE events (event_id int, year int NOT NULL, user_id int REFERENCES users, cause_id int, UNIQUE (event_id, year)) PARTITION BY LIST (year);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES IN (2023);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES IN (2024);
ALTER TABLE events_2023 ADD PRIMARY KEY (event_id);
ALTER TABLE events_2024 ADD FOREIGN KEY (cause_id) REFERENCES events_2023;
CREATE TABLE notes (note_id int PRIMARY KEY, event_id int REFERENCES events_2023, user_id int REFERENCES users);
