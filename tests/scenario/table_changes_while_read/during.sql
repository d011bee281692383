INSERT INTO users VALUES (4, 'dan');
INSERT INTO orders VALUES (14, 1, 'too late'), (15, 4, 'too late');
UPDATE orders SET user_id = 3, note = 'changed' WHERE order_id = 11;
DELETE FROM orders WHERE order_id = 10;
UPDATE users SET name = 'changed';
DELETE FROM orders WHERE user_id = 2;
DELETE FROM users WHERE user_id = 2;
