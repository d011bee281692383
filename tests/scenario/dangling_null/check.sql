DO $$ BEGIN
    ASSERT (SELECT convalidated FROM pg_constraint WHERE conname = 'orders_user');
END $$;
