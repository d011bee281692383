CREATE TABLE people (person_id int PRIMARY KEY);
CREATE TABLE accounts (account_id int PRIMARY KEY);
CREATE TABLE notes (note_id int PRIMARY KEY, owner_id int REFERENCES people REFERENCES accounts);
