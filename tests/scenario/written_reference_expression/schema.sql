CREATE TABLE orders (order_id bigint PRIMARY KEY);
CREATE TABLE articles (country text, number int, PRIMARY KEY (country, number));
CREATE TABLE events (event_id int PRIMARY KEY, payload jsonb, country text, article text);
