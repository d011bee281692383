INSERT INTO accounts VALUES ('de', 1), ('de', 2), ('fr', 3), ('us', 4), ('us', 5);
INSERT INTO moves VALUES (1, 'de', 1, '2024-05-01'), (2, 'fr', 3, '2024-05-01'), (3, 'us', 4, '2023-05-01'), (4, 'us', NULL, NULL), (5, 'us', 5, '2024-06-01');
