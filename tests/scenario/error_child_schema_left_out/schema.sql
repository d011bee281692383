CREATE SCHEMA billing;
CREATE SCHEMA shop;
CREATE TABLE billing.plans (plan_id int PRIMARY KEY);
CREATE TABLE users (user_id int PRIMARY KEY, plan_id int REFERENCES billing.plans);
CREATE TABLE shop.orders (order_id int PRIMARY KEY, user_id int NOT NULL REFERENCES users);
CREATE TABLE billing.invoices (
    invoice_id int PRIMARY KEY,
    user_id int REFERENCES users,
    order_id int REFERENCES shop.orders);
