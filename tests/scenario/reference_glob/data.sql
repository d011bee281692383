INSERT INTO users VALUES (1, 'ann'), (2, 'bob'), (3, 'cho');
INSERT INTO orders VALUES (10, 1), (11, 2);
INSERT INTO visits VALUES (20, 1), (21, 3), (22, NULL);
INSERT INTO likes VALUES (1, 'tea'), (1, 'oat'), (2, 'jam'), (NULL, 'pie');
INSERT INTO notes VALUES (30, '1'), (31, '3');
INSERT INTO units VALUES ('m');
