-- The actions work: what the twin is for.
BEGIN;
DO $$ BEGIN
    DELETE FROM users WHERE user_id = 2;
    ASSERT (SELECT seller_id IS NULL FROM orders);
    DELETE FROM users WHERE user_id = 1;
    ASSERT NOT EXISTS (SELECT FROM orders);
END $$;
ROLLBACK;
