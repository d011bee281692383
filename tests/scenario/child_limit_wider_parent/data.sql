INSERT INTO probes VALUES ('35.5', 'whole'), ('35.5000000001', 'a little more'), ('7.25', 'another');
INSERT INTO samples VALUES (1, '35.5'), (2, '35.5'), (3, '7.25');
INSERT INTO shifts VALUES ('2026-03-01 00:00'), ('2026-03-01 12:00'), ('2026-03-02 00:00');
INSERT INTO days VALUES (1, '2026-03-01'), (2, '2026-03-02'), (3, '2026-03-02');
