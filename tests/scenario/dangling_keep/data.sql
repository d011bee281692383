INSERT INTO users VALUES (1), (2);
INSERT INTO orders VALUES (10, 1);
SET session_replication_role = replica;   -- as a restore with disabled triggers would
INSERT INTO orders VALUES (11, 99), (12, 2), (13, 98);
RESET session_replication_role;
INSERT INTO lines VALUES (100, 10, 'a'), (101, 11, 'b'), (102, 12, 'c'), (103, 11, 'd');
INSERT INTO gifts VALUES (1, 101), (2, 102), (3, NULL);
