INSERT INTO owners VALUES (1), (2);
INSERT INTO wide (id, c0001, c1599) VALUES (1, 1, 7), (2, 2, 8), (3, NULL, 9);
