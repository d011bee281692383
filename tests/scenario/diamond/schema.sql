CREATE TABLE customers (customer_id int PRIMARY KEY);
CREATE TABLE baskets (basket_id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);
CREATE TABLE addresses (address_id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);
CREATE TABLE orders (
    order_id int PRIMARY KEY,
    basket_id int NOT NULL REFERENCES baskets,
    address_id int NOT NULL REFERENCES addresses);
