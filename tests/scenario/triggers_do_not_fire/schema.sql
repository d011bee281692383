CREATE TABLE users (user_id int PRIMARY KEY, name text);
CREATE TABLE audit (line text);
CREATE TABLE orders (order_id int PRIMARY KEY, user_id int REFERENCES users);
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO public.audit VALUES (NEW.name); NEW.name := upper(NEW.name); RETURN NEW; END $$;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'nobody may write here'; END $$;
