INSERT INTO tenants VALUES (1, 'ant'), (2, 'bee'), (3, 'cat');
INSERT INTO projects VALUES (1, 1, 10), (1, 2, 20), (2, 1, 30), (3, 1, 40), (3, 2, 50), (3, 3, 60);
INSERT INTO tasks VALUES (1, 1, 1, 10), (2, 1, 1, 20), (3, 1, 1, 30), (3, 2, 1, 40), (3, 3, NULL, 50);
INSERT INTO billing.invoices VALUES (7, 1, 10), (8, 2, 20), (9, 3, 30);
INSERT INTO audit VALUES (3, 'seen'), (1, 'seen');
INSERT INTO units VALUES ('m'), ('kg');
