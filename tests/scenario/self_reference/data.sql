INSERT INTO parts VALUES (1, NULL, 'car'), (2, 1, 'engine'), (3, 1, 'door'), (4, 2, 'piston'), (5, 4, 'ring'), (6, 3, 'handle');
