INSERT INTO users VALUES (1, 'a"b'), (2, 'it''s'), (3, '$$'), (4, '%s {} \');
INSERT INTO orders VALUES (10, 1), (11, 2), (12, 3), (13, 4);
