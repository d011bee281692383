INSERT INTO users VALUES ('ann', 1), ('bob', 2), ('eve', 3), (NULL, 4), (NULL, 5);
INSERT INTO posts VALUES (10, 'ann', 2), (11, NULL, 4), (12, 'eve', NULL), (13, 'bob', 5), (14, NULL, NULL);
