INSERT INTO readings_hot VALUES (1, 2), (2, NULL), (3, 1);
INSERT INTO readings VALUES (7, 1);
