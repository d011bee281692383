INSERT INTO users VALUES (1, 1), (1, 2), (1, 3);
INSERT INTO orders VALUES (1, 10, 1, 2), (1, 11, 2, 3), (1, 12, 1, NULL);
