INSERT INTO owners VALUES (1), (2), (3);
INSERT INTO animals VALUES (1, 'newt', 1), (2, 'ant', 2), (3, 'bee', 3);
INSERT INTO cats VALUES (4, 'tom', 1, 9), (5, 'kit', 2, 7);
INSERT INTO dogs VALUES (1, 'rex', 1, '{sit}'), (7, 'fido', 77, NULL);
INSERT INTO visits VALUES (10, 1), (11, 2), (12, 3);
