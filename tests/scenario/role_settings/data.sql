INSERT INTO users VALUES (1, '2024-02-03', '2024-02-03 04:05:06.789+00', 0.1 + 0.2::float8, '\x005c27ff', '1 mon 2 days', '<a/><b/>', 'zoë'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, E'back\\slash ''quote''');
INSERT INTO orders VALUES ('2024-02-03', 1, E'c:\\temp\\new'), ('2024-03-02', 2, E'it''s \\ here'), ('2024-03-02', 1, 'zoë');
INSERT INTO lines VALUES (1, '2024-02-03', E'c:\\temp\\new'), (2, '2024-03-02', 'zoë'), (3, '2024-03-02', E'it''s \\ here'), (4, NULL, 'x');
