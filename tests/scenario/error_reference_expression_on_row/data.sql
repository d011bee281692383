INSERT INTO makers SELECT n, md5(n::text)::uuid FROM generate_series(1, 5) AS n;
INSERT INTO imports (id, maker_uid) SELECT n, CASE WHEN n = 3 THEN 'n/a' ELSE md5(n::text) END FROM generate_series(1, 5) AS n;
