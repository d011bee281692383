INSERT INTO customers VALUES (1), (2), (3);
INSERT INTO baskets VALUES (11, 1), (12, 2), (13, 3);
INSERT INTO addresses VALUES (21, 1), (22, 2), (23, 2), (24, 3);
INSERT INTO orders VALUES (100, 11, 21), (101, 11, 22), (102, 12, 22), (103, 13, 24), (104, 12, 21);
