DO $$ BEGIN
    ASSERT NOT (SELECT convalidated FROM pg_constraint WHERE conname = 'orders_user');
    ASSERT (SELECT convalidated FROM pg_constraint WHERE conname = 'lines_order_id_fkey');
END $$;
