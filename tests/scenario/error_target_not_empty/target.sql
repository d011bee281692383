CREATE TABLE precious (id int);
INSERT INTO precious VALUES (1);
