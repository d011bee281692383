CREATE TYPE mood AS ENUM ('sad', 'so so', 'happy');
CREATE TABLE moods (mood mood PRIMARY KEY, colours text[]);
CREATE TABLE days (day date PRIMARY KEY, mood mood REFERENCES moods, others mood[]);
