DO $$ BEGIN
    INSERT INTO stays VALUES (20, 1, '[2024-01-06,2024-01-08)');
    RAISE 'the exclusion constraint does not hold';
EXCEPTION WHEN exclusion_violation THEN NULL;
END $$;
