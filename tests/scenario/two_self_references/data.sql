INSERT INTO people VALUES (1, NULL, NULL), (2, NULL, NULL), (3, 1, 2), (4, NULL, NULL), (5, 3, 4), (6, 3, 4), (7, 9, 5),
    (8, 7, NULL), (9, 9, NULL), (10, 9, NULL), (11, 10, 1), (12, 11, 8);
