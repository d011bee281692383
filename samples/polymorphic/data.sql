-- About 3,000 rows, the same ones each time: everything comes from generate_series and arithmetic, so that it looks mixed
-- without being random.

INSERT INTO users (user_id, email, name)
SELECT i, lower(given) || i || '@example.com', given || ' ' || family
FROM generate_series(1, 120) AS i
CROSS JOIN LATERAL (SELECT
    (ARRAY['Ada', 'Bela', 'Chidi', 'Dora', 'Emil', 'Fatma', 'Goro'])[1 + i % 7] AS given,
    (ARRAY['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Novák', 'Haddad', 'O''Neill', 'Kaya'])[1 + i * 5 % 9] AS family
) AS person;

INSERT INTO posts (post_id, author_id, title, body, published_at)
SELECT i, 1 + i * 7 % 120,
       (ARRAY['How to sharpen', 'Five ways to lose', 'What I know of', 'In praise of'])[1 + i % 4] || ' ' ||
       (ARRAY['a kitchen knife', 'an umbrella', 'old radios', 'cast iron', 'the night train'])[1 + i * 3 % 5],
       format('This is my post number %s. Write to me if you know better.', i),
       timestamptz '2025-01-01 07:00:00+00' + i * interval '3 hours'
FROM generate_series(1, 200) AS i;

-- Every 25th order is disputed: twelve of them.
INSERT INTO orders (order_id, user_id, status, total, placed_at)
SELECT i, 1 + i * 11 % 120, CASE WHEN i % 25 = 0 THEN 'disputed' ELSE (ARRAY['paid', 'shipped'])[1 + i % 2] END,
       (499 + i * 37 % 9001) / 100.0, timestamptz '2025-01-01 09:30:00+00' + i * interval '110 minutes'
FROM generate_series(1, 300) AS i;

-- 500 on posts, 300 on orders; 200 replies to those, 50 to these replies; 30 on posts that were deleted since.
INSERT INTO comments (comment_id, author_id, subject_type, subject_id, body, written_at)
SELECT i, u.user_id, subject_type, subject_id,
       format('%s, says %s (%s).', (ARRAY['Not so', 'I had the same', 'Thank you', 'Where is my parcel'])[1 + i % 4], u.name, u.email),
       timestamptz '2025-02-15 12:00:00+00' + i * interval '37 minutes'
FROM (SELECT i, 'Post' AS subject_type, 1 + i * 7 % 200 AS subject_id FROM generate_series(1, 500) AS i
      UNION ALL SELECT i, 'Order', 1 + i * 11 % 300 FROM generate_series(501, 800) AS i
      UNION ALL SELECT i, 'Comment', 1 + i * 31 % 800 FROM generate_series(801, 1000) AS i
      UNION ALL SELECT i, 'Comment', 801 + i * 13 % 200 FROM generate_series(1001, 1050) AS i
      UNION ALL SELECT i, 'Post', i FROM generate_series(1051, 1080) AS i) AS subjects
JOIN users u ON u.user_id = 1 + i * 19 % 120;

-- One for every third comment.
INSERT INTO attachments (attachment_id, comment_id, file_name, size_bytes)
SELECT comment_id / 3, comment_id, format('IMG_%s.jpg', lpad((comment_id * 77 % 10000)::text, 4, '0')), 20000 + comment_id * 997 % 90000
FROM comments WHERE comment_id % 3 = 0;

-- Two for each order, and one of every three is of something else.
INSERT INTO events (event_id, kind, payload, received_at)
SELECT i, CASE WHEN i % 3 = 0 THEN 'account.synced' WHEN i % 2 = 0 THEN 'order.refunded' ELSE 'order.paid' END,
       CASE WHEN i % 3 = 0 THEN jsonb_build_object('order_id', 'none', 'balance', i * 3)
            ELSE jsonb_build_object('order_id', (1 + (i - i / 3 - 1) * 7 % 300)::text, 'amount', (499 + i * 37 % 9001) / 100.0) END,
       timestamptz '2025-01-02 00:00:00+00' + i * interval '35 minutes'
FROM generate_series(1, 900) AS i;

-- The rows came with their keys; what comes next continues after them.
SELECT setval(pg_get_serial_sequence('users', 'user_id'), max(user_id)) FROM users;
SELECT setval(pg_get_serial_sequence('posts', 'post_id'), max(post_id)) FROM posts;
SELECT setval(pg_get_serial_sequence('orders', 'order_id'), max(order_id)) FROM orders;
SELECT setval(pg_get_serial_sequence('comments', 'comment_id'), max(comment_id)) FROM comments;
SELECT setval(pg_get_serial_sequence('attachments', 'attachment_id'), max(attachment_id)) FROM attachments;
SELECT setval(pg_get_serial_sequence('events', 'event_id'), max(event_id)) FROM events;

ANALYZE;
