INSERT INTO orders VALUES (1), (2), (3);
INSERT INTO articles VALUES ('de', 7), ('de', 8), ('fr', 7);
INSERT INTO events VALUES (10, '{"order_id": 1}', 'de', 'A-7'), (11, '{"order_id": "2"}', 'fr', NULL), (12, '{}', NULL, 'A-7'), (13, NULL, 'fr', 'A-7'), (14, '{"order_id": 3}', 'de', 'A-8');
