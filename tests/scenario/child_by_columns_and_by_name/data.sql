INSERT INTO users VALUES (1), (2), (3);
INSERT INTO messages VALUES (10, 1, 2), (11, 1, 3), (12, 2, 1), (13, 3, 1), (14, 3, 2);
