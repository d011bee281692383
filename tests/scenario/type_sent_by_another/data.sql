INSERT INTO jobs VALUES (1, 'c_orders', 'h "1"', 7, 'tab' || chr(9), 'pg_class'), (2, NULL, NULL, NULL, NULL, NULL), (3, '', '\', 1, '', 'jobs');
