CREATE TABLE countries (code text PRIMARY KEY, number int UNIQUE);
CREATE TABLE cities (name varchar(20) PRIMARY KEY, code varchar(4) REFERENCES countries, number smallint REFERENCES countries (number));
CREATE TABLE streets (street text PRIMARY KEY, city text REFERENCES cities);
