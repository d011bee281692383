INSERT INTO tenants VALUES (1), (2), (3);
INSERT INTO logs VALUES (1, 10), (1, 11), (2, 20), (3, 30);
INSERT INTO users VALUES (1, 1, 10, 11), (2, 1, NULL, 10), (3, 2, 20, NULL), (4, 1, NULL, NULL);
INSERT INTO log_lines VALUES (100, 1, 10), (101, 1, NULL), (102, 3, 30);
