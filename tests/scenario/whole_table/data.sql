INSERT INTO currencies VALUES ('euro'), ('krone'), ('yen');
INSERT INTO countries VALUES ('Austria', 'euro', NULL), ('Belgium', 'euro', 'Austria'), ('Denmark', 'krone', 'Denmark'), ('Nowhere', NULL, NULL);
INSERT INTO cities VALUES ('Vienna', 'Austria'), ('Brussels', 'Belgium'), ('Aarhus', 'Denmark'), ('Odense', 'Denmark');
