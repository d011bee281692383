INSERT INTO accounts VALUES (1, 'north'), (1, 'south'), (2, 'north'), (2, 'south'), (3, 'south');
INSERT INTO cards VALUES (10, 'north', 1), (11, 'south', 1), (12, 'south', 2), (13, 'north', 2), (14, NULL, 3);
