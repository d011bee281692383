CREATE EXTENSION citext;
CREATE TABLE spellings (word citext PRIMARY KEY);
ALTER EXTENSION citext ADD TABLE spellings;
