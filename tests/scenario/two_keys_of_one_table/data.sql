INSERT INTO users VALUES (1, 'ann@example.com'), (2, 'bob@example.com'), (3, 'eve@example.com'), (4, 'joe@example.com');
INSERT INTO orders VALUES (10, 1), (11, 2), (12, 3);
INSERT INTO letters VALUES (20, 'ann@example.com', 2), (21, 'bob@example.com', 3), (22, 'ann@example.com', 1),
    (23, 'joe@example.com', NULL);
