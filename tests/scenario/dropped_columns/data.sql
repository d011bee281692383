INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
INSERT INTO orders VALUES (10, 1), (11, 2), (12, NULL);
INSERT INTO hollow DEFAULT VALUES;
