INSERT INTO users VALUES (1), (2), (3);
INSERT INTO events VALUES (1, '{"a": 1}'), (1, '{"a": 1}'), (1, '{"a":  1}'), (2, '{"a": 1}'), (NULL, '{}'), (1, NULL), (1, NULL);
INSERT INTO notes VALUES ('same'), ('same'), ('same'), ('other');
