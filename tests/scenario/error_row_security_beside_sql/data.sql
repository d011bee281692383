INSERT INTO people VALUES (1, 'ann'), (2, 'bob');
INSERT INTO wishes VALUES (1, 1), (2, 2);
