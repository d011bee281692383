CREATE TABLE readings (id int PRIMARY KEY, day int NOT NULL);
CREATE TABLE readings_new (PRIMARY KEY (id)) INHERITS (readings);
CREATE TABLE things (id int PRIMARY KEY);
CREATE TABLE cars (day int NOT NULL, PRIMARY KEY (id)) INHERITS (things);
