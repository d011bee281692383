INSERT INTO users VALUES (1, 'pro'), (2, 'free'), (3, 'pro');
INSERT INTO orders VALUES (10, 1), (11, 2), (12, 3), (13, 1);
INSERT INTO notes VALUES ('one'), ('two');
