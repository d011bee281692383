CREATE SCHEMA stock;
CREATE TABLE stock.words (id int PRIMARY KEY, word varchar(32) NOT NULL UNIQUE);
INSERT INTO stock.words VALUES (1, 'red'), (2, 'green'), (3, 'blue');
CREATE FUNCTION stock.known(w varchar) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT EXISTS (SELECT 1 FROM stock.words WHERE word = w) $$;
CREATE TABLE stock.paints (id int PRIMARY KEY, colour varchar(32) NOT NULL CHECK (stock.known(colour)));
INSERT INTO stock.paints SELECT g, (ARRAY['red', 'green', 'blue'])[1 + g % 3] FROM generate_series(1, 30) AS g;
