INSERT INTO readings VALUES (1, 1), (2, 5);
INSERT INTO readings_new VALUES (3, 4), (4, 9), (5, 2);
INSERT INTO things VALUES (1);
INSERT INTO cars VALUES (2, 3), (3, 8), (4, 1);
