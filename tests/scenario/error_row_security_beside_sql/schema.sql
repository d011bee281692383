CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE TABLE wishes (id int PRIMARY KEY, person int);
