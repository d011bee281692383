-- The shop's rows, about 16,000, the same ones each time: everything comes from generate_series and arithmetic with
-- primes, so that it looks mixed without being random.

INSERT INTO countries VALUES
    ('AT', 'Austria'), ('BR', 'Brazil'), ('CA', 'Canada'), ('DE', 'Germany'), ('FR', 'France'), ('GR', 'Greece'),
    ('IN', 'India'), ('JP', 'Japan'), ('KE', 'Kenya'), ('NZ', 'New Zealand'), ('PE', 'Peru'), ('US', 'United States');

-- Two of three users were referred by an earlier one.
INSERT INTO users (user_id, email, name, country_code, referred_by, created_at)
SELECT i, format('user%s@example.com', i),
       (ARRAY['Ada', 'Bela', 'Chidi', 'Dora', 'Émile', 'Fatma', 'Goro'])[1 + i % 7] || ' ' ||
       (ARRAY['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Novák', 'Haddad', 'O''Neill', 'Kaya'])[1 + i * 5 % 9],
       (SELECT country_code FROM countries ORDER BY country_code OFFSET i * 11 % 12 LIMIT 1),
       CASE WHEN i > 3 AND i % 3 <> 0 THEN 1 + i * 7919 % (i - 1) END,
       timestamptz '2024-01-01 08:00:00+00' + i * interval '17 hours'
FROM generate_series(1, 1000) AS i;

-- 5 branches with 5 categories each.
INSERT INTO categories (category_id, parent_id, name) OVERRIDING SYSTEM VALUE
SELECT i, CASE WHEN i > 5 THEN 1 + (i - 1) % 5 END,
       CASE WHEN i > 5 THEN format('category %s', i) ELSE (ARRAY['Kitchen', 'Garden', 'Office', 'Music', 'Travel'])[i] END
FROM generate_series(1, 30) AS i;

INSERT INTO products (product_id, category_id, sku, name, unit_price, attributes)
SELECT i, 6 + i * 13 % 25, format('SKU-%s', lpad((i * 7)::text, 5, '0')), format('product %s', i),
       (199 + i * 37 % 9001) / 100.0, jsonb_build_object('weight_g', 50 + i * 97 % 5000, 'fragile', i % 4 = 0)
FROM generate_series(1, 300) AS i;

INSERT INTO orders (order_id, user_id, status, invoice, placed_at)
SELECT i, 1 + i * 617 % 1000,
       (ARRAY['draft', 'placed', 'shipped', 'shipped', 'shipped', 'returned'])[1 + i % 6]::order_status, 100000 + i,
       timestamptz '2025-12-01 09:30:00+00' + i * interval '41 minutes'
FROM generate_series(1, 4000) AS i;

-- One to four lines for each order.
INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT i, line, p.product_id, 1 + (i + line) % 3, p.unit_price
FROM generate_series(1, 4000) AS i
CROSS JOIN LATERAL generate_series(1, 1 + i % 4) AS line
JOIN products p ON p.product_id = 1 + (i * 37 + line * 101) % 300;

INSERT INTO reviews (review_id, order_id, line, author_id, stars, body)
SELECT row_number() OVER (ORDER BY i.order_id, i.line), i.order_id, i.line,
       CASE WHEN i.order_id % 10 <> 0 THEN o.user_id END,
       1 + (i.order_id * 3 + i.line) % 5,
       CASE WHEN i.line = 1 THEN format(E'Bought in order %s.\nWould buy "again", 100%%.', i.order_id) END
FROM order_items i JOIN orders o USING (order_id)
WHERE o.status IN ('shipped', 'returned') AND (i.order_id + i.line) % 7 = 0;

-- The rows came with their keys; what comes next continues after them.
SELECT setval(pg_get_serial_sequence('users', 'user_id'), max(user_id)) FROM users;
SELECT setval(pg_get_serial_sequence('categories', 'category_id'), max(category_id)) FROM categories;
SELECT setval(pg_get_serial_sequence('products', 'product_id'), max(product_id)) FROM products;
SELECT setval(pg_get_serial_sequence('orders', 'order_id'), max(order_id)) FROM orders;
SELECT setval(pg_get_serial_sequence('reviews', 'review_id'), max(review_id)) FROM reviews;
SELECT setval('invoice_number', max(invoice)) FROM orders;

REFRESH MATERIALIZED VIEW product_ratings;
ANALYZE;
