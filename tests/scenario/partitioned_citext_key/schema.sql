DROP SCHEMA public;
CREATE SCHEMA public;
CREATE EXTENSION citext;
CREATE TABLE accounts (name citext, region int, PRIMARY KEY (name, region)) PARTITION BY LIST (region);
CREATE TABLE accounts_0 PARTITION OF accounts FOR VALUES IN (0);
CREATE TABLE accounts_1 PARTITION OF accounts DEFAULT;
CREATE TABLE cards (card_id int PRIMARY KEY, name citext, region int, FOREIGN KEY (name, region) REFERENCES accounts);
