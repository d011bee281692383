INSERT INTO users VALUES (1, 'ann'), (2, 'bob'), (3, 'eve');
INSERT INTO seats VALUES (1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 2, 3), (3, 3, NULL);
