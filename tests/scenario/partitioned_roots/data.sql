INSERT INTO clerks VALUES (1), (2), (3), (4);
INSERT INTO sales VALUES (2, 2019, 1), (1, 2019, 2), (1, 2019, 2), (1, 2021, 3), (1, 2022, 3), (2, 2023, 4), (2, 2023, 4);
