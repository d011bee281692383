INSERT INTO tags VALUES (1), (2);
INSERT INTO posts VALUES (1, '{1,2}'), (2, '{}');
