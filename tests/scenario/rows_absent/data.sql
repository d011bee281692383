INSERT INTO people SELECT g, 'p' || g FROM generate_series(1, 6) AS g;
INSERT INTO safe_deposits (person_id, content) SELECT g, 'locked' FROM generate_series(1, 6) AS g;
UPDATE people SET safe_id = id WHERE id <> 3;
INSERT INTO people_copy_of_2024 SELECT * FROM people;
INSERT INTO logs VALUES (1, '2020-05-05');
INSERT INTO old_orders DEFAULT VALUES;
INSERT INTO orders (person_id) VALUES (2), (3);
REFRESH MATERIALIZED VIEW deposit_ids;
