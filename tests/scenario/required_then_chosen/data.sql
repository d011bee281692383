INSERT INTO offices VALUES (1), (2), (3);
INSERT INTO teams VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO users VALUES (1, NULL), (2, 1), (3, 2), (4, 3);
INSERT INTO orders VALUES (10, 1, 2), (11, 2, 3), (12, 3, 4), (13, 4, 4);
INSERT INTO moves VALUES (1, 1), (1, 3), (3, 3);
