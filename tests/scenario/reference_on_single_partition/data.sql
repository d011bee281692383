INSERT INTO users VALUES (1), (2);
INSERT INTO events VALUES (1, 2023, 77, 88), (2, 2023, 1, NULL), (3, 2023, 1, NULL), (4, 2024, 1, 2), (5, 2024, 1, NULL), (6, 2024, 2, 3);
