DO $$ BEGIN
    ASSERT NOT (SELECT convalidated FROM pg_constraint WHERE conname = 'orders_user');
END $$;
