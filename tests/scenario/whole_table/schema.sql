CREATE TABLE currencies (currency text PRIMARY KEY);
CREATE TABLE countries (country text PRIMARY KEY, currency text REFERENCES currencies, neighbour text REFERENCES countries);
CREATE TABLE cities (city text PRIMARY KEY, country text REFERENCES countries);
