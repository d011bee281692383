INSERT INTO nodes VALUES ('a', 0, 9), ('A', 1, 0), ('b', 1, NULL);
INSERT INTO links VALUES (1, 'A', 1), (2, 'B', 1);
