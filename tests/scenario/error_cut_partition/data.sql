INSERT INTO users VALUES (1, 'ann', 'pro', NULL), (2, 'bob', 'free', 1), (3, 'cho', 'pro', 2), (4, 'dee', 'free', 3);
INSERT INTO orders VALUES (10, 1, 'paid', '2024-01-01'), (11, 1, 'draft', '2024-01-05'), (12, 1, 'paid', '2024-01-03'), (13, 1, 'paid', '2024-01-03'),
    (14, 2, 'paid', '2024-02-01'), (15, 2, 'draft', '2024-02-02'), (16, 3, 'paid', '2024-03-01'), (17, 3, 'paid', '2024-03-01'), (18, 3, 'paid', '2024-03-01');
