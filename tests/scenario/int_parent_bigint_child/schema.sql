CREATE TABLE accounts (account_id int PRIMARY KEY);
CREATE TABLE entries (entry_id int PRIMARY KEY, account_id bigint);
