CREATE TABLE users (tenant int, user_id int, PRIMARY KEY (tenant, user_id));
CREATE TABLE orders (tenant int, order_id int PRIMARY KEY, buyer int, seller int,
    FOREIGN KEY (tenant, buyer) REFERENCES users, CONSTRAINT sold_by FOREIGN KEY (tenant, seller) REFERENCES users);
