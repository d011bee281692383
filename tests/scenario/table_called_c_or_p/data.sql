INSERT INTO p VALUES (1, 5), (2, 5);
INSERT INTO c VALUES (1, 1, 9), (5, 1, 8), (6, 1, 7), (7, 2, 9), (8, NULL, 1);
