CREATE TABLE countries (code char(4) PRIMARY KEY, name text);
CREATE TABLE cities (city_id int PRIMARY KEY, code char(2) REFERENCES countries, wide char(6) REFERENCES countries);
CREATE TABLE labels (label_id int PRIMARY KEY, name varchar(9) NOT NULL UNIQUE);
CREATE TABLE tags (tag_id int PRIMARY KEY, name text REFERENCES labels (name));
