INSERT INTO shelves VALUES (1, 1, 'one one'), (1, 2, 'one two'), (2, 1, 'two one'), (2, 2, 'two two');
INSERT INTO boxes VALUES (1, 2, 1), (2, 1, 2), (3, 2, 2), (4, 2, NULL), (5, NULL, 1), (6, NULL, NULL), (7, 2, 1);
