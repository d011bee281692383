INSERT INTO users VALUES (1, true), (2, false), (3, true);
INSERT INTO orders VALUES (10, 1), (11, 1), (12, 2), (13, 3);
REFRESH MATERIALIZED VIEW order_count;
