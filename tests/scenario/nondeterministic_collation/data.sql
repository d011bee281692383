INSERT INTO countries VALUES ('de', 'Germany'), ('fr', 'France');
INSERT INTO cities VALUES (1, 'DE', 10), (2, 'de', 20), (3, 'De', 30), (4, 'fr', 40);
INSERT INTO codes VALUES ('a'), ('A'), ('b');
INSERT INTO labels VALUES (1, 'a', 1), (2, 'A', 2), (3, 'b', 3);
