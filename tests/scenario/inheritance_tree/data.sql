INSERT INTO stations SELECT g, 'station ' || g FROM generate_series(1, 9) g;
INSERT INTO readings VALUES (1, 1, 11), (2, 2, 5);
INSERT INTO readings_a VALUES (10, 3, 30, 'a'), (11, 3, 7, NULL), (12, 4, 1, 'b');
INSERT INTO readings_b (reading_id, station_id, value, tag) VALUES (20, 5, 29, 'x'), (21, 3, 2, 'y');
INSERT INTO readings_b_raw (reading_id, station_id, value, tag, raw) VALUES (30, 6, 28, 'z', 'r'), (31, 3, 3, NULL, 's');
INSERT INTO readings_c VALUES (40, 7, 27, 1.50), (41, 3, 4, 2), (42, NULL, 9, 3);
-- Two rows of the tree have the key 20: both are parents of what refers to it.
INSERT INTO readings_c VALUES (20, 9, 0, 0);
INSERT INTO tagged VALUES ('alone');
INSERT INTO alerts SELECT 100 + n, id, n % 3 FROM unnest(ARRAY[10, 10, 20, 20, 30, 40, 40, 12, 2, 99]) WITH ORDINALITY AS a (id, n);
