INSERT INTO users VALUES (1), (2), (3);
INSERT INTO visits VALUES (10, 1, '2023-01-01', 'old'), (11, 2, '2024-02-02', 'new'), (12, 1, '2024-03-03', NULL), (13, 3, '2023-04-04', 'x');
