INSERT INTO a VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO b VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO c VALUES (10, 1, 1), (11, 1, 2), (12, 2, 1), (13, 1, NULL);
