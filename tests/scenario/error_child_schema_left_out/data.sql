INSERT INTO billing.plans VALUES (1), (2);
INSERT INTO users VALUES (1, 1), (2, 1), (3, NULL);
INSERT INTO shop.orders VALUES (10, 1), (11, 2), (12, 1);
INSERT INTO billing.invoices VALUES (100, 1, 11), (101, 2, 10);
