INSERT INTO departments VALUES (1, NULL), (2, NULL), (3, NULL);
INSERT INTO people VALUES (10, 2), (11, 1), (12, 1), (20, 3);
UPDATE departments SET head_id = CASE department_id WHEN 1 THEN 10 WHEN 2 THEN 20 ELSE 12 END;
