-- About 5,400 rows, of which 4,000 are logs; the same ones each time: everything comes from generate_series and arithmetic, so
-- that it looks mixed without being random.

INSERT INTO customers (customer_id, email, full_name, phone, street, postcode, born_on, locale, preferences, created_at)
SELECT i, lower(given) || '.' || i || '@example.com', given || ' ' || family,
       CASE WHEN i % 4 <> 0 THEN '+49 30 23125 ' || lpad((i * 7 % 1000)::text, 3, '0') END,
       (ARRAY['Harbour Street', 'Mill Lane', 'Station Road', 'Garden Row'])[1 + i % 4] || ' ' || 1 + i * 7 % 90,
       CASE WHEN i % 5 <> 0 THEN lpad((10000 + i * 389 % 80000)::text, 5, '0') END, date '1950-01-01' + i * 97 % 18000,
       (ARRAY['en', 'de', 'fr'])[1 + i % 3], jsonb_build_object('newsletter', i % 2 = 0, 'reply_to', lower(family) || i || '@example.com'),
       timestamptz '2024-01-01 08:00:00+00' + i * interval '29 hours'
FROM generate_series(1, 250) AS i
CROSS JOIN LATERAL (SELECT
    (ARRAY['Ada', 'Bela', 'Chidi', 'Dora', 'Emil', 'Fatma', 'Goro'])[1 + i % 7] AS given,
    (ARRAY['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Haddad', 'Kaya'])[1 + i * 5 % 9 % 7] AS family
) AS person;

INSERT INTO prices (price_id, name, per_month) VALUES (1, 'small', 4.90), (2, 'medium', 9.90), (3, 'large', 24.00);

INSERT INTO subscriptions (subscription_id, customer_id, price_id, renews_on)
SELECT i, 1 + i * 7 % 250, 1 + i % 3, date '2026-01-01' + i % 31
FROM generate_series(1, 300) AS i;

INSERT INTO log_mails (mail_id, sent_to, subject, sent_at)
SELECT i, email, format('Your invoice, %s', full_name), timestamptz '2025-01-01 05:00:00+00' + i * interval '9 hours'
FROM generate_series(1, 700) AS i JOIN customers ON customer_id = 1 + i % 250;

-- Every tenth went out by letter.
INSERT INTO invoices (invoice_id, subscription_id, mail_id, iban, amount, issued_on)
SELECT i, subscription_id, CASE WHEN i % 10 <> 0 THEN i END,
       CASE WHEN i % 2 = 0 THEN 'DE' || lpad((i * 7 % 90 + 10)::text, 2, '0') || lpad((i * 104729)::text, 18, '0') END,
       per_month, date '2025-01-01' + i / 25 * 31
FROM generate_series(1, 700) AS i
JOIN subscriptions ON subscription_id = 1 + i * 11 % 300
JOIN prices USING (price_id);

INSERT INTO tickets (ticket_id, customer_id, subject, body, opened_at)
SELECT i, customer_id, (ARRAY['Wrong amount', 'New address', 'How do I cancel', 'Thank you'])[1 + i % 4],
       format(E'Dear all,\nplease call %s, or write to %s.\n%s', coalesce(phone, 'me'), email, full_name),
       timestamptz '2025-03-01 10:00:00+00' + i * interval '50 hours'
FROM generate_series(1, 150) AS i JOIN customers ON customer_id = 1 + i * 13 % 250;

INSERT INTO log_requests (request_id, customer_id, ip, path, received_at)
SELECT i, CASE WHEN i % 3 <> 0 THEN 1 + i * 7 % 250 END, inet '192.0.2.0' + i % 256,
       (ARRAY['/', '/invoices', '/settings', '/login'])[1 + i % 4], timestamptz '2025-11-01 00:00:00+00' + i * interval '3 minutes'
FROM generate_series(1, 2000) AS i;

INSERT INTO audit.changes (change_id, table_name, old_row, changed_at)
SELECT i, 'customers', jsonb_build_object('customer_id', customer_id, 'email', email, 'full_name', full_name),
       timestamptz '2025-06-01 00:00:00+00' + i * interval '4 hours'
FROM generate_series(1, 800) AS i JOIN customers ON customer_id = 1 + i * 3 % 250;

INSERT INTO audit.logins (customer_id, ip, at)
SELECT 1 + i * 17 % 250, inet '198.51.100.0' + i % 256, timestamptz '2025-10-01 00:00:00+00' + i * interval '75 minutes'
FROM generate_series(1, 500) AS i;

-- The rows came with their keys; what comes next continues after them.
SELECT setval(pg_get_serial_sequence('customers', 'customer_id'), max(customer_id)) FROM customers;
SELECT setval(pg_get_serial_sequence('prices', 'price_id'), max(price_id)) FROM prices;
SELECT setval(pg_get_serial_sequence('subscriptions', 'subscription_id'), max(subscription_id)) FROM subscriptions;
SELECT setval(pg_get_serial_sequence('log_mails', 'mail_id'), max(mail_id)) FROM log_mails;
SELECT setval(pg_get_serial_sequence('invoices', 'invoice_id'), max(invoice_id)) FROM invoices;
SELECT setval(pg_get_serial_sequence('tickets', 'ticket_id'), max(ticket_id)) FROM tickets;
SELECT setval(pg_get_serial_sequence('log_requests', 'request_id'), max(request_id)) FROM log_requests;
SELECT setval(pg_get_serial_sequence('audit.changes', 'change_id'), max(change_id)) FROM audit.changes;

ANALYZE;
