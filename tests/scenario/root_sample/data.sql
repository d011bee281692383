INSERT INTO users SELECT n, n % 2 = 1 FROM generate_series(1, 60) AS n;
INSERT INTO orders SELECT n, n FROM generate_series(1, 60) AS n;
