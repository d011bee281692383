DO $$
BEGIN
    ASSERT (SELECT array_agg(c.relname::text ORDER BY c.relname)
            FROM pg_class AS c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i')
           = '{order_numbers,orders,orders_with_people,people}', 'what is there';
    ASSERT (SELECT array_agg(p.proname::text) FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace)
           = '{label_of}', 'functions';
    ASSERT to_regclass('people_by_safe') IS NOT NULL, 'the index of a column that is NULL now';
    ASSERT NOT EXISTS (SELECT FROM pg_policy), 'policies';
    ASSERT NOT EXISTS (SELECT FROM pg_rewrite WHERE rulename = 'end_of_order'), 'rules';
    ASSERT nextval('order_numbers') = 4, 'the sequence that another table uses goes on';
    PERFORM setval('order_numbers', 3);
END $$;
