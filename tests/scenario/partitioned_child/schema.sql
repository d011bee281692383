CREATE TABLE customers (customer_id int PRIMARY KEY);
CREATE TABLE clerks (clerk_id int PRIMARY KEY);
CREATE TABLE payments (payment_id int, customer_id int REFERENCES customers, clerk_id int, paid_at date NOT NULL)
    PARTITION BY RANGE (paid_at);
CREATE TABLE payments_2022 PARTITION OF payments FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE payments_2023 (paid_at date NOT NULL, clerk_id int, payment_id int, customer_id int);
ALTER TABLE payments ATTACH PARTITION payments_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE payments_later PARTITION OF payments DEFAULT PARTITION BY LIST (customer_id);
CREATE TABLE payments_later_rest PARTITION OF payments_later DEFAULT;
ALTER TABLE payments_2023 ADD FOREIGN KEY (clerk_id) REFERENCES clerks;
