INSERT INTO seats VALUES (1, 2), (2, 1), (1, 1), (2, 2), (3, 1);
INSERT INTO tickets VALUES (10, 1, 2), (11, 2, 1), (12, 2, 2), (13, 1, 3);
