INSERT INTO people VALUES (1), (2), (3);
INSERT INTO accounts VALUES (1), (2), (3);
INSERT INTO notes VALUES (10, 1), (11, 2), (12, 3), (13, NULL), (14, 1), (15, 3);
