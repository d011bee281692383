CREATE TABLE users (user_id int PRIMARY KEY);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, amount int NOT NULL);
CREATE MATERIALIZED VIEW z_totals AS SELECT user_id, sum(amount) AS total FROM orders GROUP BY user_id;
CREATE UNIQUE INDEX ON z_totals (user_id);
CREATE VIEW m_rich AS SELECT user_id FROM z_totals WHERE total > 10;
CREATE MATERIALIZED VIEW a_rich_count AS SELECT count(*) AS users FROM m_rich;
CREATE MATERIALIZED VIEW unpopulated AS SELECT 1 AS one WITH NO DATA;
