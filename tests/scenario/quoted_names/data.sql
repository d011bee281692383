INSERT INTO "Weird Schema"."Order" VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3);
INSERT INTO c VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO p VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO "Größe" VALUES (1, 1), (2, 2), (3, NULL);
INSERT INTO "a.b" VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghi VALUES (1, 1), (2, 2), (3, 3);
SELECT setval('"Weird Schema"."Next One"', 42);
