BEGIN;
INSERT INTO departments VALUES (1, 'sales', 10), (2, 'law', 20), (3, 'yard', 30), (4, 'art', 40);
INSERT INTO staff VALUES (10, 'Ada', 2), (11, 'Bo', 1), (20, 'Cy', 2), (30, 'Ed', 3), (40, 'Dora', 1), (41, 'Finn', 4), (42, 'Gil', 2);
COMMIT;
