INSERT INTO countries VALUES ('de', 49), ('fr', 33), ('longer than four', 70000), ('ch ', 41);
INSERT INTO cities VALUES ('Bonn', 'de', 33), ('Bern', 'ch ', NULL);
INSERT INTO streets VALUES ('Am Hof', 'Bonn'), ('Ring', 'Bern');
