CREATE COLLATION ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE countries (code text COLLATE ignore_case PRIMARY KEY, name text);
CREATE TABLE cities (city_id int PRIMARY KEY, code text COLLATE "C" REFERENCES countries, size int);
CREATE TABLE codes (code text COLLATE "C" PRIMARY KEY);
CREATE TABLE labels (label_id int PRIMARY KEY, code text COLLATE ignore_case REFERENCES codes, year int);
CREATE INDEX ON cities (code);
