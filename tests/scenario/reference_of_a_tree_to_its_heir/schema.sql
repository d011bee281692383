CREATE TABLE readings (id int PRIMARY KEY, next int);
CREATE TABLE readings_hot (PRIMARY KEY (id)) INHERITS (readings);
