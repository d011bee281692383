INSERT INTO products (maker, model) VALUES ('acme', 'x'), ('acme', 'y'), ('bolt', 'x'), ('cord', 'x');
INSERT INTO parts (maker, size) VALUES ('acme', 1), ('bolt', 2), (NULL, 3), ('acme', 4);
