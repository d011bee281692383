-- The next rows are numbered as they would be in the source.
INSERT INTO products (maker, model) VALUES ('new', 'one');
INSERT INTO parts (size) VALUES (9);
DO $$ BEGIN
    ASSERT (SELECT product_id FROM products WHERE code = 'new-one') = 5;
    ASSERT (SELECT part_id FROM parts WHERE doubled = 18) = 1040;
END $$;
