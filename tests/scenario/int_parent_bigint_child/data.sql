INSERT INTO accounts VALUES (1), (2), (3), (4);
INSERT INTO entries VALUES (10, 1), (11, 2), (12, 5000000000), (13, NULL), (14, 1), (15, 4);
ALTER TABLE entries ADD FOREIGN KEY (account_id) REFERENCES accounts NOT VALID;
