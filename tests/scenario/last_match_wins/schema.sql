CREATE SCHEMA stock;
CREATE TABLE log_web (id int);
CREATE TABLE log_app (id int);
CREATE TABLE other (id int);
CREATE TABLE stock.log_web (id int);
CREATE TABLE stock.items (id int);
