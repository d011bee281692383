INSERT INTO users VALUES (1), (2);
INSERT INTO events VALUES (1, 2023, 1, 77), (2, 2023, 2, NULL), (3, 2024, 1, 1), (4, 2024, 1, 2), (5, 2024, 2, 2);
INSERT INTO notes VALUES (10, 1, 1), (11, 1, 2), (12, 2, 1), (13, NULL, 1);
