CREATE DOMAIN account_number AS int CHECK (VALUE BETWEEN 100 AND 999);
CREATE DOMAIN odd_account AS account_number CHECK (VALUE % 2 = 1);
CREATE TABLE accounts (number account_number PRIMARY KEY);
CREATE TABLE entries (entry_id int PRIMARY KEY, number int REFERENCES accounts, odd odd_account REFERENCES accounts);
CREATE TABLE plain (plain_id int PRIMARY KEY);
CREATE TABLE uses (use_id int PRIMARY KEY, plain_id account_number REFERENCES plain);
