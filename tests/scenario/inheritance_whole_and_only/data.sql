INSERT INTO sensors SELECT g, 'sensor ' || g FROM generate_series(1, 5) g;
INSERT INTO readings_q1 SELECT 1 + g % 4, date '2026-01-01' + g / 4, g FROM generate_series(0, 7) g;
INSERT INTO readings_q2 SELECT 1 + g % 4, date '2026-04-01' + g / 4, g FROM generate_series(0, 7) g;
INSERT INTO logs VALUES (1, '2026-01-01'), (2, '2026-01-02');
INSERT INTO logs_new VALUES (3, '2026-02-01'), (4, '2026-02-02');
INSERT INTO people VALUES (1, 'Ann'), (2, 'Ben');
INSERT INTO staff VALUES (3, 'Cem', 'cook'), (4, 'Dan', NULL);
INSERT INTO notes VALUES (1, 1, 'a'), (2, 4, 'b');
INSERT INTO long_notes VALUES (3, 3, 'c', 9), (4, 2, 'd', NULL), (5, 77, 'e', 7);
