INSERT INTO plans VALUES (1), (2), (3);
INSERT INTO users VALUES (1, 1), (2, 1), (3, 2), (4, 3), (5, NULL);
INSERT INTO orders VALUES (10, 1), (11, 2), (12, 3), (13, 4), (14, 5);
