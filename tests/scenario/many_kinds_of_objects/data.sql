INSERT INTO users VALUES (1, 'ann likes bees', (1, 2, 3), '[1.5,2.5)'), (2, 'bob', NULL, NULL);
INSERT INTO orders VALUES (10, 1), (11, 2);
