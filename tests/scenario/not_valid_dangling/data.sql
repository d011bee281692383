INSERT INTO users VALUES (1), (2), (3);
INSERT INTO orders VALUES (10, 1), (11, 99), (12, 98), (13, NULL), (14, 2);
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users NOT VALID;
