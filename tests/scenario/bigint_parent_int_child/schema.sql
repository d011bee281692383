CREATE TABLE accounts (account_id bigint PRIMARY KEY);
CREATE TABLE entries (entry_id int PRIMARY KEY, account_id int REFERENCES accounts, small_id smallint REFERENCES accounts);
