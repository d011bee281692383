INSERT INTO accounts VALUES ('Ann', 0), ('Ann', 1), ('Bob', 0), ('Eve', 2);
INSERT INTO cards VALUES (1, 'ANN', 0), (2, 'ann', 1), (3, 'bob', 0), (4, NULL, 0);
