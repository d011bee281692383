INSERT INTO users VALUES (1), (2);
INSERT INTO shops VALUES (7), (8);
INSERT INTO orders VALUES (10, 1, 7), (11, 1, 8), (12, 1, 7), (13, 2, 8), (14, 2, 8), (15, 2, 7);
SET session_replication_role = replica;   -- as a restore with disabled triggers would
DELETE FROM shops WHERE shop_id = 8;
