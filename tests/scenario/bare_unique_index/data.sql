INSERT INTO rooms VALUES ('a', 1, 10), ('a', 2, 20), ('b', 1, 30), ('a', NULL, 40), ('a', NULL, 50);
INSERT INTO desks VALUES (1, 1, 'a'), (2, 1, 'b'), (3, NULL, 'a'), (4, 2, 'a');
