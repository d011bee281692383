INSERT INTO users VALUES (1, 'ann'), (2, 'bob'), (3, 'cat');
INSERT INTO orders VALUES (10, 1, 'first'), (11, 1, 'second'), (12, 2, 'third'), (13, 3, 'fourth');
