INSERT INTO rates VALUES (2.50), (3), (4.0), (5.25), (7.000);
INSERT INTO loans VALUES (1, 2.5, NULL), (2, 3.0000, NULL), (3, NULL, 4), (4, 5.25, 7), (5, 5.2500, NULL), (6, 3, 4);
