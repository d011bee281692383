CREATE TABLE probes (reading float8 PRIMARY KEY, note text);
CREATE TABLE samples (sample_id int PRIMARY KEY, reading real NOT NULL REFERENCES probes);
CREATE TABLE shifts (begins timestamp PRIMARY KEY);
CREATE TABLE days (day_id int PRIMARY KEY, day date NOT NULL REFERENCES shifts);
