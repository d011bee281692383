BEGIN;
INSERT INTO nodes VALUES (1, 1, 2), (2, 2, 3), (3, 3, 1), (4, 4, 5), (5, 5, 4), (6, 6, 6);
INSERT INTO notes VALUES (10, 1, NULL, 11, 1), (11, 4, 6, 10, 2), (12, 6, 6, NULL, 3), (13, NULL, 2, NULL, 4);
INSERT INTO slots VALUES (1, '[1,5)'), (2, '[5,9)'), (3, '[9,10)');
COMMIT;
