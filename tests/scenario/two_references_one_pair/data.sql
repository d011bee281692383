INSERT INTO teams VALUES (1, 'Ajax'), (2, 'Bern'), (3, 'Cork'), (4, 'Derby'), (5, 'Essen');
INSERT INTO matches VALUES (10, 1, 2), (11, 3, 1), (12, 2, 3), (13, 4, 5), (14, 1, 1);
