CREATE TABLE accounts (account_id int, region text, PRIMARY KEY (account_id, region)) PARTITION BY LIST (region);
CREATE TABLE accounts_north PARTITION OF accounts FOR VALUES IN ('north');
CREATE TABLE accounts_south PARTITION OF accounts FOR VALUES IN ('south');
CREATE TABLE cards (
    card_id int PRIMARY KEY,
    region text,
    account_id int,
    FOREIGN KEY (account_id, region) REFERENCES accounts);
