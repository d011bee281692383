INSERT INTO users VALUES ('Ann'), ('bob'), ('Eve'), ('Joe');
INSERT INTO posts VALUES (1, 'ANN', NULL), (2, 'ann', 'BOB'), (3, 'Bob', 'Ann'), (4, 'EVE', 'eve'), (5, 'Bob', NULL);
