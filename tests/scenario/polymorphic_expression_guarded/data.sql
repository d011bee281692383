INSERT INTO orders VALUES (5), (6), (7);
INSERT INTO codes VALUES (1), (2);
INSERT INTO comments VALUES (1, 'Order', '5', '1'), (2, 'Page', 'about-us', NULL), (3, 'Order', '6', '2'), (4, 'Order', '5', 'none'),
    (5, 'Page', '7', '1'), (6, 'Order', '5', '1');
