SET session_replication_role = replica;
DELETE FROM users WHERE user_id = 2;
