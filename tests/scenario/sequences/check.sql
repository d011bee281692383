DO $$ BEGIN
    ASSERT nextval('users_user_id_seq') = 21 OR nextval('users_user_id_seq') > 21;
    ASSERT nextval('shared_ids') >= 107;
    ASSERT nextval('never_used') >= 17;
END $$;
