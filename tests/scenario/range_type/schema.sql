CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE spans (span span PRIMARY KEY, several span_multirange);
CREATE TABLE uses (use_id int PRIMARY KEY, span span REFERENCES spans);
