CREATE TABLE prices (price_id int PRIMARY KEY, day date, amount numeric);
CREATE TABLE visits (visit_id int PRIMARY KEY, day date);
