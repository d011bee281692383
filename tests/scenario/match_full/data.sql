INSERT INTO places VALUES (0, 0), (0, 1), (1, 0);
INSERT INTO stones VALUES (1, 0, 0), (2, NULL, NULL), (3, 0, 1), (4, 0, 0);
