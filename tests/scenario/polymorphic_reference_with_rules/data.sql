INSERT INTO users VALUES (1), (2);
INSERT INTO orders VALUES (10, 1), (11, 2);
INSERT INTO photos VALUES (10), (11), (12);
INSERT INTO comments VALUES (1, 'Order', 10, 'late'), (2, 'Photo', 10, 'nice'), (3, 'Order', 11, 'early'), (4, NULL, 10, 'whose?'), (5, 'Photo', 12, 'ah'),
    (6, 'Order', NULL, 'none');
