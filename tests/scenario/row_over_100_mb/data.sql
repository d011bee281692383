INSERT INTO users VALUES (1), (2);
INSERT INTO files VALUES (1, 1, repeat('abcdefg', 15000000)), (2, 1, 'small'), (3, 2, 'left');
