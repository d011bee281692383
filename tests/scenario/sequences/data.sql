INSERT INTO users SELECT FROM generate_series(1, 20);
INSERT INTO cats SELECT FROM generate_series(1, 3);
INSERT INTO dogs SELECT FROM generate_series(1, 4);
SELECT nextval('other.tickets') FROM generate_series(1, 7);
SELECT nextval('countdown'), nextval('countdown');
SELECT setval('set_not_called', 33, false);
