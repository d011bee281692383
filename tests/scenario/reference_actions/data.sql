INSERT INTO users VALUES (1), (2), (3), (4), (5);
INSERT INTO orders VALUES (10, 1, 2, 3, 4), (11, 2, NULL, NULL, 5);
