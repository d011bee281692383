-- A shop: at scale 1 a million users, 4 million orders, 12 million order items, 2 million reviews, 100,000 products. The same
-- rows every time. Variable: scale.
--   psql -v scale=0.01 -f shop.sql
\set ON_ERROR_STOP on
SELECT greatest(1, round(1000000 * :scale))::int AS users, greatest(1, round(4000000 * :scale))::int AS orders,
       greatest(1, round(2000000 * :scale))::int AS reviews, greatest(10, round(100000 * :scale))::int AS products \gset

CREATE TABLE categories (
    category_id int PRIMARY KEY,
    parent_id int REFERENCES categories,
    name text NOT NULL);
CREATE TABLE products (
    product_id int PRIMARY KEY,
    category_id int NOT NULL REFERENCES categories,
    name text NOT NULL,
    price numeric(10, 2) NOT NULL);
CREATE TABLE users (
    user_id int PRIMARY KEY,
    referred_by int REFERENCES users,
    email text NOT NULL,
    full_name text NOT NULL,
    plan text NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE orders (
    order_id bigint PRIMARY KEY,
    user_id int NOT NULL,
    status text NOT NULL,
    placed_at timestamptz NOT NULL,
    total numeric(12, 2) NOT NULL);
CREATE TABLE order_items (
    order_id bigint NOT NULL,
    line_no int NOT NULL,
    product_id int NOT NULL,
    quantity int NOT NULL,
    price numeric(10, 2) NOT NULL);
CREATE TABLE reviews (
    review_id bigint PRIMARY KEY,
    order_id bigint NOT NULL,
    line_no int NOT NULL,
    user_id int NOT NULL,
    rating int NOT NULL,
    body text NOT NULL);

-- Numbers that look random and are the same each time: a multiplication modulo a prime.
INSERT INTO categories SELECT n, nullif(n / 8, 0), 'category ' || n FROM generate_series(1, 500) AS n;
INSERT INTO products SELECT n, n * 7919::bigint % 500 + 1, 'product ' || n, (n * 104729::bigint % 100000) / 100.0
FROM generate_series(1, :products) AS n;
INSERT INTO users
SELECT n, CASE WHEN n > 1 AND n % 3 = 0 THEN n * 7919::bigint % (n - 1) + 1 END, 'user' || n || '@example.com',
       'Name of user ' || n, (ARRAY['free', 'pro', 'team'])[n % 3 + 1], timestamptz '2020-01-01' + n * interval '150 seconds'
FROM generate_series(1, :users) AS n;
INSERT INTO orders
SELECT n, n * 15485863::bigint % :users + 1, (ARRAY['draft', 'paid', 'sent', 'returned'])[n % 4 + 1],
       timestamptz '2020-01-01' + n * interval '38 seconds', (n * 32452843::bigint % 1000000) / 100.0
FROM generate_series(1, :orders) AS n;
INSERT INTO order_items
SELECT o, l, (o * 49979687::bigint + l * 86028121::bigint) % :products + 1, (o + l) % 5 + 1, ((o * l) % 10000) / 100.0
FROM generate_series(1, :orders) AS o, generate_series(1, 3) AS l;
INSERT INTO reviews
SELECT n, o.order_id, n % 3 + 1, o.user_id, n % 5 + 1, repeat('so so ', (n % 12)::int) || n
FROM generate_series(1, :reviews) AS n
JOIN orders AS o ON o.order_id = n * 67867967::bigint % :orders + 1;

ALTER TABLE order_items ADD PRIMARY KEY (order_id, line_no);
CREATE INDEX ON products (category_id);
CREATE INDEX ON users (referred_by);
CREATE INDEX ON orders (user_id);
CREATE INDEX ON order_items (product_id);
CREATE INDEX ON reviews (order_id, line_no);
CREATE INDEX ON reviews (user_id);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;
ALTER TABLE order_items ADD FOREIGN KEY (order_id) REFERENCES orders, ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE reviews ADD FOREIGN KEY (order_id, line_no) REFERENCES order_items, ADD FOREIGN KEY (user_id) REFERENCES users;
VACUUM ANALYZE;
